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

/// Loads programme files.
package enum ProgrammeFile {
    /// Where the time-zone database lies.
    package static let zoneinfoFolder = "/usr/share/zoneinfo"

    /// Loads a programme and validates all of it.
    ///
    /// Reads the file of the named time zone, so it may block; it reads nothing else.
    ///
    /// - Parameters:
    ///   - text: The programme, YAML or JSON.
    ///   - name: The file's name, for problems.
    ///   - zoneinfoFolder: The folder of the compiled time-zone database.
    /// - Returns: The programme.
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
        let root: DocumentNode
        do throws(DocumentProblem) {
            root = try StrictDocument.parse(bytes, file: name)
        } catch {
            throw InvalidDocument([error])
        }
        let problems = DocumentProblems(file: name)
        var decoder = ProgrammeDecoder(problems: problems, zoneinfoFolder: zoneinfoFolder)
        let decoded = decoder.programme(root)
        guard problems.isEmpty, let decoded else { throw InvalidDocument(problems.sorted) }
        let bytes = ProgrammeEncoder.json(decoded.programme, zone: decoded.zone).canonicalBytes()
        return LoadedProgramme(
            programme: decoded.programme,
            timeZone: decoded.zone.name,
            text: String(decoding: bytes, as: UTF8.self),
            hash: SHA256.digest(bytes)
        )
    }
}
