import CanonicalJSON
import EventFormat
import Loyalty
import Testing

/// Why an event would not come back from the bytes of its tree as what it is; nil: it would.
///
/// This is what ``EventFormat/check(_:)`` promises to know without writing or reading anything.
private func objection(to event: LoyaltyEvent) throws -> String? {
    let value = try JSONValue.parse(Tree.json(event).canonicalBytes())
    do throws(EventFormatError) {
        return try EventFormat.event(from: value) == event
            ? nil : "flags: must be in order, each once"
    } catch {
        return error.description
    }
}

/// What the check says.
private func checked(_ event: LoyaltyEvent) -> String? {
    do throws(EventFormatError) {
        try EventFormat.check(event)
        return nil
    } catch {
        return error.description
    }
}

@Suite("Event writing")
struct EventWritingTests {
    @Test("writes the canonical form of an event, and reads the same event from it")
    func events() throws {
        let seed = UInt64.random(in: 0 ... .max)
        var source = EventSource(seed: seed)
        for _ in 0..<3_000 {
            let event = source.event()
            let bytes = EventFormat.canonicalBytes(event)
            #expect(bytes == Tree.json(event).canonicalBytes(), "seed \(seed)")
            #expect(try EventFormat.event(from: JSONValue.parse(bytes)) == event, "seed \(seed)")
            #expect(checked(event) == nil, "seed \(seed)")
        }
    }

    @Test("the check refuses exactly the events that would not come back, for the same reason")
    func check() throws {
        let seed = UInt64.random(in: 0 ... .max)
        var source = EventSource(seed: seed, isHostile: true)
        var refused = 0
        for _ in 0..<5_000 {
            let event = source.event()
            let objection = try objection(to: event)
            #expect(checked(event) == objection, "seed \(seed), \(event)")
            if objection != nil { refused += 1 }
            if objection == nil {
                let bytes = EventFormat.canonicalBytes(event)
                #expect(bytes == Tree.json(event).canonicalBytes(), "seed \(seed)")
            }
        }
        #expect((500...4_500).contains(refused), "seed \(seed)")
    }

    @Test("the check bounds the lines and names the one at fault")
    func lines() throws {
        let good = ReceiptLine(sku: "s", quantity: 1, unit: .zero)
        for (count, isAccepted) in [(10_000, true), (10_001, false)] {
            let event = receipt(Array(repeating: good, count: count))
            #expect(try objection(to: event) == checked(event))
            #expect((checked(event) == nil) == isAccepted)
        }
        let bad = ReceiptLine(sku: nil, quantity: 1, unit: .zero, category: "")
        #expect(checked(receipt([good, bad])) == "lines[1].cat: must have 1 to 256 bytes")
    }

    private func receipt(_ lines: [ReceiptLine]) -> LoyaltyEvent {
        LoyaltyEvent(
            id: "e",
            at: Instant(unixSeconds: 0),
            body: .receipt(UnclaimedReceipt(lines: lines, receipt: "r"))
        )
    }

    @Test("writes the canonical form of outcomes and transactions")
    func outcomes() {
        let seed = UInt64.random(in: 0 ... .max)
        var source = EventSource(seed: seed, isHostile: true)
        for _ in 0..<3_000 {
            let outcome = source.outcome()
            #expect(
                EventFormat.canonicalBytes(outcome) == Tree.json(outcome).canonicalBytes(),
                "seed \(seed), \(outcome)"
            )
            let transactions = source.transactions()
            #expect(
                EventFormat.canonicalBytes(transactions)
                    == Tree.json(transactions).canonicalBytes(),
                "seed \(seed), \(transactions)"
            )
        }
    }

    @Test("writes the key of a credential as 32 digits")
    func keys() {
        for (high, low, text) in [
            (UInt64(0), UInt64(0), "00000000000000000000000000000000"),
            (1, 0xF, "0000000000000001000000000000000f"),
            (.max, 0x0123_4567_89AB_CDEF, "ffffffffffffffff0123456789abcdef"),
        ] {
            #expect(EventFormat.key(of: Credential(kind: .uid, high: high, low: low)) == text)
        }
    }
}
