import CanonicalJSON
import EventFormat
import Loyalty
import Testing

@Suite("Fields of events")
struct EventFieldTests {
    private static func body(_ fields: String) throws -> LoyaltyEvent.Body {
        let text = #"{"id":"e","at":"2026-01-01T00:00:00Z",\#(fields)}"#
        return try EventFormat.event(from: try JSONValue.parse(Array(text.utf8))).body
    }

    @Test("that may be said in more than one way are read as what they mean")
    func readings() throws {
        let key = "00000000000000010000000000000002"
        let credential = Credential(kind: .phone, high: 1, low: 2)
        var terms = LotTerms()
        terms.expiry = .after(CalendarDuration(months: 13, days: 8, seconds: 3_723), .endOfDay)
        terms.vest = .workdays(2)
        terms.expiryFrom = .vest
        let table: [(String, LoyaltyEvent.Body)] = [
            // A card beside a member counts.
            (#""type":"close","member":"M","card":"29""#, .close(.card("29"))),
            (
                #""type":"transfer","from":{"card":"29"},"#
                    + #""to":{"kind":"phone","key":"\#(key)"},"pot":"P","points":-1"#,
                .transfer(
                    PointsTransfer(
                        from: .card("29"),
                        to: .credential(credential),
                        pot: "P",
                        points: Points(micro: -1)
                    )
                )
            ),
            // What a release says besides counts for nothing.
            (
                #""type":"release","member":"M","hold":"h","points":5,"partner":"p""#,
                .release(HoldRelease(who: .member("M"), hold: "h"))
            ),
            (
                #""type":"adjust","member":"M","pot":"P","points":1,"reason":"","lot":{"#
                    + #""expiry":{"after":"P1Y1M1W1DT1H2M3S","round":"endOfDay"},"#
                    + #""vest":{"workdays":2},"expiryFrom":"vest"}"#,
                .adjust(
                    Adjustment(
                        who: .member("M"),
                        pot: "P",
                        points: Points(micro: 1),
                        reason: "",
                        lot: terms
                    )
                )
            ),
            (
                #""type":"startActivation","card":"","phone":"+7","code":"1""#,
                .startActivation(
                    ActivationRequest(card: "", phone: "+7", code: "1", consents: Consents())
                )
            ),
            (#""type":"return","ref":"p""#, .returned(Return(purchase: "p", lines: nil))),
            (
                #""type":"return","ref":"p","lines":[]"#,
                .returned(Return(purchase: "p", lines: []))
            ),
            (
                #""type":"enroll","member":"M","status":"active","segments":[],"flags":{"a":false}"#,
                .enroll(Enrollment(member: "M"))
            ),
        ]
        for (fields, expected) in table { #expect(try Self.body(fields) == expected) }
    }

    @Test(
        "that are wrong are named with the reason",
        arguments: [
            (
                #""type":"inquiry","card":"1","credential":{}"#,
                "credential: may not stand beside `card`"
            ),
            (
                #""type":"purchase","member":"M","lines":[]"#,
                "lines: must have at least one element"
            ),
            (
                #""type":"purchase","member":"M","lines":[{"qty":1,"unit":1}],"pay":{"reward":"r"}"#,
                "pay.points: is missing"
            ),
            (
                #""type":"purchase","member":"M","lines":[{"qty":1,"unit":1}],"#
                    + #""pay":{"reward":"r","points":"all"}"#,
                "pay.points: must be an integer or \"max\""
            ),
            (
                #""type":"purchase","member":"M","lines":[{"qty":1,"unit":1}],"use":["a",""]"#,
                "use[1]: must have 1 to 256 bytes"
            ),
            (
                #""type":"purchase","member":"M","lines":[{"qty":1,"unit":1}],"attrs":{"a":"1"}"#,
                "attrs: each must be an integer"
            ),
            (
                #""type":"return","ref":"p","lines":[{"n":1,"qty":1},{"n":2}]"#,
                "lines[1].qty: is missing"
            ),
            (
                #""type":"hold","member":"M","pot":"P","points":1,"ttl":-1"#,
                "ttl: must lie between 0 and 3162240000 seconds"
            ),
            (#""type":"hold","member":"M","pot":"P","points":1"#, "ttl: is missing"),
            (
                #""type":"merge","from":7,"into":"M""#,
                "from: must be a member's id, or an object with a card or credential"
            ),
            (
                #""type":"merge","from":{"card":"1","more":1},"into":"M""#,
                "from.more: is not a known field"
            ),
            (
                #""type":"enroll","member":"M","birthday":"2023-02-29""#,
                "birthday: must be a date such as 2026-01-31"
            ),
            (
                #""type":"setStatus","member":"M","status":"gone""#,
                "status: must be one of issued, active, restricted, blocked, closed"
            ),
            (
                #""type":"startActivation","card":"1","phone":"1","code":"1","consents":{"sms":1}"#,
                "consents.sms: must be true or false"
            ),
            (
                #""type":"adjust","member":"M","pot":"P","points":1,"lot":{"vest":{}}"#,
                "lot.vest.after: is missing; or give `workdays` or `at`"
            ),
            (
                #""type":"adjust","member":"M","pot":"P","points":1,"lot":{"vest":{"workdays":0}}"#,
                "lot.vest.workdays: must lie between 1 and 3660"
            ),
            (
                #""type":"adjust","member":"M","pot":"P","points":1,"#
                    + #""lot":{"vest":{"workdays":1,"round":"endOfDay"}}"#,
                "lot.vest.round: is not a known field"
            ),
            (
                #""type":"adjust","member":"M","pot":"P","points":1.0"#,
                "points: must be an integer"
            ),
            (#""type":"settle","member":"M""#, "member: is not a known field"),
        ]
    )
    func faults(fields: String, message: String) throws {
        do {
            _ = try Self.body(fields)
            Issue.record("accepted: \(fields)")
        } catch let error as EventFormatError {
            #expect(error.description == message)
        }
    }

    @Test("that are durations are read strictly")
    func durations() {
        for (text, duration) in [
            ("P1Y", CalendarDuration(months: 12)), ("P2M", CalendarDuration(months: 2)),
            ("P1Y2M3W4D", CalendarDuration(months: 14, days: 25)), ("P0D", CalendarDuration()),
            ("PT1H1M1S", CalendarDuration(seconds: 3_661)),
            ("P1DT1M", CalendarDuration(days: 1, seconds: 60)),
            ("P1000Y", CalendarDuration(months: 12_000)),
            ("P366000D", CalendarDuration(days: 366_000)),
        ] {
            #expect(EventFormat.duration(from: text) == duration, "\(text)")
        }
        for text in [
            "", "P", "PT", "1D", "P1", "PD", "P1DT", "P-1D", "P1.5D", "P1D1D", "P1D1M", "P1H",
            "PT1D",
            "PT1S1M", "PT1HT1M", " P1D", "P1D ", "p1d", "P1001Y", "P366001D", "PT31622400001S",
            "P999999999999D", "P99999999999Y", "P１D",
        ] {
            #expect(EventFormat.duration(from: text) == nil, "\(text)")
        }
    }

    @Test("that are instants can be written with the offset of a zone")
    func localTimes() {
        let zone = Zone(
            initialOffsetSeconds: 9_017,
            transitions: [
                Zone.Transition(at: Instant(unixSeconds: 0), offsetSeconds: 10_800),
                Zone.Transition(at: Instant(unixSeconds: 86_400), offsetSeconds: -12_600),
                Zone.Transition(at: Instant(unixSeconds: 200_000), offsetSeconds: 0),
            ]
        )
        for (seconds, text) in [
            (-1, "1970-01-01T02:29:59+02:30"), (0, "1970-01-01T03:00:00+03:00"),
            (86_400, "1970-01-01T20:30:00-03:30"), (200_000, "1970-01-03T07:33:20+00:00"),
        ] as [(Int64, String)] {
            let instant = Instant(unixSeconds: seconds)
            #expect(EventFormat.text(instant, in: zone) == text)
            #expect(EventFormat.instant(from: text) == instant)
        }
    }
}
