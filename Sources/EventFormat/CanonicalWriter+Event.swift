import CanonicalJSON
import Loyalty

// The members of each event's object stand in the order of their names; the id, the time and the
// type among them.
extension CanonicalWriter {
    mutating func fields(of event: LoyaltyEvent) {
        switch event.body {
        case .enroll(let enrollment): fields(enrollment, event)
        case .purchase(let purchase): fields(purchase, event)
        case .returned(let goods): fields(goods, event)
        case .receipt(let receipt): fields(receipt, event)
        case .action(let action): fields(action, event)
        case .redeem(let redemption): fields(redemption, event)
        case .hold(let hold): fields(hold, event)
        case .capture(let capture): fields(capture, event)
        case .release(let release): fields(release, event)
        case .adjust(let adjustment): fields(adjustment, event)
        case .transfer(let transfer): fields(transfer, event)
        case .merge(let merge): fields(merge, event)
        case .issueCard(let issue): fields(issue, event)
        case .startActivation(let request): fields(request, event)
        case .confirmActivation(let code): fields(code, event)
        case .replaceCard(let replacement): fields(replacement, event)
        case .setStatus(let change): fields(change, event)
        case .registerInstrument(let registration): fields(registration, event)
        case .linkCredential(let link): fields(link, event, type: "linkCredential")
        case .unlinkCredential(let link): fields(link, event, type: "unlinkCredential")
        case .inquiry(let who): fields(who, event, type: "inquiry")
        case .join(let join): fields(join, event)
        case .claim(let claim): fields(claim, event)
        case .settle: fields(event, type: "settle")
        case .close(let who): fields(who, event, type: "close")
        case .tick: fields(event, type: "tick")
        }
    }

    private mutating func fields(_ event: LoyaltyEvent, type: String) {
        at(event)
        id(event)
        self.type(type)
    }

    private mutating func fields(_ who: Identification, _ event: LoyaltyEvent, type: String) {
        at(event)
        cardOrCredential(who)
        id(event)
        member(who)
        self.type(type)
    }
}

// Members and their cards.
extension CanonicalWriter {
    private mutating func fields(_ enrollment: Enrollment, _ event: LoyaltyEvent) {
        optional("account", enrollment.account)
        at(event)
        optional("birthday", enrollment.birthday)
        optional("card", enrollment.card)
        flags(enrollment.flags)
        id(event)
        text("member", enrollment.member)
        optional("phone", enrollment.phone)
        optional("referrer", enrollment.referrer)
        texts("segments", enrollment.segments)
        if enrollment.status != .active { text("status", enrollment.status.rawValue) }
        type("enroll")
    }

    private mutating func fields(_ issue: IssuedCard, _ event: LoyaltyEvent) {
        at(event)
        text("card", issue.card)
        id(event)
        type("issueCard")
    }

    private mutating func fields(_ request: ActivationRequest, _ event: LoyaltyEvent) {
        at(event)
        optional("birthday", request.birthday)
        text("card", request.card)
        text("code", request.code)
        if request.consents != Consents() {
            name("consents")
            beginObject()
            truth("offer", request.consents.offer)
            truth("personalData", request.consents.personalData)
            truth("sms", request.consents.sms)
            endObject()
        }
        id(event)
        text("phone", request.phone)
        type("startActivation")
    }

    private mutating func fields(_ code: ActivationCode, _ event: LoyaltyEvent) {
        at(event)
        text("card", code.card)
        text("code", code.code)
        id(event)
        type("confirmActivation")
    }

    private mutating func fields(_ replacement: CardReplacement, _ event: LoyaltyEvent) {
        at(event)
        text("card", replacement.card)
        id(event)
        text("new", replacement.replacement)
        type("replaceCard")
    }

    private mutating func fields(_ change: StatusChange, _ event: LoyaltyEvent) {
        at(event)
        cardOrCredential(change.who)
        id(event)
        member(change.who)
        text("status", change.status.rawValue)
        type("setStatus")
    }

    private mutating func fields(_ registration: InstrumentRegistration, _ event: LoyaltyEvent) {
        at(event)
        cardOrCredential(registration.who)
        id(event)
        text("instrument", registration.instrument)
        text("kind", registration.kind)
        member(registration.who)
        type("registerInstrument")
    }

    private mutating func fields(_ link: CredentialLink, _ event: LoyaltyEvent, type: String) {
        at(event)
        id(event)
        credential(link.credential)
        text("member", link.member)
        self.type(type)
    }

    private mutating func truth(_ name: String, _ value: Bool) {
        guard value else { return }
        self.name(name)
        bool(true)
    }

    private mutating func flags(_ flags: [String]) {
        guard !flags.isEmpty else { return }
        name("flags")
        beginObject()
        for flag in flags.sorted(by: { $0.utf8.lexicographicallyPrecedes($1.utf8) }) {
            name(flag)
            bool(true)
        }
        endObject()
    }
}
