package import CanonicalJSON
package import Loyalty

extension EventFormat {
    /// Writes an event as one JSON object, absent fields left out.
    ///
    /// `event(from:)` of what is written gives the same event back whenever ``check(_:)`` accepts
    /// it; nothing else may be written.
    package static func write(_ event: LoyaltyEvent, to writer: inout CanonicalWriter) {
        EventFields(event.body).write(id: event.id, at: event.at, to: &writer)
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

    fileprivate static func appendKey(of credential: Credential, to text: inout [UInt8]) {
        for half in [credential.high, credential.low] {
            for shift in stride(from: 60, through: 0, by: -4) {
                let digit = UInt8(truncatingIfNeeded: half >> UInt64(shift)) & 15
                text.append(digit < 10 ? UInt8(ascii: "0") + digit : UInt8(ascii: "a") + digit - 10)
            }
        }
    }
}

/// The fields of an event's object other than its id and time.
private struct EventFields {
    let type: String
    var account: String?
    var credential: Credential?
    var fiscal: String?
    var flags: [String] = []
    var lines: [ReceiptLine]?
    var linked: Credential?
    var member: String?
    var partner: String?
    var receipt: String?

    init(_ body: LoyaltyEvent.Body) {
        switch body {
        case .enroll(let enrollment):
            type = "enroll"
            member = enrollment.member
            account = enrollment.account
            flags = enrollment.flags
        case .purchase(let purchase):
            type = "purchase"
            lines = purchase.lines
            partner = purchase.partner
            receipt = purchase.receipt
            fiscal = purchase.fiscal
            set(purchase.buyer)
        case .receipt(let unclaimed):
            type = "receipt"
            lines = unclaimed.lines
            partner = unclaimed.partner
            receipt = unclaimed.receipt
            fiscal = unclaimed.fiscal
        case .linkCredential(let link):
            type = "linkCredential"
            member = link.member
            linked = link.credential
        case .unlinkCredential(let link):
            type = "unlinkCredential"
            member = link.member
            linked = link.credential
        case .inquiry(let identification):
            type = "inquiry"
            set(identification)
        case .tick: type = "tick"
        }
    }

    private mutating func set(_ identification: Identification) {
        switch identification {
        case .member(let id): member = id
        case .credential(let presented): credential = presented
        }
    }

    /// Writes the object; its members stand in the order of their names.
    func write(id: String, at: Instant, to writer: inout CanonicalWriter) {
        writer.beginObject()
        writer.optional("account", account)
        writer.name("at")
        writer.instant(at)
        if let credential {
            writer.name("credential")
            writer.beginObject()
            writer.credential(credential)
            writer.endObject()
        }
        writer.optional("fiscal", fiscal)
        if !flags.isEmpty {
            writer.name("flags")
            writer.flags(flags)
        }
        writer.name("id")
        writer.string(id)
        if let linked { writer.credential(linked) }
        if let lines {
            writer.name("lines")
            writer.lines(lines)
        }
        writer.optional("member", member)
        writer.optional("partner", partner)
        writer.optional("receipt", receipt)
        writer.name("type")
        writer.string(type)
        writer.endObject()
    }
}

extension CanonicalWriter {
    /// Writes an instant as EventFormat has it.
    mutating func instant(_ instant: Instant) {
        plainString { EventFormat.append(instant, to: &$0) }
    }

    fileprivate mutating func optional(_ name: String, _ text: String?) {
        guard let text else { return }
        self.name(name)
        string(text)
    }

    /// Writes the two members of a credential, within an object that is open.
    fileprivate mutating func credential(_ credential: Credential) {
        name("key")
        plainString { EventFormat.appendKey(of: credential, to: &$0) }
        name("kind")
        string(credential.kind.rawValue)
    }

    fileprivate mutating func flags(_ flags: [String]) {
        beginObject()
        for flag in flags.sorted(by: { $0.utf8.lexicographicallyPrecedes($1.utf8) }) {
            name(flag)
            bool(true)
        }
        endObject()
    }

    fileprivate mutating func lines(_ lines: [ReceiptLine]) {
        beginArray()
        for line in lines {
            beginObject()
            optional("brand", line.brand)
            optional("cat", line.category)
            name("qty")
            integer(line.quantity)
            optional("sku", line.sku)
            name("unit")
            integer(line.unit.minor)
            endObject()
        }
        endArray()
    }
}
