/// What a node of a `Forest` is ordered by: three numbers, compared one after the other.
struct TreeKey: Hashable, Comparable, Sendable {
    /// Compared first.
    let first: Int64
    /// Compared second.
    let second: Int64
    /// Compared last; nodes of one tree differ here.
    let third: Int64

    /// Orders by the first number that differs.
    @inline(__always)
    static func < (left: TreeKey, right: TreeKey) -> Bool {
        if left.first != right.first { return left.first < right.first }
        if left.second != right.second { return left.second < right.second }
        return left.third < right.third
    }
}

/// A value that can stand in a tree; it must not change its key meanwhile.
protocol TreeNode: Sendable {
    /// The left child, `Forest.none` without one.
    var left: Int32 { get set }
    /// The right child, `Forest.none` without one.
    var right: Int32 { get set }
    /// What it is ordered by.
    var key: TreeKey { get }
    /// What `total` adds up.
    var weight: Int64 { get }
    /// The sum of the weights of the node and everything below it.
    var total: Int64 { get set }
}

extension TreeNode {
    /// Nothing is added up.
    var weight: Int64 { 0 }
    /// Nothing is added up.
    var total: Int64 {
        get { 0 }
        set { assert(newValue == 0) }
    }
}

/// Values in one array, some of which stand in ordered trees, one tree for each root.
///
/// The trees are treaps: the priority of a node is a hash of its index, so that the shape, and with
/// it the cost, follows from what is in the tree and not from the order in which it came. To put a
/// node in and to take it out are logarithmic in the size of its tree.
struct Forest<Node: TreeNode>: Sendable {
    /// The values; those in no tree are the caller's affair.
    private(set) var nodes: [Node] = []

    /// An empty tree, or no child.
    static var none: Int32 { -1 }

    /// Makes an empty forest.
    init() {}

    /// How many values there are.
    var count: Int { nodes.count }

    /// A value; what it is ordered by changes only while it is in no tree.
    subscript(index: Int32) -> Node {
        @inline(__always) get { nodes[Int(index)] }
        @inline(__always) _modify { yield &nodes[Int(index)] }
    }

    /// Adds a value that is in no tree.
    mutating func append(_ node: Node) -> Int32 {
        nodes.append(node)
        return Int32(nodes.count - 1)
    }

    /// Takes the newest value away.
    mutating func removeLast() { nodes.removeLast() }

    /// Makes room.
    mutating func reserve(_ count: Int) { nodes.reserveCapacity(count) }

    /// Puts a node that is in no tree into the tree of a root.
    mutating func insert(_ index: Int32, into root: inout Int32) {
        nodes[Int(index)].left = -1
        nodes[Int(index)].right = -1
        guard root >= 0 else {
            nodes[Int(index)].total = nodes[Int(index)].weight
            root = index
            return
        }
        root = inserting(index, key: nodes[Int(index)].key, into: root)
    }

    /// Takes a node out of the tree of a root.
    mutating func remove(_ index: Int32, from root: inout Int32) {
        root = removing(index, key: nodes[Int(index)].key, from: root)
    }

    /// The first node of a tree; nil when it is empty.
    func first(of root: Int32) -> Int32? {
        guard root >= 0 else { return nil }
        var index = root
        while nodes[Int(index)].left >= 0 { index = nodes[Int(index)].left }
        return index
    }

    /// The last node of a tree whose key is before another.
    func last(of root: Int32, before key: TreeKey) -> Int32? {
        var index = root
        var found: Int32?
        while index >= 0 {
            if nodes[Int(index)].key < key {
                found = index
                index = nodes[Int(index)].right
            } else {
                index = nodes[Int(index)].left
            }
        }
        return found
    }

    /// The first node of a tree whose key is not before another.
    func first(of root: Int32, from key: TreeKey) -> Int32? {
        var index = root
        var found: Int32?
        while index >= 0 {
            if nodes[Int(index)].key < key {
                index = nodes[Int(index)].right
            } else {
                found = index
                index = nodes[Int(index)].left
            }
        }
        return found
    }

    /// The sum of the weights of the nodes of a tree whose key is before another.
    func total(of root: Int32, before key: TreeKey) -> Int64 {
        var index = root
        var sum: Int64 = 0
        while index >= 0 {
            let node = nodes[Int(index)]
            if node.key < key {
                sum &+= node.weight
                if node.left >= 0 { sum &+= nodes[Int(node.left)].total }
                index = node.right
            } else {
                index = node.left
            }
        }
        return sum
    }

