import Loyalty
import StrictDocument

/// A zone, and the name by which the file calls it.
struct NamedZone: Hashable {
    /// The IANA name; nil: a fixed offset.
    let name: String?
    /// The table.
    let zone: Zone
}

extension ProgrammeDecoder {
    /// Reads the time zone: a fixed offset, or a name that is looked up; nil: reported.
    ///
    /// A stored text holds the name's table beside the name, and that table is taken: a new
    /// time-zone database must not change what an old version of a programme decided.
    func zone(_ reader: inout DocumentReader) -> NamedZone? {
        let minutes = reader.integer("tzOffsetMin", in: ProgrammeLimits.offsetMinutes)
        let nameNode = reader.field("timeZone")
        let table = reader.has("zoneTable") ? reader.map("zoneTable") : nil
        guard reader.has("tzOffsetMin") != reader.has("timeZone") else {
            let isTwice = reader.has("timeZone")
            problems.add(
                nameNode ?? reader.node,
                isTwice ? "the time zone is given twice" : "the time zone is missing",
                mend: "give exactly one of `timeZone` (such as Europe/Moscow) and `tzOffsetMin`"
            )
            return nil
        }
        guard let nameNode else {
            if let table { reportTable(table, "has no meaning beside `tzOffsetMin`") }
            return minutes.map { NamedZone(name: nil, zone: Zone(initialOffsetSeconds: $0 * 60)) }
        }
        guard let name = nameNode.text(problems) else { return nil }
        if let table { return zone(table).map { NamedZone(name: name, zone: $0) } }
        do throws(ZoneFileError) {
            let zone = try ZoneFile.load(name, folder: zoneinfoFolder)
            return NamedZone(name: name, zone: zone)
        } catch {
            problems.add(nameNode, error.message, mend: error.mend)
            return nil
        }
    }

    private func reportTable(_ table: DocumentReader, _ message: String) {
        problems.add(table.node, message, mend: "remove it")
    }

    /// Reads the table that ``ProgrammeEncoder`` wrote.
    private func zone(_ map: DocumentReader) -> Zone? {
        var reader = map
        let offsets = -ZoneLimits.maximumOffsetSeconds...ZoneLimits.maximumOffsetSeconds
        let initial = reader.integer("initial", .required, in: offsets)
        let nodes =
            reader.field("transitions", .required)?
            .elements(problems, maximumCount: ZoneLimits.maximumTransitions) ?? []
        reader.finish(fields: ProgrammeFormat.fields(of: "zoneTable"))
        var transitions: [Zone.Transition] = []
        for node in nodes {
            guard let pair = node.elements(problems, maximumCount: 2), pair.count == 2,
                let at = pair[0].integer(problems, in: Int64.min...Int64.max),
                let offset = pair[1].integer(problems, in: offsets),
                transitions.last.map({ $0.at.unixSeconds < at }) ?? true
            else {
                reportTable(reader, "is not in order of time, or damaged")
                return nil
            }
            let instant = Instant(unixSeconds: at)
            transitions.append(Zone.Transition(at: instant, offsetSeconds: offset))
        }
        return initial.map { Zone(initialOffsetSeconds: $0, transitions: transitions) }
    }
}
