/// What becomes due for one account, in order of time, then of lot number.
///
/// New lots mostly become due after the old ones, so that an insertion is an append; what has
/// become due is passed over and given back by `trim()`, outside of any undo.
struct DueQueue: Sendable {
    /// One lot and its instant.
    struct Due: Hashable, Comparable, Sendable {
        /// Unix seconds.
        let at: Int64
        /// The lot's number.
        let lot: Int64

        /// Orders by time, then by lot number.
        static func < (left: Due, right: Due) -> Bool {
            left.at != right.at ? left.at < right.at : left.lot < right.lot
        }
    }

    private var entries: [Due] = []
    private var head = 0

    /// The earliest.
    var first: Due? { head < entries.count ? entries[head] : nil }

    /// What is still to come, in order.
    var pending: ArraySlice<Due> { entries[head...] }

    /// Adds one that is not there yet.
    mutating func insert(_ due: Due) {
        guard let last = entries.last, head < entries.count, due < last else {
            entries.append(due)
            return
        }
        let position = position(of: due)
        if position == head, head > 0 {
            head -= 1
            entries[head] = due
        } else {
            entries.insert(due, at: position)
        }
    }

    /// Takes out one that is there.
    mutating func remove(_ due: Due) {
        let position = position(of: due)
        precondition(position < entries.count && entries[position] == due, "the entry is there")
        if position == head {
            head += 1
        } else {
            entries.remove(at: position)
        }
    }

    /// Gives back the room of what was passed over, once it is half of all: a constant cost each.
    mutating func trim() {
        guard head * 2 > entries.count else { return }
        entries.removeFirst(head)
        head = 0
    }

    /// Where an entry is, or belongs.
    private func position(of due: Due) -> Int {
        var low = head
        var high = entries.count
        while low < high {
            let middle = (low + high) / 2
            if entries[middle] < due {
                low = middle + 1
            } else {
                high = middle
            }
        }
        return low
    }
}
