package import CanonicalJSON
package import Loyalty

extension EventFormat {
    /// Writes an event as one JSON object, absent fields and defaults left out.
    ///
    /// `event(from:)` of what is written gives the same event back whenever ``check(_:)`` accepts
    /// it; nothing else may be written.
    package static func write(_ event: LoyaltyEvent, to writer: inout CanonicalWriter) {
        writer.beginObject()
        writer.fields(of: event)
        writer.endObject()
    }

    /// The canonical JSON of an event that ``check(_:)`` accepts.
    package static func canonicalBytes(_ event: LoyaltyEvent) -> [UInt8] {
        var writer = CanonicalWriter()
        write(event, to: &writer)
        return writer.bytes
    }

    /// The 32 hexadecimal digits of a credential's keyed hash.
    package static func key(of credential: Credential) -> String {
        var digits: [UInt8] = []
        appendKey(of: credential, to: &digits)
        return String(decoding: digits, as: UTF8.self)
    }

    static func appendKey(of credential: Credential, to text: inout [UInt8]) {
        for half in [credential.high, credential.low] {
            for shift in stride(from: 60, through: 0, by: -4) {
                let digit = UInt8(truncatingIfNeeded: half >> UInt64(shift)) & 15
                text.append(digit < 10 ? UInt8(ascii: "0") + digit : UInt8(ascii: "a") + digit - 10)
            }
        }
    }
}
