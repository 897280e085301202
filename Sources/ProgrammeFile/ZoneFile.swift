import Loyalty

/// The bounds of a time zone.
enum ZoneLimits {
    /// Bytes of a compiled zone file; the largest real one has 4 KiB.
    static let maximumFileBytes = 256 << 10
    /// Changes of the offset of one zone, the generated ones included.
    static let maximumTransitions = 4_000
    /// Seconds from UTC; no zone was ever further than 16 hours.
    static let maximumOffsetSeconds: Int64 = 86_400
    /// The last year for which a rule of daylight saving time is written out.
    static let lastGeneratedYear = 2_200
    /// Bytes of a zone's name.
    static let maximumNameBytes = 64
}

/// Why a time zone cannot be used.
struct ZoneFileError: Error, Hashable {
    /// What is wrong.
    let message: String
    /// What to do about it.
    let mend: String
}

/// Loads zones of the system's compiled time-zone database (TZif, RFC 8536).
enum ZoneFile {
    /// Loads a zone by its IANA name.
    ///
    /// Reads one file, so it may block.
    ///
    /// - Throws: ``ZoneFileError``.
    static func load(_ name: String, folder: String) throws(ZoneFileError) -> Zone {
        guard isName(name) else {
            throw ZoneFileError(
                message: "is not the name of a time zone",
                mend: "write an IANA name such as Europe/Moscow"
            )
        }
        guard let bytes = BoundedFile.read("\(folder)/\(name)", ZoneLimits.maximumFileBytes) else {
            throw ZoneFileError(
                message: "the time zone \(name) is not in \(folder)",
                mend: "check the name, or install the package tzdata"
            )
        }
        do throws(TZifError) {
            return try zone(TZif(bytes))
        } catch {
            throw ZoneFileError(
                message: "the file of time zone \(name) is damaged (\(error.reason))",
                mend: "reinstall the package tzdata"
            )
        }
    }

    /// Letters, digits, `_`, `+`, `-` in parts between slashes: nothing that leaves the folder.
    private static func isName(_ name: String) -> Bool {
        guard name.utf8.count <= ZoneLimits.maximumNameBytes else { return false }
        return name.split(separator: "/", omittingEmptySubsequences: false).allSatisfy { part in
            !part.isEmpty
                && part.utf8.allSatisfy { byte in
                    switch byte {
                    case UInt8(ascii: "a")...UInt8(ascii: "z"),
                        UInt8(ascii: "A")...UInt8(ascii: "Z"),
                        UInt8(ascii: "0")...UInt8(ascii: "9"),
                        UInt8(ascii: "_"), UInt8(ascii: "+"), UInt8(ascii: "-"):
                        true
                    default: false
                    }
                }
        }
    }

    /// The transitions of a file, then those that its rule gives for later years; changes that
    /// leave the offset as it is are dropped.
    static func zone(_ file: TZif) throws(TZifError) -> Zone {
        var changes = file.transitions
        if let rule = file.rule, let daylight = rule.daylight {
            let last = changes.last?.at ?? Instant(unixSeconds: 0)
            let firstYear = LocalDate(dayNumber: Int((last.unixSeconds - 86_399) / 86_400)).year
            guard firstYear <= ZoneLimits.lastGeneratedYear else {
                throw TZifError(reason: "a transition lies too far ahead")
            }
            let generated = (firstYear...ZoneLimits.lastGeneratedYear).flatMap { year in
                rule.transitions(in: year, daylight)
            }
            // The last end may lie in the next year, at one instant with a start left out here.
            let newYear = LocalDate(year: ZoneLimits.lastGeneratedYear + 1, month: 1, day: 1)
            let end = Instant(unixSeconds: Int64(newYear.dayNumber) * 86_400)
            changes += generated.filter { $0.at > last && $0.at < end }
        } else if let rule = file.rule, let last = changes.last {
            guard last.offsetSeconds == rule.standardOffsetSeconds else {
                throw TZifError(reason: "its rule contradicts its last transition")
            }
        }
        return try ordered(changes, initial: file.initialOffsetSeconds)
    }

    private static func ordered(
        _ changes: [Zone.Transition],
        initial: Int64
    ) throws(TZifError) -> Zone {
        var kept: [Zone.Transition] = []
        for change in changes {
            // Daylight saving time for the whole year is written as an end and a start at one
            // instant: the later of the two holds.
            if kept.last?.at == change.at { kept.removeLast() }
            if let last = kept.last, last.at > change.at {
                throw TZifError(reason: "its transitions are not in order")
            }
            if change.offsetSeconds != kept.last?.offsetSeconds ?? initial { kept.append(change) }
        }
        guard kept.count <= ZoneLimits.maximumTransitions else {
            throw TZifError(reason: "it has too many transitions")
        }
        return Zone(initialOffsetSeconds: initial, transitions: kept)
    }
}
