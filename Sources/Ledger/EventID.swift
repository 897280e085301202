/// The id of an event that this installation captured: `<terminal>-<epoch>-<number>`.
package struct EventID: Hashable, Sendable, CustomStringConvertible {
    /// The terminal, 1 to 32 of `A-Z a-z 0-9 . _`.
    package let terminal: String
    /// Eight lower-case hex digits, drawn when the ledger was made or restored.
    package let epoch: String
    /// From 1, without gaps within a terminal and epoch.
    package let number: Int64

    /// Makes an id from its parts, which must be well formed.
    package init(terminal: String, epoch: String, number: Int64) {
        precondition(Self.isTerminal(terminal), "a terminal id is 1 to 32 of A-Z a-z 0-9 . _")
        precondition(Self.isEpoch(epoch), "an epoch is eight lower-case hex digits")
        precondition(number > 0, "event numbers begin at 1")
        self.terminal = terminal
        self.epoch = epoch
        self.number = number
    }

    /// Reads an id; nil when the text is not exactly what ``text`` would write.
    package init?(_ text: String) {
        let parts = text.split(separator: "-", omittingEmptySubsequences: false)
        guard parts.count == 3,
            Self.isTerminal(String(parts[0])),
            Self.isEpoch(String(parts[1])),
            let number = Int64(parts[2]), number > 0,
            String(number) == parts[2]
        else { return nil }
        self.init(terminal: String(parts[0]), epoch: String(parts[1]), number: number)
    }

    /// The id as it stands in events, answers and rows.
    package var text: String { "\(terminal)-\(epoch)-\(number)" }

    /// The same as ``text``.
    package var description: String { text }

    /// Whether a text may name a terminal.
    package static func isTerminal(_ text: String) -> Bool {
        (1...32).contains(text.utf8.count)
            && text.utf8.allSatisfy { byte in
                switch byte {
                case UInt8(ascii: "A")...UInt8(ascii: "Z"): true
                case UInt8(ascii: "a")...UInt8(ascii: "z"): true
                case UInt8(ascii: "0")...UInt8(ascii: "9"): true
                case UInt8(ascii: "."), UInt8(ascii: "_"): true
                default: false
                }
            }
    }

    static func isEpoch(_ text: String) -> Bool {
        text.utf8.count == 8
            && text.utf8.allSatisfy { byte in
                switch byte {
                case UInt8(ascii: "0")...UInt8(ascii: "9"): true
                case UInt8(ascii: "a")...UInt8(ascii: "f"): true
                default: false
                }
            }
    }
}
