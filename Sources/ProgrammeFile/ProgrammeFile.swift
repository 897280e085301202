private import CanonicalJSON
private import Cryptography
package import Loyalty
package import StrictDocument

/// A programme as it was loaded, and the text by which it is known for ever.
package struct LoadedProgramme: Hashable, Sendable {
    /// What the core decides by.
    package let programme: Programme
    /// The IANA name of the time zone; nil: the file gives a fixed offset.
    package let timeZone: String?
    /// The effective configuration as canonical JSON, defaults and the table of the time zone
    /// included: loading it gives the same programme and the same text, whatever the time-zone
    /// database says by then.
    package let text: String
    /// SHA-256 of ``text``, 32 bytes.
    package let hash: [UInt8]
}

/// One version of a programme, and from when it is in force.
package struct LoadedVersion: Hashable, Sendable {
    /// The first instant at which it is in force, by the event's own `at`; nil: the first
    /// version, which is in force before all others.
    package let from: Instant?
    /// The version by itself: its programme has no versions, its text and hash are its own.
    package let loaded: LoadedProgramme
}

/// Loads programme files.
package enum ProgrammeFile {
    /// Where the time-zone database lies.
    package static let zoneinfoFolder = "/usr/share/zoneinfo"

    /// Loads a programme and validates all of it, with all of its versions.
    ///
    /// Reads the file of the named time zone and the files that this one extends, so it may
    /// block; it reads nothing else.
    ///
    /// - Parameters:
    ///   - text: The programme, YAML or JSON.
    ///   - name: The file's name, for problems; a file that it extends lies beside it.
    ///   - zoneinfoFolder: The folder of the compiled time-zone database.
    /// - Returns: The programme; its text and hash are those of all versions together.
    /// - Throws: ``InvalidDocument`` with every problem that was found.
    package static func load(
        text: String,
        name: String,
        zoneinfoFolder: String = ProgrammeFile.zoneinfoFolder
    ) throws(InvalidDocument) -> LoadedProgramme {
        try load(bytes: Array(text.utf8), name: name, zoneinfoFolder: zoneinfoFolder)
    }

    /// Loads a programme from the bytes of its file; see ``load(text:name:zoneinfoFolder:)``.
    package static func load(
        bytes: [UInt8],
        name: String,
        zoneinfoFolder: String = ProgrammeFile.zoneinfoFolder
    ) throws(InvalidDocument) -> LoadedProgramme {
        try decode(bytes, name, zoneinfoFolder).whole
    }

    /// Loads all versions of a programme, each by itself, in the order in which they come into
    /// force; a programme without versions is its own first one.
    ///
    /// - Parameters: as of ``load(text:name:zoneinfoFolder:)``.
    /// - Throws: ``InvalidDocument`` with every problem that was found.
    package static func loadVersions(
        text: String,
        name: String,
        zoneinfoFolder: String = ProgrammeFile.zoneinfoFolder
    ) throws(InvalidDocument) -> [LoadedVersion] {
        try decode(Array(text.utf8), name, zoneinfoFolder).versions
    }

    private static func decode(
        _ bytes: [UInt8],
        _ name: String,
        _ zoneinfoFolder: String
    ) throws(InvalidDocument) -> (whole: LoadedProgramme, versions: [LoadedVersion]) {
        let problems = DocumentProblems(file: name)
        guard let root = ExtendedDocument.parse(bytes, file: name, problems) else {
            throw InvalidDocument(problems.sorted)
        }
        let decoder = VersionDecoder(problems: problems, zoneinfoFolder: zoneinfoFolder)
        guard let decoded = decoder.programme(root), problems.isEmpty else {
            throw InvalidDocument(problems.sorted)
        }
        let whole = loaded(decoded.first, later: decoded.later)
        // What is stored must be readable again.
        guard whole.text.utf8.count <= DocumentLimits.maximumBytes else {
            let mend = "shorten its lists, or use fewer versions"
            problems.add(
                root,
                "the programme with all defaults is too large to be kept",
                mend: mend
            )
            throw InvalidDocument(problems.sorted)
        }
        let first = LoadedVersion(from: nil, loaded: loaded(decoded.first, later: []))
        let later = decoded.later.map { version in
            LoadedVersion(from: version.from, loaded: loaded(version.decoded, later: []))
        }
        return (whole, [first] + later)
    }

    private static func loaded(
        _ decoded: ProgrammeDecoder.Decoded,
        later: [VersionDecoder.Version]
    ) -> LoadedProgramme {
        let bytes = ProgrammeEncoder.json(decoded, later: later).canonicalBytes()
        var programme = decoded.programme
        programme.versions = later.map { version in
            ProgrammeVersion(from: version.from, programme: version.decoded.programme)
        }
        return LoadedProgramme(
            programme: programme,
            timeZone: decoded.zone.name,
            text: String(decoding: bytes, as: UTF8.self),
            hash: SHA256.digest(bytes)
        )
    }
}
