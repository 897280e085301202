/// `did you mean X? ` when one of the names is close to a misspelt one, else nothing.
package func suggestion(for misspelt: String, among names: [String]) -> String {
    nearest(to: misspelt, among: names).map { "did you mean `\($0)`? " } ?? ""
}

/// The name that a misspelt one was probably meant to be; nil: none is close.
package func nearest(to misspelt: String, among names: [String]) -> String? {
    let limit = 40
    guard misspelt.count <= limit else { return nil }
    let wanted = Array(misspelt.lowercased())
    var best: (name: String, distance: Int)?
    for name in names where name.count <= limit {
        let distance = editDistance(wanted, Array(name.lowercased()))
        let isClose = distance <= min(2, max(1, name.count / 3))
        if isClose, distance < best?.distance ?? .max { best = (name, distance) }
    }
    return best?.name
}

/// Names for a sentence: `a`, `b` or `c`.
package func listed(_ names: [String]) -> String {
    let shown = names.map { "`\($0)`" }
    guard let last = shown.last, shown.count > 1 else { return shown.first ?? "" }
    return shown.dropLast().joined(separator: ", ") + " or " + last
}

/// Insertions, deletions, replacements and swaps of neighbours that make one word the other.
private func editDistance(_ left: [Character], _ right: [Character]) -> Int {
    var beforeLast: [Int] = []
    var last = Array(0...right.count)
    for row in 1...max(1, left.count) where row <= left.count {
        var current = [row]
        for column in 1...max(1, right.count) where column <= right.count {
            let cost = left[row - 1] == right[column - 1] ? 0 : 1
            var value = min(last[column] + 1, current[column - 1] + 1, last[column - 1] + cost)
            if row > 1, column > 1, left[row - 1] == right[column - 2],
                left[row - 2] == right[column - 1]
            {
                value = min(value, beforeLast[column - 2] + 1)
            }
            current.append(value)
        }
        beforeLast = last
        last = current
    }
    return last[right.count]
}
