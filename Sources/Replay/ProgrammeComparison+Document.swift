import CanonicalJSON
import EventFormat
import Loyalty

extension ProgrammeComparison {
    /// Keeps a changed event for the document.
    mutating func keep(_ change: Change) throws(ReplayError) {
        guard changes != nil else { return }
        var writer = CanonicalWriter()
        writer.beginObject()
        writer.name("event")
        writer.string(change.event)
        writer.name("line")
        writer.integer(change.line)
        writer.name("new")
        Self.write(change.new, zone: new.zone, to: &writer)
        writer.name("old")
        Self.write(change.old, zone: old.zone, to: &writer)
        writer.endObject()
        let comma: [UInt8] = changeCount == 0 ? [] : [UInt8(ascii: ",")]
        try changes?.append(comma + writer.bytes)
    }

    private static func write(
        _ answer: Replay.Answer,
        zone: Zone,
        to writer: inout CanonicalWriter
    ) {
        switch answer {
        case .decided(let outcome): EventFormat.write(outcome, zone: zone, to: &writer)
        case .conflict:
            EventFormat.write(.refused(.idempotencyConflict), zone: zone, to: &writer)
        case .duplicate:
            writer.beginObject()
            writer.name("status")
            writer.string("duplicate")
            writer.endObject()
        }
    }

    /// Gives out the comparison as one JSON object: `accounts` (those that differ), `events` (whose
    /// answer differs), `ledger` (accounts of nobody that differ), `new`, `old`, `totals`.
    ///
    /// - Parameter emit: Takes the pieces.
    /// - Throws: ``ReplayError`` when the disk does not give back what was kept, or what `emit`
    ///   throws.
    package consuming func finish(
        emit: ([UInt8]) throws(ReplayError) -> Void
    ) throws(ReplayError) {
        try emit(Array(#"{"accounts":"#.utf8))
        try giveAccounts(emit)
        try emit(Array(#","events":["#.utf8))
        try giveChanges(emit)
        try emit(Array(#"],"ledger":"#.utf8))
        var writer = CanonicalWriter()
        writer.pairs(ledgerAccounts) { writer, commodities in
            writer.pairs(commodities) { $0.pair($1) }
        }
        try emit(writer.bytes + Array(#","new":"#.utf8))
        let totals = totals
        let paid = paidInAll
        let newEnd = try newJournal.finish()
        try emit(newCounts.json(digest: newEnd.digest) + Array(#","old":"#.utf8))
        let oldEnd = try oldJournal.finish()
        try emit(oldCounts.json(digest: oldEnd.digest) + Array(#","totals":"#.utf8))
        writer = CanonicalWriter()
        writer.beginObject()
        writer.name("paid")
        writer.pair(paid)
        writer.name("pots")
        writer.pairs(totals) { $0.pot($1) }
        writer.endObject()
        try emit(writer.bytes + Array("}\n".utf8))
    }

    private borrowing func giveChanges(
        _ emit: ([UInt8]) throws(ReplayError) -> Void
    ) throws(ReplayError) {
        switch changes {
        case .some(let spool): try spool.read(0..<spool.count, emit: emit)
        case .none: break
        }
    }

    private borrowing func giveAccounts(
        _ emit: ([UInt8]) throws(ReplayError) -> Void
    ) throws(ReplayError) {
        var object = ObjectPieces()
        for account in [""] + accounts {
            let pots = account.isEmpty ? [:] : pots(ofAccount: account)
            let tiers = account.isEmpty ? [:] : tiers(ofAccount: account)
            let paid = paid[account] ?? Pair()
            guard !pots.isEmpty || !tiers.isEmpty || !paid.isSame else { continue }
            object.add(account) { writer in
                writer.beginObject()
                if !paid.isSame {
                    writer.name("paid")
                    writer.pair(paid)
                }
                if !pots.isEmpty {
                    writer.name("pots")
                    writer.pairs(pots) { $0.pot($1) }
                }
                if !tiers.isEmpty {
                    writer.name("tiers")
                    writer.pairs(tiers) { $0.tier($1) }
                }
                writer.endObject()
            }
            try object.settle(emit)
        }
        try object.finish(emit)
    }
}

extension CanonicalWriter {
    fileprivate mutating func pairs<Value>(
        _ members: [String: Value],
        _ write: (inout CanonicalWriter, Value) -> Void
    ) {
        beginObject()
        for (name, value) in members.inCanonicalOrder {
            self.name(name)
            write(&self, value)
        }
        endObject()
    }

    fileprivate mutating func pair(_ pair: ProgrammeComparison.Pair) {
        beginObject()
        name("change")
        integer(pair.change)
        name("new")
        integer(pair.new)
        name("old")
        integer(pair.old)
        endObject()
    }

    fileprivate mutating func pot(_ pot: ProgrammeComparison.PotPair) {
        beginObject()
        name("points")
        pair(pot.points)
        name("value")
        pair(pot.value)
        endObject()
    }

    fileprivate mutating func tier(_ tier: (old: String?, new: String?)) {
        beginObject()
        name("new")
        optional(tier.new)
        name("old")
        optional(tier.old)
        endObject()
    }

    private mutating func optional(_ text: String?) {
        if let text { string(text) } else { null() }
    }
}

extension ReplayCounts {
    /// The counts and a digest as a JSON object.
    fileprivate func json(digest: String) -> [UInt8] {
        var writer = CanonicalWriter()
        writer.beginObject()
        writer.name("applied")
        writer.integer(applied)
        writer.name("digest")
        writer.string(digest)
        writer.name("duplicates")
        writer.integer(duplicates)
        writer.name("events")
        writer.integer(events)
        writer.name("refused")
        writer.pairs(refused) { $0.integer($1) }
        writer.endObject()
        return writer.bytes
    }
}
