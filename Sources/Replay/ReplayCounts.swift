import Loyalty

/// How many events had which answer.
package struct ReplayCounts: Hashable, Sendable {
    /// Events in all.
    package private(set) var events: Int64 = 0
    /// Events that took effect.
    package private(set) var applied: Int64 = 0
    /// Events that were the same as an earlier one.
    package private(set) var duplicates: Int64 = 0
    /// Events that were refused, by code.
    package private(set) var refused: [String: Int64] = [:]

    /// Begins at zero.
    package init() {}

    /// Counts what became of an event.
    package mutating func add(_ answer: Replay.Answer) {
        events += 1
        switch answer {
        case .decided(.applied): applied += 1
        case .decided(.refused(let refusal)): refused[refusal.code, default: 0] += 1
        case .conflict: refused[Refusal.idempotencyConflict.code, default: 0] += 1
        case .duplicate: duplicates += 1
        }
    }
}
