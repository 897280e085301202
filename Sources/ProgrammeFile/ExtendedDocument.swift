import StrictDocument

/// Reads a programme file together with the files that it extends.
///
/// A file with `extends` is laid over its base: maps key by key, lists of things with an `id` by
/// id, everything else whole. What differs must lie under a path that `overridable` lists: every
/// base that has such a list decides, and when none has, the file's own list does. The `id` of the
/// programme is always its own.
struct ExtendedDocument {
    private let problems: DocumentProblems

    /// Reads a file; nil: there are problems, which are reported.
    static func parse(
        _ bytes: [UInt8],
        file: String,
        _ problems: DocumentProblems
    ) -> DocumentNode? {
        ExtendedDocument(problems: problems).effective(bytes, file: file, depth: 0)?.root
    }

    /// A file with its bases worked in, and the lists of what may be overridden in it.
    private struct Effective {
        let root: DocumentNode
        let lists: [OverridablePaths]
    }

    private func effective(_ bytes: [UInt8], file: String, depth: Int) -> Effective? {
        let root: DocumentNode
        do throws(DocumentProblem) {
            root = try StrictDocument.parse(bytes, file: file)
        } catch {
            problems.add(error)
            return nil
        }
        guard case .map(let members) = root.content else { return Effective(root: root, lists: []) }
        let own = members.first { $0.key == "overridable" }.flatMap { overridable($0.value) }
        let rest = root.with(
            .map(members.filter { $0.key != "extends" && $0.key != "overridable" })
        )
        guard let node = members.first(where: { $0.key == "extends" })?.value else {
            return Effective(root: rest, lists: own.map { [$0] } ?? [])
        }
        guard let base = base(node, depth: depth) else { return nil }
        let allowed = base.lists.isEmpty ? own.map { [$0] } ?? [] : base.lists
        let overlay = Overlay(lists: allowed, baseFile: base.root.file, problems: problems)
        let merged = overlay.merge(base.root, rest, path: [])
        return Effective(root: merged, lists: base.lists + (own.map { [$0] } ?? []))
    }

    private func overridable(_ node: DocumentNode) -> OverridablePaths? {
        var paths: [[Substring]] = []
        for element in node.elements(problems) ?? [] {
            guard let text = element.text(problems) else { continue }
            let path = OverridablePaths.components(text)
            let known = ProgrammeFormat.programme.names
            if let first = path.first, !known.contains(String(first)), first != "*" {
                let mend =
                    suggestion(for: String(first), among: known)
                    + "write a path such as rules.base.amount.rateBp"
                problems.add(element, "\(quoted(text)) is not a path of a programme", mend: mend)
            }
            paths.append(path)
        }
        return OverridablePaths(paths: paths)
    }

    /// Reads the file that a node names, beside the file in which it stands.
    private func base(_ node: DocumentNode, depth: Int) -> Effective? {
        guard let name = node.text(problems) else { return nil }
        guard depth + 1 < ProgrammeLimits.extensionDepth else {
            let most = ProgrammeLimits.extensionDepth
            let mend = "extend at most \(most) files one through the other, and none twice"
            problems.add(node, "extends too many files", mend: mend)
            return nil
        }
        let parts = name.split(separator: "/", omittingEmptySubsequences: false)
        guard !parts.contains(where: { $0.isEmpty || $0 == ".." as Substring }) else {
            let mend = "write the name of a file beside this one, such as base.yaml"
            problems.add(node, "\(quoted(name)) leaves the folder of this file", mend: mend)
            return nil
        }
        let folder = node.file.lastIndex(of: "/").map { String(node.file[...$0]) } ?? ""
        let path = folder + name
        guard let bytes = BoundedFile.read(path, DocumentLimits.maximumBytes) else {
            let mend = "put a file of at most \(DocumentLimits.maximumBytes) bytes there"
            problems.add(node, "the file \(quoted(path)) cannot be read", mend: mend)
            return nil
        }
        return effective(bytes, file: path, depth: depth + 1)
    }
}

/// The paths that a file lets others override; a path covers everything beneath it.
struct OverridablePaths {
    let paths: [[Substring]]

    /// The parts of `rules.base.cap`, `rules[base].cap`; `*` stands for any one part.
    static func components(_ text: String) -> [Substring] {
        text.split(whereSeparator: { $0 == "." || $0 == "[" || $0 == "]" })
    }

    /// Whether a path lies under one of them.
    func covers(_ path: [String]) -> Bool {
        let path = path.flatMap { OverridablePaths.components($0) }
        return paths.contains { pattern in
            !pattern.isEmpty && pattern.count <= path.count
                && zip(pattern, path).allSatisfy { $0 == "*" || $0 == $1 }
        }
    }
}
