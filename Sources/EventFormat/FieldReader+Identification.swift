import CanonicalJSON
import Loyalty

// Who an event is about.
extension FieldReader {
    /// The fields `member`, `card` and `credential`; a card beside a member counts.
    mutating func identification() throws(EventFormatError) -> Identification {
        let member = try optionalText("member")
        let card = try optionalFreeText("card")
        if let value = optional("credential") {
            guard member == nil, card == nil else {
                let other = card == nil ? "member" : "card"
                throw fault("credential", "may not stand beside `\(other)`")
            }
            var inner = try FieldReader(value, in: path(of: "credential"))
            let credential = try inner.credential()
            try inner.finish()
            return .credential(credential)
        }
        if let card { return .card(card) }
        guard let member else {
            throw fault("member", "is missing; or give `card` or `credential`")
        }
        return .member(member)
    }

    /// One side of a transfer or merge: a member's id, or an object with a card or a credential.
    mutating func party(_ name: String) throws(EventFormatError) -> Identification {
        let value = try required(name)
        guard value.object != nil else {
            guard value.string != nil else {
                throw fault(name, "must be a member's id, or an object with a card or credential")
            }
            return .member(try text(value, name))
        }
        var inner = try FieldReader(value, in: path(of: name))
        let identification: Identification
        if let card = try inner.optionalFreeText("card") {
            identification = .card(card)
        } else {
            identification = .credential(try inner.credential())
        }
        try inner.finish()
        return identification
    }

    mutating func credentialLink() throws(EventFormatError) -> CredentialLink {
        CredentialLink(member: try requiredText("member"), credential: try credential())
    }

    /// The fields `kind` and `key`.
    mutating func credential() throws(EventFormatError) -> Credential {
        guard let kind = try word("kind", Credential.Kind.self) else {
            throw fault("kind", "is missing")
        }
        let key = try requiredText("key")
        let isHexadecimal = key.utf8.allSatisfy { byte in
            (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
                || (UInt8(ascii: "a")...UInt8(ascii: "f")).contains(byte)
        }
        guard isHexadecimal, key.utf8.count == 32, let high = UInt64(key.prefix(16), radix: 16),
            let low = UInt64(key.suffix(16), radix: 16)
        else { throw fault("key", "must be 32 hexadecimal digits in lower case") }
        return Credential(kind: kind, high: high, low: low)
    }
}
