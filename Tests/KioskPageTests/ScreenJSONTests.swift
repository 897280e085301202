import CanonicalJSON
import TapFlow
import Testing

@testable import KioskPage

@Suite struct ScreenJSONTests {
    private static func text(_ view: ScreenState.View) -> String {
        ScreenJSON.json(ScreenState(revision: 7, station: "main", view: view)).canonicalText()
    }

    private static func frame(_ view: String) -> String {
        #"{"clearsInMilliseconds":null,"pendingSale":null,"repairs":[],"revision":7,"#
            + #""station":"main","view":"# + view + "}"
    }

    private static let card: BalanceCard = {
        var card = BalanceCard()
        card.availableMicro = 250_000_000
        card.pendingMicro = 5_000_000
        card.debtMicro = 1
        card.valueMinor = 25_000
        card.tier = "silver"
        card.nextTier = .init(tier: "gold", measure: "spend", need: 120_000)
        card.benefits = ["freeDelivery"]
        card.coming = [.init(date: "2026-06-14", pointsMicro: 5_000_000)]
        card.expiring = [.init(date: "2027-05-31", pointsMicro: 250_000_000)]
        return card
    }()

    private static let cardText =
        #"{"availableMicro":250000000,"benefits":["freeDelivery"],"#
        + #""coming":[{"date":"2026-06-14","pointsMicro":5000000}],"currency":"RUB","debtMicro":1,"#
        + #""expiring":[{"date":"2027-05-31","pointsMicro":250000000}],"#
        + #""nextTier":{"measure":"spend","need":120000,"tier":"gold"},"pendingMicro":5000000,"#
        + #""quantumMicro":1000000,"tier":"silver","valueMinor":25000}"#

    @Test("a view without content is its kind alone")
    func plainViews() {
        let table: [(ScreenState.View, String)] = [
            (.attract, "attract"), (.unknownCard, "unknownCard"),
            (.unknownBarcode, "unknownBarcode"), (.randomIdentifier, "randomIdentifier"),
            (.unusableCard, "unusableCard"), (.holdLonger, "holdLonger"),
            (.badBarcode, "badBarcode"), (.stillSaving, "stillSaving"),
        ]
        for (view, kind) in table {
            #expect(Self.text(view) == Self.frame(#"{"kind":"\#(kind)"}"#))
        }
        for code in RefusalCode.allCases {
            let view = #"{"code":"\#(code.rawValue)","kind":"refused"}"#
            #expect(Self.text(.refused(code)) == Self.frame(view))
        }
    }

    @Test("a balance stands in the view, also for what was earned and who was enrolled")
    func balances() {
        for (view, kind) in [
            (.balance(Self.card), "balance"), (.enrolled(Self.card), "enrolled"),
        ] as [(ScreenState.View, String)] {
            let text = #"{"balance":\#(Self.cardText),"kind":"\#(kind)"}"#
            #expect(Self.text(view) == Self.frame(text))
        }
        for (reason, text) in [(nil, "null"), ("velocity", #""velocity""#)] as [(String?, String)] {
            let earned = EarnedCard(
                earnedMicro: 9_000_000,
                earnedLaterMicro: 1,
                totalMinor: 99_900,
                reason: reason,
                balance: Self.card
            )
            let view =
                #"{"balance":\#(Self.cardText),"earned":{"earnedLaterMicro":1,"#
                + #""earnedMicro":9000000,"reason":\#(text),"totalMinor":99900},"kind":"earned"}"#
            #expect(Self.text(.earned(earned)) == Self.frame(view))
        }
    }

    @Test("what is not there is null, what is there stands beside the view")
    func optionals() {
        var state = ScreenState(revision: 1, station: "a", view: .balance(BalanceCard()))
        let empty = ScreenJSON.json(state)
        #expect(empty["view"]?["balance"]?["valueMinor"] == .null)
        #expect(empty["view"]?["balance"]?["tier"] == .null)
        #expect(empty["view"]?["balance"]?["nextTier"] == .null)
        state.clearsInMilliseconds = 8_000
        state.pendingSale = PendingSale(totalMinor: 99_900, currency: "RUB")
        state.repairs = Repair.Device.allCases.map { Repair(device: $0) }
        let full = ScreenJSON.json(state)
        #expect(full["clearsInMilliseconds"] == .integer(8_000))
        #expect(full["pendingSale"]?["totalMinor"] == .integer(99_900))
        #expect(full["pendingSale"]?["currency"] == .string("RUB"))
        #expect(
            full["repairs"]
                == .array([.string("cardService"), .string("reader"), .string("scanner")])
        )
    }
}
