import CanonicalJSON
import Loyalty

// Movements of points, and offers.
extension CanonicalWriter {
    mutating func fields(_ redemption: Redemption, _ event: LoyaltyEvent) {
        at(event)
        cardOrCredential(redemption.who)
        id(event)
        member(redemption.who)
        optional("partner", redemption.partner)
        optional("points", redemption.points?.micro)
        text("reward", redemption.reward)
        type("redeem")
    }

    mutating func fields(_ hold: PointsHold, _ event: LoyaltyEvent) {
        at(event)
        cardOrCredential(hold.who)
        id(event)
        member(hold.who)
        optional("partner", hold.partner)
        optional("points", hold.points.micro)
        text("pot", hold.pot)
        optional("ttl", hold.ttlSeconds)
        type("hold")
    }

    mutating func fields(_ capture: HoldCapture, _ event: LoyaltyEvent) {
        at(event)
        cardOrCredential(capture.who)
        text("hold", capture.hold)
        id(event)
        member(capture.who)
        optional("partner", capture.partner)
        optional("points", capture.points?.micro)
        type("capture")
    }

    mutating func fields(_ release: HoldRelease, _ event: LoyaltyEvent) {
        at(event)
        cardOrCredential(release.who)
        text("hold", release.hold)
        id(event)
        member(release.who)
        type("release")
    }

    mutating func fields(_ adjustment: Adjustment, _ event: LoyaltyEvent) {
        at(event)
        cardOrCredential(adjustment.who)
        id(event)
        lot(adjustment.lot)
        member(adjustment.who)
        optional("points", adjustment.points.micro)
        text("pot", adjustment.pot)
        optional("reason", adjustment.reason)
        type("adjust")
    }

    mutating func fields(_ transfer: PointsTransfer, _ event: LoyaltyEvent) {
        at(event)
        party("from", transfer.from)
        id(event)
        optional("points", transfer.points.micro)
        text("pot", transfer.pot)
        party("to", transfer.to)
        type("transfer")
    }

    mutating func fields(_ merge: AccountMerge, _ event: LoyaltyEvent) {
        at(event)
        party("from", merge.from)
        id(event)
        party("into", merge.into)
        type("merge")
    }

    mutating func fields(_ join: OfferJoin, _ event: LoyaltyEvent) {
        at(event)
        cardOrCredential(join.who)
        id(event)
        member(join.who)
        text("offer", join.offer)
        type("join")
    }

    mutating func fields(_ claim: OfferClaim, _ event: LoyaltyEvent) {
        at(event)
        card(claim.who)
        text("choice", claim.choice)
        linked(claim.who)
        id(event)
        member(claim.who)
        text("offer", claim.offer)
        type("claim")
    }

    private mutating func lot(_ terms: LotTerms) {
        guard terms != LotTerms() else { return }
        name("lot")
        beginObject()
        period("expiry", terms.expiry)
        optional("expiryFrom", terms.expiryFrom?.rawValue)
        period("vest", terms.vest)
        endObject()
    }

    private mutating func period(_ name: String, _ period: Period?) {
        guard let period else { return }
        self.name(name)
        beginObject()
        switch period {
        case .after(let duration, let edge):
            self.name("after")
            plainString { EventFormat.append(duration, to: &$0) }
            if edge != .exact { text("round", edge.rawValue) }
        case .workdays(let count): optional("workdays", Int64(count))
        case .at(let instant):
            self.name("at")
            self.instant(instant)
        }
        endObject()
    }
}
