import CanonicalJSON
import EventFormat
import Loyalty
import Testing

private func event(_ text: String) throws -> LoyaltyEvent {
    try EventFormat.event(from: try JSONValue.parse(Array(text.utf8)))
}

/// The error that an event meets, as text; nil: it is accepted.
private func fault(_ text: String) throws -> String? {
    let value = try JSONValue.parse(Array(text.utf8))
    do throws(EventFormatError) {
        _ = try EventFormat.event(from: value)
        return nil
    } catch {
        return error.description
    }
}

private let key = "00112233445566778899aabbccddeeff"
private let credential = Credential(
    kind: .uid,
    high: 0x0011_2233_4455_6677,
    low: 0x8899_AABB_CCDD_EEFF
)

@Suite("Event format")
struct EventFormatTests {
    @Test("reads every event type with all of its fields")
    func readsEvents() throws {
        let at = Instant(unixSeconds: 1_672_563_600)
        let stamp = "\"at\":\"2023-01-01T12:00:00+03:00\""
        let line = ReceiptLine(
            sku: "4600000000008",
            quantity: 2,
            unit: Money(minor: 19_990),
            category: "milk",
            brand: "B"
        )
        let lineText =
            #"{"sku":"4600000000008","qty":2,"unit":19990,"cat":"milk","brand":"B"}"#
        let table: [(String, LoyaltyEvent.Body)] = [
            (
                #""type":"enroll","member":"M1","account":"A","flags":{"b":true,"a":true,"c":false}"#,
                .enroll(Enrollment(member: "M1", account: "A", flags: ["a", "b"]))
            ),
            (
                #""type":"purchase","member":"M1","lines":[\#(lineText)],"partner":"p","#
                    + #""receipt":"r","fiscal":"f""#,
                .purchase(
                    Purchase(
                        buyer: .member("M1"),
                        lines: [line],
                        partner: "p",
                        receipt: "r",
                        fiscal: "f"
                    )
                )
            ),
            (
                #""type":"receipt","lines":[{"qty":-1,"unit":0}],"fiscal":"f""#,
                .receipt(
                    UnclaimedReceipt(
                        lines: [ReceiptLine(sku: nil, quantity: -1, unit: .zero)],
                        fiscal: "f"
                    )
                )
            ),
            (
                #""type":"linkCredential","member":"M1","kind":"uid","key":"\#(key)""#,
                .linkCredential(CredentialLink(member: "M1", credential: credential))
            ),
            (
                #""type":"unlinkCredential","member":"M1","kind":"uid","key":"\#(key)""#,
                .unlinkCredential(CredentialLink(member: "M1", credential: credential))
            ),
            (
                #""type":"inquiry","credential":{"kind":"uid","key":"\#(key)"}"#,
                .inquiry(.credential(credential))
            ),
            (#""type":"tick""#, .tick),
        ]
        for (text, body) in table {
            let expected = LoyaltyEvent(id: "e", at: at, body: body)
            #expect(try event("{\"id\":\"e\",\(stamp),\(text)}") == expected)
        }
    }

    @Test(
        "names the field and the reason of what it refuses",
        arguments: [
            ("[]", "must be an object"),
            ("{}", "id: is missing"),
            (#"{"id":7}"#, "id: must be a string"),
            (#"{"id":""}"#, "id: must have 1 to 256 bytes"),
            (#"{"id":"a\n"}"#, "id: may not hold control characters"),
            (#"{"id":"e","type":"tick"}"#, "at: is missing"),
            (
                #"{"id":"e","type":"tick","at":"today"}"#,
                "at: must be an RFC 3339 time such as 2026-01-31T12:00:00+03:00"
            ),
            (
                #"{"id":"e","type":"dance","at":"2026-01-01T00:00:00Z"}"#,
                "type: must be one of enroll, purchase, receipt, return, action, redeem, adjust, "
                    + "hold, capture, release, transfer, merge, issueCard, startActivation, "
                    + "confirmActivation, replaceCard, setStatus, registerInstrument, "
                    + "linkCredential, unlinkCredential, claim, join, inquiry, settle, close, tick"
            ),
            (
                #"{"id":"e","type":"return","at":"2026-01-01T00:00:00Z"}"#,
                "ref: is missing"
            ),
            (
                #"{"id":"e","type":"tick","at":"2026-01-01T00:00:00Z","member":"M"}"#,
                "member: is not a known field"
            ),
            (
                #"{"id":"e","type":"tick","at":"2026-01-01T00:00:00Z","79161234567":1}"#,
                "(unreadable name): is not a known field"
            ),
            (
                #"{"id":"e","type":"enroll","at":"2026-01-01T00:00:00Z","member":"M","phone":1}"#,
                "phone: must be a string"
            ),
            (
                #"{"id":"e","type":"enroll","at":"2026-01-01T00:00:00Z","member":"M","flags":["a"]}"#,
                "flags: must be an object"
            ),
            (
                #"{"id":"e","type":"enroll","at":"2026-01-01T00:00:00Z","member":"M","flags":{"a":1}}"#,
                "flags: each must be true or false"
            ),
            (
                #"{"id":"e","type":"inquiry","at":"2026-01-01T00:00:00Z"}"#,
                "member: is missing; or give `card` or `credential`"
            ),
            (
                #"{"id":"e","type":"inquiry","at":"2026-01-01T00:00:00Z","member":"M","credential":{}}"#,
                "credential: may not stand beside `member`"
            ),
            (
                #"{"id":"e","type":"inquiry","at":"2026-01-01T00:00:00Z","credential":{"kind":"nfc"}}"#,
                "credential.kind: must be one of uid, ean13, ndef, pass, phone"
            ),
            (
                #"{"id":"e","type":"inquiry","at":"2026-01-01T00:00:00Z","#
                    + #""credential":{"kind":"uid","key":"0011"}}"#,
                "credential.key: must be 32 hexadecimal digits in lower case"
            ),
            (
                #"{"id":"e","type":"receipt","at":"2026-01-01T00:00:00Z","lines":[]}"#,
                "receipt: is missing; a receipt or fiscal key is required"
            ),
            (
                #"{"id":"e","type":"purchase","at":"2026-01-01T00:00:00Z","member":"M"}"#,
                "lines: is missing"
            ),
            (
                #"{"id":"e","type":"purchase","at":"2026-01-01T00:00:00Z","member":"M","#
                    + #""lines":[{"qty":1,"unit":1},{"qty":0.5,"unit":1}]}"#,
                "lines[1].qty: must be an integer"
            ),
            (
                #"{"id":"e","type":"purchase","at":"2026-01-01T00:00:00Z","member":"M","#
                    + #""lines":[{"qty":1,"unit":1,"price":1}]}"#,
                "lines[0].price: is not a known field"
            ),
        ]
    )
    func refuses(text: String, message: String) throws {
        #expect(try fault(text) == message)
    }

    @Test("bounds the number of lines and of flags")
    func bounds() throws {
        let line = #"{"qty":1,"unit":1}"#
        for (count, isAccepted) in [(10_000, true), (10_001, false)] {
            let lines = Array(repeating: line, count: count).joined(separator: ",")
            let text =
                #"{"id":"e","type":"receipt","at":"2026-01-01T00:00:00Z","receipt":"r","lines":["#
                + lines + "]}"
            #expect(try (fault(text) == nil) == isAccepted)
        }
        for (count, isAccepted) in [(64, true), (65, false)] {
            let flags = (0..<count).map { "\"f\($0)\":true" }.joined(separator: ",")
            let text =
                #"{"id":"e","type":"enroll","at":"2026-01-01T00:00:00Z","member":"M","flags":{"#
                + flags + "}}"
            #expect(try (fault(text) == nil) == isAccepted)
        }
    }

    @Test("meets events with a member changed or gone with an event or an error")
    func fuzz() throws {
        let seed = UInt64.random(in: 0 ... .max)
        var source = EventSource(seed: seed)
        var accepted = 0
        for _ in 0..<5_000 {
            guard var members = Tree.json(source.event()).object else { continue }
            let name = source.pick(members.keys.sorted() + ["extra"])
            members[name] = source.pick([
                nil, .null, .integer(.max), .string(""), .array([.null]), .object([:]),
                .decimal("1.5"), .string("x"), .array([.object(["qty": .integer(1)])]),
            ])
            do throws(EventFormatError) {
                _ = try EventFormat.event(from: .object(members))
                accepted += 1
            } catch {
                #expect(!error.reason.isEmpty, "seed \(seed)")
            }
        }
        #expect(accepted > 100, "seed \(seed)")
    }
}
