import CanonicalJSON
import Loyalty
import ProgrammeFile
import StrictDocument
import TapFlow

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
        do throws(InvalidDocument) {
            return try ProgrammeFile.load(text: text, name: name)
        } catch {
            throw CommandFailure(.usage, error.description)
        }
    }

    /// The programme as the service runs it: a bound on late events always holds.
    static func forService(_ loaded: LoadedProgramme) throws(CommandFailure) -> LoadedProgramme {
        guard case .object(let fields)? = try? JSONValue.parse(Array(loaded.text.utf8)) else {
            return loaded
        }
        let whole = bounded(fields)
        guard whole != fields else { return loaded }
        return try load(text: JSONValue.object(whole).canonicalText(), name: "programme")
    }

    /// The programme and each of its later versions, with the bound where they have none.
    private static func bounded(_ fields: [String: JSONValue]) -> [String: JSONValue] {
        var whole = fields
        whole["maxBackdateDays"] =
            fields["maxBackdateDays"] ?? .integer(Int64(FlowLimits.backdateDays))
        guard case .array(let versions)? = fields["versions"] else { return whole }
        whole["versions"] = .array(
            versions.map { version in
                guard case .object(var later) = version,
                    case .object(let own)? = later["programme"]
                else { return version }
                later["programme"] = .object(bounded(own))
                return .object(later)
            }
        )
        return whole
    }
}
