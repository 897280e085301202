import CanonicalJSON
import EventFormat
import Loyalty

/// All that a replay tells, as one JSON object: `accounts`, `balances`, `checkpoints`, `digest`,
/// `journal`, `lots`, `results` and `tiers`.
///
/// Answers and journal wait in spools, so that memory stays bounded; besides them 8 bytes are kept
/// for each event.
package struct ReplayDocument: ~Copyable {
    /// Checkpoints that have not come yet.
    package private(set) var missingCheckpoints: Set<String>

    private var journal = JournalWriter(isKept: true)
    private var results = ByteSpool()
    /// Where the answer to each event begins in `results`.
    private var starts: [Int64] = []
    private var checkpoints: [String: [UInt8]] = [:]

    /// Begins an empty document.
    ///
    /// - Parameter checkpoints: Ids of events after which the state is told too: the first time
    ///   that they come.
    package init(checkpoints: Set<String> = []) {
        missingCheckpoints = checkpoints
    }

    /// Adds what became of an event.
    ///
    /// - Parameters:
    ///   - step: What became of it.
    ///   - id: Its id.
    ///   - replay: The replay right after it.
    /// - Throws: ``ReplayError`` when the disk refuses what is kept.
    package mutating func add(
        _ step: Replay.Step,
        of id: String,
        after replay: borrowing Replay
    ) throws(ReplayError) {
        try journal.append(step.transactions)
        let answer = try bytes(of: step.answer, to: id, zone: replay.zone)
        if !starts.isEmpty { try results.append([UInt8(ascii: ",")]) }
        starts.append(results.count)
        try results.append(answer)
        if missingCheckpoints.remove(id) != nil {
            checkpoints[id] = try Observation(replay).all(replay.state)
        }
    }

    private func bytes(
        of answer: Replay.Answer,
        to id: String,
        zone: Zone
    ) throws(ReplayError) -> [UInt8] {
        var writer = CanonicalWriter()
        switch answer {
        case .decided(let outcome):
            EventFormat.write(outcome, event: id, zone: zone, to: &writer)
        case .conflict:
            let outcome = Outcome.refused(.idempotencyConflict)
            EventFormat.write(outcome, event: id, zone: zone, to: &writer)
        case .duplicate(let first):
            // The stored answer is an object already: it stands where a value would.
            writer.beginObject()
            writer.name("event")
            writer.string(id)
            var bytes = writer.bytes + Array(#","of":"#.utf8)
            try results.read(range(of: Int(first))) { piece throws(ReplayError) in bytes += piece }
            return bytes + Array(#","status":"duplicate"}"#.utf8)
        }
        return writer.bytes
    }

    private func range(of number: Int) -> Range<Int64> {
        let isLast = number == starts.count - 1
        return starts[number]..<(isLast ? results.count : starts[number + 1] - 1)
    }

    /// Ends the document and gives it out in pieces.
    ///
    /// - Parameters:
    ///   - replay: The replay after its last event.
    ///   - emit: Takes the pieces.
    /// - Throws: ``ReplayError`` when the disk does not give back what was kept, or what `emit`
    ///   throws.
    package consuming func finish(
        after replay: borrowing Replay,
        emit: ([UInt8]) throws(ReplayError) -> Void
    ) throws(ReplayError) {
        let observation = Observation(replay)
        try emit(Array(#"{"accounts":"#.utf8))
        try observation.ledgerAccounts(replay.state, emit)
        try emit(Array(#","balances":"#.utf8))
        try observation.balances(replay.state, emit)
        try emit(Array(#","checkpoints":{"#.utf8))
        var separator = ""
        for (id, bytes) in checkpoints.inCanonicalOrder {
            var name = CanonicalWriter(appendingTo: Array(separator.utf8))
            name.string(id)
            try emit(name.bytes + [UInt8(ascii: ":")])
            try emit(bytes)
            separator = ","
        }
        let ended = try journal.finish()
        try emit(Array(#"},"digest":"\#(ended.digest)","journal":"#.utf8))
        try ended.give(emit)
        try emit(Array(#","lots":"#.utf8))
        try observation.lots(replay.state, emit)
        try emit(Array(#","results":["#.utf8))
        try results.read(0..<results.count, emit: emit)
        try emit(Array(#"],"tiers":"#.utf8))
        try observation.tiers(replay.state, emit)
        try emit(Array("}\n".utf8))
    }
}

extension Journal {
    /// Gives out the text, if it was wanted.
    borrowing func give(
        _ emit: ([UInt8]) throws(ReplayError) -> Void
    ) throws(ReplayError) {
        switch text {
        case .some(let spool): try spool.read(0..<spool.count, emit: emit)
        case .none: break
        }
    }
}
