import Loyalty
import StrictDocument

/// Reads a programme with its versions.
///
/// A file that gives nothing but `id` and `versions` has its first version in force from the
/// beginning of time: an event before every `from` must be decided by something.
struct VersionDecoder {
    /// A later version.
    struct Version {
        let from: Instant
        let decoded: ProgrammeDecoder.Decoded
    }

    let problems: DocumentProblems
    let zoneinfoFolder: String

    /// Reads the whole file; nil: there are problems.
    func programme(_ root: DocumentNode) -> (first: ProgrammeDecoder.Decoded, later: [Version])? {
        var reader = DocumentReader(root, problems)
        var later = versions(&reader)
        let isBare = !later.isEmpty && reader.names.allSatisfy { ["id", "versions"].contains($0) }
        if isBare {
            let first = later.removeFirst().decoded
            let decoder = ProgrammeDecoder(problems: problems, zoneinfoFolder: zoneinfoFolder)
            let id = reader.field("id").flatMap { decoder.identifier($0) }
            var programme = first.programme
            if programme.id.isEmpty { programme.id = id ?? "" }
            let named = ProgrammeDecoder.Decoded(programme: programme, zone: first.zone)
            return problems.isEmpty ? (named, later) : nil
        }
        var decoder = ProgrammeDecoder(problems: problems, zoneinfoFolder: zoneinfoFolder)
        let first = decoder.programme(root, form: "programme")
        return first.map { ($0, later) }
    }

    private func versions(_ reader: inout DocumentReader) -> [Version] {
        let nodes =
            reader.field("versions")?
            .elements(problems, maximumCount: ProgrammeLimits.versions) ?? []
        var versions: [Version] = []
        for node in nodes {
            var reader = DocumentReader(node, problems)
            var decoder = ProgrammeDecoder(problems: problems, zoneinfoFolder: zoneinfoFolder)
            let fromNode = reader.field("from", .required)
            let from = fromNode.flatMap { decoder.instant($0) }
            let decoded = reader.field("programme", .required)
                .flatMap { decoder.programme($0, form: "versionProgramme") }
            reader.finish(fields: ProgrammeFormat.fields(of: "version"))
            guard let from, let fromNode else { continue }
            if let last = versions.last, from <= last.from {
                let mend = "list the versions in the order in which they come into force"
                problems.add(fromNode, "is not after the version before", mend: mend)
            }
            guard let decoded else { continue }
            versions.append(Version(from: from, decoded: decoded))
        }
        return versions
    }
}
