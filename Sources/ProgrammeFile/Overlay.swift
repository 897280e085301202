import StrictDocument

/// Lays a document over another one, as far as that one lets it.
struct Overlay {
    /// What may be overridden, by each file that says so; none says so: nothing.
    let lists: [OverridablePaths]
    let baseFile: String
    let problems: DocumentProblems

    /// Maps that are said as a whole: a different way to say the same replaces all of it.
    private static let wholes: Set<String> = [
        "amount", "vest", "expiry", "for", "boost", "when", "redeem", "zoneTable",
    ]

    /// The base with what the local document says instead and besides.
    func merge(_ base: DocumentNode, _ local: DocumentNode, path: [String]) -> DocumentNode {
        if case .map(let old) = base.content, case .map(let new) = local.content {
            if let last = path.last, Self.wholes.contains(last) {
                compareWhole(old, new, local, path)
                return local
            }
            return base.with(.map(merge(old, new, path: path)))
        }
        if let old = elementsByID(base), let new = elementsByID(local), !new.isEmpty {
            return base.with(.list(merge(old, new, path: path)))
        }
        if !isSame(base, local) { permit(path, at: local) }
        return local
    }

    private func merge(
        _ old: [DocumentNode.Member],
        _ new: [DocumentNode.Member],
        path: [String]
    ) -> [DocumentNode.Member] {
        var merged = old.map { member in
            guard let own = new.first(where: { $0.key == member.key }) else { return member }
            let value = merge(member.value, own.value, path: path + [member.key])
            return DocumentNode.Member(key: member.key, keyNode: own.keyNode, value: value)
        }
        for member in new where !old.contains(where: { $0.key == member.key }) {
            permit(path + [member.key], at: member.keyNode)
            merged.append(member)
        }
        return merged
    }

    private func merge(
        _ old: [(id: String, node: DocumentNode)],
        _ new: [(id: String, node: DocumentNode)],
        path: [String]
    ) -> [DocumentNode] {
        var merged = old.map { element in
            guard let own = new.first(where: { $0.id == element.id }) else { return element.node }
            return merge(element.node, own.node, path: path + [element.id])
        }
        for element in new where !old.contains(where: { $0.id == element.id }) {
            permit(path + [element.id], at: element.node)
            merged.append(element.node)
        }
        return merged
    }

    /// Asks for every difference of two maps of which one replaces the other.
    private func compareWhole(
        _ old: [DocumentNode.Member],
        _ new: [DocumentNode.Member],
        _ local: DocumentNode,
        _ path: [String]
    ) {
        for member in new {
            let other = old.first { $0.key == member.key }
            if let other, isSame(other.value, member.value) { continue }
            permit(path + [member.key], at: member.keyNode)
        }
        for member in old where !new.contains(where: { $0.key == member.key }) {
            permit(path + [member.key], at: local)
        }
    }

    /// Reports an override of what the base locks; the name of a programme is its own.
    private func permit(_ path: [String], at node: DocumentNode) {
        guard path != ["id"] else { return }
        guard lists.isEmpty || !lists.allSatisfy({ $0.covers(path) }) else { return }
        let shown = quoted(path.joined(separator: "."))
        problems.add(
            node,
            "overrides \(shown), which is locked by \(quoted(baseFile))",
            mend: "remove it, or list it there under `overridable`"
        )
    }

    /// The elements of a list of which each is a map with an `id` of its own; nil: it is not such
    /// a list.
    private func elementsByID(_ node: DocumentNode) -> [(id: String, node: DocumentNode)]? {
        guard case .list(let elements) = node.content else { return nil }
        var found: [(id: String, node: DocumentNode)] = []
        for element in elements {
            guard case .map(let members) = element.content,
                case .scalar(let id, _)? = members.first(where: { $0.key == "id" })?.value.content
            else { return nil }
            found.append((id, element))
        }
        return Set(found.map(\.id)).count == found.count ? found : nil
    }

    /// Whether two nodes say the same, wherever they stand.
    private func isSame(_ left: DocumentNode, _ right: DocumentNode) -> Bool {
        switch (left.content, right.content) {
        case (.scalar(let left, let isLeftPlain), .scalar(let right, let isRightPlain)):
            left == right && isLeftPlain == isRightPlain
        case (.list(let left), .list(let right)):
            left.count == right.count && zip(left, right).allSatisfy { isSame($0, $1) }
        case (.map(let left), .map(let right)):
            left.count == right.count
                && left.allSatisfy { member in
                    right.contains { $0.key == member.key && isSame($0.value, member.value) }
                }
        default: false
        }
    }
}
