extension LoyaltyState {
    /// Counts a lot that ladders count as earned, or takes a part back (below zero).
    mutating func countEarned(_ lot: Int32, by amount: Int64) {
        let account = resolve(account: lots[lot].account)
        let pot = lots[lot].pot
        let index = holdingIndex(account, pot)
        add(amount, to: .earned, of: index)
        guard !registry.earnedSeriesPots.isEmpty, registry.earnedSeriesPots.contains(pot) else {
            return
        }
        count(amount, of: lot, at: lots[lot].earnedAt, in: .earned(index))
    }

    /// Adds to the entry of a subject in a series; an entry of zero goes.
    mutating func count(
        _ amount: Int64,
        of subject: Int32,
        at instant: Int64,
        in root: UndoLog.SeriesRoot
    ) {
        guard amount != 0 else { return }
        let key = TreeKey(first: instant, second: 0, third: Int64(subject))
        var weight = amount
        if let entry = series.first(of: seriesRoot(root), from: key), series[entry].key == key {
            weight += series[entry].weight
            plainRemove(entry, from: root)
            freeEntries.append(entry)
            undo.note(entryRemoved: entry, from: root, series[entry])
        }
        guard weight != 0 else { return }
        let new = SeriesEntry(at: instant, subject: subject, weight: weight)
        let entry: Int32
        if let free = freeEntries.popLast() {
            series[free] = new
            entry = free
        } else {
            entry = series.append(new)
        }
        plainInsert(entry, into: root)
        undo.note(.entryAdded(root, entry: entry))
    }

    /// The root of a series; -1 when it is empty.
    func seriesRoot(_ root: UndoLog.SeriesRoot) -> Int32 {
        switch root {
        case .spend(let account): accountTable[Int(account)].spendSeries
        case .visits(let account): accountTable[Int(account)].visitSeries
        case .earned(let holding): holdings[Int(holding)].earnedSeries
        case .history(let key): histories[key] ?? -1
        }
    }

    /// Puts an entry into a series, without a note.
    mutating func plainInsert(_ entry: Int32, into root: UndoLog.SeriesRoot) {
        switch root {
        case .spend(let index): series.insert(entry, into: &accountTable[Int(index)].spendSeries)
        case .visits(let index): series.insert(entry, into: &accountTable[Int(index)].visitSeries)
        case .earned(let index): series.insert(entry, into: &holdings[Int(index)].earnedSeries)
        case .history(let key): series.insert(entry, into: &histories[key, default: -1])
        }
    }

    /// Takes an entry out of a series, without a note.
    mutating func plainRemove(_ entry: Int32, from root: UndoLog.SeriesRoot) {
        switch root {
        case .spend(let index): series.remove(entry, from: &accountTable[Int(index)].spendSeries)
        case .visits(let index): series.remove(entry, from: &accountTable[Int(index)].visitSeries)
        case .earned(let index): series.remove(entry, from: &holdings[Int(index)].earnedSeries)
        case .history(let key): series.remove(entry, from: &histories[key, default: -1])
        }
    }
}
