import CanonicalJSON
import Cryptography
import EventFormat
package import Loyalty

/// One line of a history: an event, and what its id and its content are known by.
package struct RecordedEvent: Hashable, Sendable {
    /// The first half of a SHA-256: enough that two are never the same by chance.
    struct Fingerprint: Hashable, Sendable {
        let high: UInt64
        let low: UInt64

        init(_ bytes: [UInt8]) {
            let digest = SHA256.digest(bytes)
            high = digest[..<8].reduce(0) { $0 << 8 | UInt64($1) }
            low = digest[8..<16].reduce(0) { $0 << 8 | UInt64($1) }
        }
    }

    /// The event.
    package let event: LoyaltyEvent
    let identity: Fingerprint
    let content: Fingerprint

    /// Reads one line.
    ///
    /// - Parameters:
    ///   - line: One event as a JSON object.
    ///   - number: The number of the line, from 1.
    /// - Throws: ``ReplayError`` with the line and the reason.
    package init(line: [UInt8], number: Int64) throws(ReplayError) {
        let limits = JSONLimits(maximumBytes: ReplayLimits.lineBytes)
        let value: JSONValue
        do throws(JSONError) {
            value = try JSONValue.parse(line, limits: limits)
        } catch {
            throw ReplayError(line: number, reason: "column \(error.column): \(error.message)")
        }
        do throws(EventFormatError) {
            event = try EventFormat.event(from: value)
        } catch {
            throw ReplayError(line: number, reason: error.description)
        }
        // As it was given: the same instant with another offset is other content.
        content = Fingerprint(value.canonicalBytes())
        identity = Fingerprint(Array(event.id.utf8))
    }

    /// Takes an event that was not read from a line.
    package init(_ event: LoyaltyEvent) {
        self.event = event
        content = Fingerprint(EventFormat.canonicalBytes(event))
        identity = Fingerprint(Array(event.id.utf8))
    }
}