    /// The first node of a tree at which the sum of the weights, its own included, exceeds another;
    /// no weight is negative.
    func first(of root: Int32, whoseTotalExceeds limit: Int64) -> Int32? {
        var index = root
        var left = limit
        while index >= 0 {
            let node = nodes[Int(index)]
            let before = node.left >= 0 ? nodes[Int(node.left)].total : 0
            if before > left {
                index = node.left
            } else if before + node.weight > left {
                return index
            } else {
                left -= before + node.weight
                index = node.right
            }
        }
        return nil
    }

    /// Visits the nodes of a tree in order until the visitor says false.
    @discardableResult
    func visit(_ root: Int32, _ visitor: (Int32) -> Bool) -> Bool {
        guard root >= 0 else { return true }
        return visit(nodes[Int(root)].left, visitor) && visitor(root)
            && visit(nodes[Int(root)].right, visitor)
    }

    /// The nodes of a tree in order.
    func list(_ root: Int32) -> [Int32] {
        var list: [Int32] = []
        visit(root) {
            list.append($0)
            return true
        }
        return list
    }

    // MARK: - The treap

    private mutating func inserting(_ index: Int32, key: TreeKey, into root: Int32) -> Int32 {
        guard root >= 0 else {
            refresh(index)
            return index
        }
        if isAbove(index, root) {
            let (left, right) = splitting(root, at: key)
            nodes[Int(index)].left = left
            nodes[Int(index)].right = right
            refresh(index)
            return index
        }
        if key < nodes[Int(root)].key {
            let child = inserting(index, key: key, into: nodes[Int(root)].left)
            nodes[Int(root)].left = child
        } else {
            let child = inserting(index, key: key, into: nodes[Int(root)].right)
            nodes[Int(root)].right = child
        }
        refresh(root)
        return root
    }

    /// Parts a tree into what is before a key and what is not.
    private mutating func splitting(_ root: Int32, at key: TreeKey) -> (Int32, Int32) {
        guard root >= 0 else { return (-1, -1) }
        if nodes[Int(root)].key < key {
            let (left, right) = splitting(nodes[Int(root)].right, at: key)
            nodes[Int(root)].right = left
            refresh(root)
            return (root, right)
        }
        let (left, right) = splitting(nodes[Int(root)].left, at: key)
        nodes[Int(root)].left = right
        refresh(root)
        return (left, root)
    }

    private mutating func removing(_ index: Int32, key: TreeKey, from root: Int32) -> Int32 {
        precondition(root >= 0, "the node is in the tree")
        if root == index { return joining(nodes[Int(root)].left, nodes[Int(root)].right) }
        if key < nodes[Int(root)].key {
            let child = removing(index, key: key, from: nodes[Int(root)].left)
            nodes[Int(root)].left = child
        } else {
            let child = removing(index, key: key, from: nodes[Int(root)].right)
            nodes[Int(root)].right = child
        }
        refresh(root)
        return root
    }

    /// One tree of two, all of the first before all of the second.
    private mutating func joining(_ first: Int32, _ second: Int32) -> Int32 {
        guard first >= 0 else { return second }
        guard second >= 0 else { return first }
        if isAbove(first, second) {
            let child = joining(nodes[Int(first)].right, second)
            nodes[Int(first)].right = child
            refresh(first)
            return first
        }
        let child = joining(first, nodes[Int(second)].left)
        nodes[Int(second)].left = child
        refresh(second)
        return second
    }

    @inline(__always)
    private mutating func refresh(_ index: Int32) {
        let (left, right) = (nodes[Int(index)].left, nodes[Int(index)].right)
        var total = nodes[Int(index)].weight
        if left >= 0 { total &+= nodes[Int(left)].total }
        if right >= 0 { total &+= nodes[Int(right)].total }
        nodes[Int(index)].total = total
    }

    /// Which of two nodes is the parent of the other.
    @inline(__always)
    private func isAbove(_ one: Int32, _ other: Int32) -> Bool {
        (Self.priority(one), one) > (Self.priority(other), other)
    }

    /// A hash of an index (the finalizer of MurmurHash3).
    @inline(__always)
    private static func priority(_ index: Int32) -> UInt32 {
        var value = UInt32(bitPattern: index) &* 0x9E37_79B9
        value ^= value >> 16
        value &*= 0x85EB_CA6B
        value ^= value >> 13
        value &*= 0xC2B2_AE35
        return value ^ (value >> 16)
    }
}
