/// An ordered set of nodes of a `Forest`: a tree, and a list for those that came in order.
///
/// What comes last in order joins the end of the list in one step; anything else goes into the
/// tree. A node of the list has the one before it in `left`, counted down from `Lane.start`, and the
/// one after it in `right`.
struct Lane: Sendable {
    /// Root of the tree.
    var root: Int32 = -1
    /// First of the list.
    var first: Int32 = -1
    /// Last of the list.
    var last: Int32 = -1

    /// In `left` of the first node of a list; no child or neighbour has this number.
    fileprivate static let start: Int32 = -2
}

extension TreeNode {
    /// Whether it stands in the list of its lane.
    fileprivate var isListed: Bool { left <= Lane.start }

    /// The one before it in the list; -1: it is the first.
    fileprivate var previous: Int32 {
        get { Lane.start - 1 - left }
        set { left = Lane.start - 1 - newValue }
    }
}

extension Forest {
    /// Puts a node that stands nowhere into a lane.
    @inline(__always)
    mutating func insert(_ index: Int32, into lane: inout Lane) {
        if lane.last >= 0 {
            guard self[lane.last].key < self[index].key else {
                insert(index, into: &lane.root)
                return
            }
            self[lane.last].right = index
        } else {
            lane.first = index
        }
        self[index].previous = lane.last
        self[index].right = -1
        lane.last = index
    }

    /// Takes a node out of its lane.
    mutating func remove(_ index: Int32, from lane: inout Lane) {
        guard self[index].isListed else {
            remove(index, from: &lane.root)
            return
        }
        let (previous, next) = (self[index].previous, self[index].right)
        if previous >= 0 { self[previous].right = next } else { lane.first = next }
        if next >= 0 { self[next].previous = previous } else { lane.last = previous }
    }

    /// The first node of a lane; nil when it is empty.
    func first(of lane: Lane) -> Int32? {
        guard let node = first(of: lane.root) else { return lane.first < 0 ? nil : lane.first }
        return lane.first >= 0 && self[lane.first].key < self[node].key ? lane.first : node
    }

    /// Visits the nodes of a lane in order until the visitor says false.
    func visit(_ lane: Lane, _ visitor: (Int32) -> Bool) {
        var listed = lane.first
        let goesOn = visit(lane.root) { node in
            while listed >= 0, self[listed].key < self[node].key {
                guard visitor(listed) else { return false }
                listed = self[listed].right
            }
            return visitor(node)
        }
        guard goesOn else { return }
        while listed >= 0, visitor(listed) { listed = self[listed].right }
    }

    /// The nodes of a lane in order.
    func list(_ lane: Lane) -> [Int32] {
        var list: [Int32] = []
        visit(lane) {
            list.append($0)
            return true
        }
        return list
    }
}
