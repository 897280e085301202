import ProgrammeFile
import StrictDocument

/// Where the programme comes from: a file, the ledger, or what is built in.
enum ProgrammeSource {
    /// The programme that is built in: the demonstration shop's.
    static var embeddedText: String {
        String(decoding: PackageResources.programme_yaml, as: UTF8.self)
    }

    /// Reads and checks a programme file; nil is the built-in one.
    ///
    /// - Throws: A failure that lists every problem with file, line, path and mend.
    static func load(path: String?) throws(CommandFailure) -> LoadedProgramme {
        guard let path else { return try load(text: embeddedText, name: "built-in programme") }
        return try load(text: TextFile.read(path), name: path)
    }

    /// Checks a programme text.
    static func load(text: String, name: String) throws(CommandFailure) -> LoadedProgramme {
        switch ProgrammeFile.load(text: text, name: name) {
        case .success(let loaded): return loaded
        case .failure(let problems):
            throw CommandFailure(.finding, problems.map(\.description).joined(separator: "\n"))
        }
    }
}
