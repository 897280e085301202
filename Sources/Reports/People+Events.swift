import Loyalty

extension People {
    /// The people that an event names, each as they are called at that point; the buyer of what a
    /// return brings back is not named.
    mutating func named(by event: LoyaltyEvent) -> [Int32] {
        switch event.body {
        case .enroll(let enrollment): [find(.member(enrollment.member))]
        case .purchase(let purchase): [find(purchase.buyer)]
        case .action(let action): [find(action.who)]
        case .redeem(let redemption): [find(redemption.who)]
        case .hold(let hold): [find(hold.who)]
        case .capture(let capture): [find(capture.who)]
        case .release(let release): [find(release.who)]
        case .adjust(let adjustment): [find(adjustment.who)]
        case .transfer(let transfer): [find(transfer.from), find(transfer.to)]
        case .merge(let merge): [find(merge.from), find(merge.into)]
        case .issueCard(let issued): [find(.card(issued.card))]
        case .startActivation(let request): [find(.card(request.card))]
        case .confirmActivation(let code): [find(.card(code.card))]
        case .replaceCard(let cards): [find(.card(cards.replacement))]
        case .setStatus(let change): [find(change.who)]
        case .registerInstrument(let registration): [find(registration.who)]
        case .linkCredential(let link), .unlinkCredential(let link): [find(.member(link.member))]
        case .inquiry(let who), .close(let who): [find(who)]
        case .join(let join): [find(join.who)]
        case .claim(let claim): [find(claim.who)]
        case .returned, .receipt, .settle, .tick: []
        }
    }
}
