import Yams

/// Turns the nodes of the YAML library into ours, refusing what a configuration must not hold.
struct NodeConverter {
    private let place: PlaceReporter
    private var count = 0

    init(place: PlaceReporter) { self.place = place }

    mutating func convert(
        _ node: Node,
        path: String,
        depth: Int
    ) throws(DocumentProblem) -> DocumentNode {
        count += 1
        guard count <= DocumentLimits.maximumNodes else {
            let mend = "keep it within \(DocumentLimits.maximumNodes) values"
            throw problem(node, path, "the file has too many values", mend)
        }
        guard depth < DocumentLimits.maximumDepth else {
            let mend = "keep it within \(DocumentLimits.maximumDepth) levels"
            throw problem(node, path, "is nested too deeply", mend)
        }
        guard node.anchor == nil else {
            let mend = "write the values out"
            throw problem(node, path, "YAML anchors (`&name`) are not accepted", mend)
        }
        switch node {
        case .scalar(let scalar):
            try refuseTag(scalar.tag, node, path)
            return made(node, path, .scalar(scalar.string, isPlain: scalar.style == .plain))
        case .sequence(let sequence):
            try refuseTag(sequence.tag, node, path)
            var elements: [DocumentNode] = []
            for (index, element) in sequence.enumerated() {
                let path = "\(path)[\(index)]"
                elements.append(try convert(element, path: path, depth: depth + 1))
            }
            return made(node, path, .list(elements))
        case .mapping(let mapping):
            try refuseTag(mapping.tag, node, path)
            return made(node, path, .map(try members(mapping, path: path, depth: depth)))
        case .alias:
            throw problem(node, path, "YAML aliases are not accepted", "write the values out")
        }
    }

    private mutating func members(
        _ mapping: Node.Mapping,
        path: String,
        depth: Int
    ) throws(DocumentProblem) -> [DocumentNode.Member] {
        var members: [DocumentNode.Member] = []
        var seen: Set<String> = []
        for (keyNode, value) in mapping {
            guard case .scalar(let scalar) = keyNode else {
                let mend = "write a name before the colon"
                throw problem(keyNode, path, "a list or a map cannot be a key", mend)
            }
            let key = scalar.string
            let keyPath = Self.path(path, key)
            let place = try convert(keyNode, path: keyPath, depth: depth + 1)
            guard seen.insert(key).inserted else {
                throw problem(keyNode, keyPath, "stands here a second time", "keep one of them")
            }
            let node = try convert(value, path: keyPath, depth: depth + 1)
            members.append(DocumentNode.Member(key: key, keyNode: place, value: node))
        }
        return members
    }

    /// Appends a key to a path; a key that is not a plain word is quoted.
    private static func path(_ path: String, _ key: String) -> String {
        let isWord = key.unicodeScalars.allSatisfy { scalar in
            scalar.properties.isAlphabetic || ("0"..."9").contains(scalar)
                || scalar == "_" || scalar == "-"
        }
        guard isWord, (1...40).contains(key.unicodeScalars.count) else {
            return path + "[\(quoted(key))]"
        }
        return path.isEmpty ? key : "\(path).\(key)"
    }

    /// Refuses every tag but the one that the node has without it: the library writes that one
    /// into keys while it compares them.
    private func refuseTag(_ tag: Tag, _ node: Node, _ path: String) throws(DocumentProblem) {
        let own: Tag.Name
        switch node {
        case .sequence: own = .seq
        case .mapping: own = .map
        default: own = .str
        }
        guard tag.rawValue == Tag.Name.implicit.rawValue || tag.rawValue == own.rawValue else {
            throw problem(node, path, "YAML tags (`!name`) are not accepted", "remove the tag")
        }
    }

    private func made(
        _ node: Node,
        _ path: String,
        _ content: DocumentNode.Content
    ) -> DocumentNode {
        DocumentNode(
            file: place.file,
            line: max(1, node.mark?.line ?? 1),
            column: max(1, node.mark?.column ?? 1),
            path: path,
            content: content
        )
    }

    private func problem(
        _ node: Node,
        _ path: String,
        _ message: String,
        _ mend: String
    ) -> DocumentProblem {
        let line = max(1, node.mark?.line ?? 1)
        let column = max(1, node.mark?.column ?? 1)
        return place.problem(line: line, column: column, path: path, message, mend)
    }
}
