import Testing

@testable import Loyalty

@Suite("Members and credentials")
struct MemberTests {
    private let card = Credential(kind: .uid, high: 7, low: 9)

    @Test("share an account when they join one, and earn into it together")
    func sharedAccount() {
        var shop = Shop(programme([rule("r", .fixed(points(5)))]))
        let enrollment = Enrollment(member: "M2", account: "M1", flags: ["offer:1"])
        let decision = shop.send(.enroll(enrollment), at: moscow(2023, 2, 1))
        #expect(decision.outcome == .applied(Effect()))
        #expect(decision.touchedAccounts == ["M1"])
        _ = shop.buy([line(1)], at: moscow(2023, 2, 1), by: "M2")
        #expect(shop.balance().available == points(5))
        #expect(shop.core.members == ["M1", "M2"] && shop.core.accounts == ["M1"])
        #expect(shop.core.account(of: "M2") == "M1" && shop.core.account(of: "M3") == nil)
        #expect(shop.core.flags(ofMember: "M2") == ["offer:1"])
        #expect(shop.core.flags(ofMember: "M3").isEmpty)
    }

    @Test("are found by a credential from its linking to its unlinking")
    func credentials() {
        var shop = Shop(programme([rule("r", .fixed(points(5)))]), members: ["M1", "M2"])
        let link = CredentialLink(member: "M2", credential: card)
        let bought = LoyaltyEvent.Body.purchase(
            Purchase(buyer: .credential(card), lines: [line(1)])
        )
        #expect(shop.send(bought, at: moscow(2023, 2, 1)).outcome == .refused(.unknownCard))
        #expect(shop.core.member(of: card) == nil)
        _ = shop.send(.linkCredential(link), at: moscow(2023, 2, 1))
        #expect(shop.core.member(of: card) == "M2")
        #expect(shop.core.credentials.map(\.member) == ["M2"])
        #expect(shop.send(bought, at: moscow(2023, 2, 1)).touchedAccounts == ["M2"])
        _ = shop.send(.unlinkCredential(link), at: moscow(2023, 2, 1))
        #expect(shop.core.credentials.isEmpty)
        #expect(shop.send(bought, at: moscow(2023, 2, 1)).outcome == .refused(.unknownCard))
        let moved = CredentialLink(member: "M1", credential: card)
        _ = shop.send(.linkCredential(moved), at: moscow(2023, 2, 1))
        #expect(shop.core.member(of: card) == "M1")
    }

    @Test("of one key are told apart by the kind of the credential")
    func kinds() {
        var shop = Shop(programme(), members: Credential.Kind.allCases.map(\.rawValue))
        for kind in Credential.Kind.allCases {
            let credential = Credential(kind: kind, high: 1, low: 1)
            let link = CredentialLink(member: kind.rawValue, credential: credential)
            _ = shop.send(.linkCredential(link), at: moscow(2023, 2, 1))
        }
        #expect(shop.core.credentials.map(\.member) == ["ean13", "ndef", "pass", "phone", "uid"])
        for (credential, member) in shop.core.credentials {
            #expect(credential.kind.rawValue == member)
        }
    }

    @Test("are told apart by the bytes of their ids, not by what the ids look like")
    func bytes() {
        let shop = Shop(programme(), members: ["\u{439}", "\u{438}\u{306}"])
        #expect(shop.core.members.count == 2 && shop.core.accounts.count == 2)
    }

    @Test("of whom nothing is known have an empty summary, before the first event too")
    func unknown() {
        let core = LoyaltyState(programme: programme())
        #expect(core.summary(ofAccount: "M1") == AccountSummary())
        #expect(core.balances(ofAccount: "M1").isEmpty && core.lots(ofAccount: "M1").isEmpty)
        #expect(core.tiers(ofAccount: "M1").isEmpty && core.clock == nil)
    }
}
