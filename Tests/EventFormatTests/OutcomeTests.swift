import CanonicalJSON
import EventFormat
import Loyalty
import Testing

private func text(_ outcome: Outcome) -> String {
    String(decoding: EventFormat.canonicalBytes(outcome), as: UTF8.self)
}

@Suite("Outcome and transaction format")
struct OutcomeTests {
    @Test("writes what a purchase gave, leaving out what is empty")
    func purchase() {
        var effect = Effect()
        effect.net = Money(minor: 19_990)
        effect.due = Money(minor: 19_990)
        effect.granted = ["PTS": Points(micro: 9_000_000)]
        effect.byRule = ["low": Points(micro: 4), "high": Points(micro: 5)]
        effect.noAccrual = ["velocity"]
        #expect(
            text(Outcome.applied(effect))
                == #"{"out":{"byRule":{"high":5,"low":4},"due":19990,"granted":{"PTS":9000000},"#
                + #""net":19990,"noAccrual":["velocity"]},"status":"applied"}"#
        )
        #expect(
            text(Outcome.applied(Effect())) == #"{"status":"applied"}"#
        )
    }

    @Test("writes the answer to an inquiry")
    func inquiry() {
        var summary = AccountSummary()
        summary.status = .active
        summary.balances = [
            "PTS": Balance(available: Points(micro: 100), pending: Points(micro: 300))
        ]
        let day = LocalDate(year: 2023, month: 2, day: 8)
        summary.expiring = ["PTS": [DatedPoints(date: day, points: Points(micro: 40))]]
        summary.coming = ["PTS": [DatedPoints(date: day, points: Points(micro: 300))]]
        summary.tiers = ["s": "silver"]
        summary.next = ["s": NextTier(tier: "gold", measure: .spend, need: 1_400_000)]
        summary.benefits = ["warranty"]
        summary.nextChangeAt = Instant(unixSeconds: 0)
        var effect = Effect()
        effect.inquiry = summary
        #expect(
            text(Outcome.applied(effect))
                == #"{"out":{"balance":{"PTS":{"avail":100,"pend":300}},"benefits":["warranty"],"#
                + #""coming":{"PTS":[["2023-02-08",300]]},"expiring":{"PTS":[["2023-02-08",40]]},"#
                + #""next":{"s":{"need":1400000,"tier":"gold"}},"#
                + #""nextChangeAt":"1970-01-01T00:00:00Z","status":"active","#
                + #""tier":{"s":"silver"}},"status":"applied"}"#
        )
    }

    @Test("writes a refusal with its code, and the first event of a duplicate")
    func refusals() {
        #expect(
            text(Outcome.refused(.tooOld))
                == #"{"error":"tooOld","status":"rejected"}"#
        )
        #expect(
            text(Outcome.refused(.duplicateReceipt(of: "p1")))
                == #"{"error":"duplicateReceipt","out":{"of":"p1"},"status":"rejected"}"#
        )
    }

    @Test("gives back the transactions that it wrote, through their bytes")
    func transactions() throws {
        let list = Transaction.Kind.allCases.map { kind in
            Transaction(
                cause: "auto:L1:vest",
                kind: kind,
                postings: [
                    Posting(account: "iss/house", commodity: "PTS", amount: -5),
                    Posting(account: "mem/M1/avail", commodity: "PTS", amount: 5),
                ]
            )
        }
        let bytes = EventFormat.canonicalBytes(list)
        #expect(
            String(decoding: bytes, as: UTF8.self).hasPrefix(
                #"[{"ev":"auto:L1:vest","kind":"accrue","p":[["iss/house","PTS",-5],"#
                    + #"["mem/M1/avail","PTS",5]]},"#
            )
        )
        let parsed = try JSONValue.parse(bytes)
        #expect(try EventFormat.transactions(from: parsed) == list)
    }

    @Test(
        "refuses stored transactions that are damaged, naming the place",
        arguments: [
            ("{}", "must be an array"),
            (#"[{"ev":"e","kind":"accrue"}]"#, "[0].p: is missing"),
            (
                #"[{"ev":"e","kind":"magic","p":[]}]"#,
                "[0].kind: is not a kind of transaction of this version"
            ),
            (
                #"[{"ev":"e","kind":"accrue","p":[["a","P"]]}]"#,
                "[0].p[0]: must be [account, commodity, integer]"
            ),
            (
                #"[{"ev":"e","kind":"accrue","p":[["","P",1]]}]"#,
                "[0].p[0][0]: must be a string that is not empty"
            ),
            (
                #"[{"ev":"e","kind":"accrue","p":[["a","P",1],["b","Q",-1]]}]"#,
                "[0].p: the postings do not sum to zero in every commodity"
            ),
            (
                #"[{"ev":"e","kind":"vest","p":[["a","P",9223372036854775807],["b","P",1]]}]"#,
                "[0].p: a sum leaves the 64-bit range"
            ),
            (#"[{"ev":"e","kind":"vest","p":[],"n":1}]"#, "[0].n: is not a known field"),
        ]
    )
    func refusesDamage(text: String, message: String) throws {
        let value = try JSONValue.parse(Array(text.utf8))
        #expect(throws: EventFormatError.self) { try EventFormat.transactions(from: value) }
        do throws(EventFormatError) {
            _ = try EventFormat.transactions(from: value)
        } catch {
            #expect(error.description == message)
        }
    }
}
