import CanonicalJSON
import EventFormat
import Loyalty

/// What can be seen of a state: balances, tiers and open lots of every account, and the ledger
/// accounts of nobody.
struct Observation: ~Copyable {
    /// Takes what is written, piece by piece.
    typealias Emit = ([UInt8]) throws(ReplayError) -> Void

    /// Every account, in order of the bytes of the ids.
    private let accounts: [String]
    private let zone: Zone

    /// Looks at the state of a replay.
    init(_ replay: borrowing Replay) {
        accounts = replay.state.accounts
        zone = replay.zone
    }

    /// Writes `{account: {pot: {avail, debt, held, pend}}}`, zero amounts left out.
    func balances(_ state: borrowing LoyaltyState, _ emit: Emit) throws(ReplayError) {
        var object = ObjectPieces()
        for account in accounts {
            let balances = state.balances(ofAccount: account)
            object.add(account) { writer in
                writer.beginObject()
                for (pot, balance) in balances.inCanonicalOrder where balance != Balance() {
                    writer.name(pot)
                    EventFormat.write(balance, to: &writer)
                }
                writer.endObject()
            }
            try object.settle(emit)
        }
        try object.finish(emit)
    }

    /// Writes `{account: {ladder: tier}}`; nothing of a programme without ladders.
    func tiers(_ state: borrowing LoyaltyState, _ emit: Emit) throws(ReplayError) {
        var object = ObjectPieces()
        for account in accounts {
            let tiers = state.tiers(ofAccount: account)
            guard !tiers.isEmpty else { continue }
            object.add(account) { writer in
                writer.beginObject()
                for (ladder, tier) in tiers.inCanonicalOrder {
                    writer.name(ladder)
                    writer.string(tier)
                }
                writer.endObject()
            }
            try object.settle(emit)
        }
        try object.finish(emit)
    }

    /// Writes `{account: [{expiresAt, id, pot, rem, state}]}`, accounts without open lots left out.
    func lots(_ state: borrowing LoyaltyState, _ emit: Emit) throws(ReplayError) {
        var object = ObjectPieces()
        for account in accounts {
            let lots = state.lots(ofAccount: account)
            guard !lots.isEmpty else { continue }
            object.add(account) { writer in
                writer.beginArray()
                for lot in lots { write(lot, to: &writer) }
                writer.endArray()
            }
            try object.settle(emit)
        }
        try object.finish(emit)
    }

    private func write(_ lot: LotView, to writer: inout CanonicalWriter) {
        writer.beginObject()
        writer.name("expiresAt")
        if let instant = lot.expiresAt {
            writer.plainString { EventFormat.append(instant, in: zone, to: &$0) }
        } else {
            writer.null()
        }
        writer.name("id")
        writer.string(lot.id)
        writer.name("pot")
        writer.string(lot.pot)
        writer.name("rem")
        writer.integer(lot.remaining.micro)
        writer.name("state")
        writer.string(lot.state.rawValue)
        writer.endObject()
    }

    /// Writes `{ledger account: {commodity: amount}}`, credit positive, empty ones left out.
    func ledgerAccounts(_ state: borrowing LoyaltyState, _ emit: Emit) throws(ReplayError) {
        var object = ObjectPieces()
        var rest = state.ledgerAccounts[...]
        while let account = rest.first?.account {
            let amounts = rest.prefix { $0.account == account }
            rest = rest.dropFirst(amounts.count)
            object.add(account) { writer in
                writer.beginObject()
                for entry in amounts {
                    writer.name(entry.commodity)
                    writer.integer(entry.amount)
                }
                writer.endObject()
            }
            try object.settle(emit)
        }
        try object.finish(emit)
    }

    /// All four as one object.
    func all(_ state: borrowing LoyaltyState) throws(ReplayError) -> [UInt8] {
        var bytes: [UInt8] = []
        let emit: Emit = { (piece: [UInt8]) throws(ReplayError) in bytes += piece }
        try emit(Array(#"{"accounts":"#.utf8))
        try ledgerAccounts(state, emit)
        try emit(Array(#","balances":"#.utf8))
        try balances(state, emit)
        try emit(Array(#","lots":"#.utf8))
        try lots(state, emit)
        try emit(Array(#","tiers":"#.utf8))
        try tiers(state, emit)
        try emit([UInt8(ascii: "}")])
        return bytes
    }
}
