/// Why an event was refused.
///
/// `code` is what tills and reports see.
package enum Refusal: Hashable, Sendable {
    /// The event's id was seen with other content; the ledger's answer, never the core's.
    case idempotencyConflict
    /// The event's instant is too far before the core's clock.
    case tooOld

    /// No such card or credential; replacing: or it was replaced.
    case unknownCard
    /// The card was replaced by another.
    case cardReplaced
    /// The card's member has left.
    case cardBlocked
    /// No such member; merging: or the member is closed.
    case unknownMember
    /// The member is blocked.
    case memberBlocked
    /// The member has left or was merged into another.
    case memberClosed
    /// The member may earn but not spend.
    case spendRestricted
    /// The card is not activated.
    case notActivated

    /// The member id is taken.
    case memberExists
    /// The programme has a least age, and no birthday was given.
    case birthdayRequired
    /// The person is below the programme's least age.
    case tooYoung
    /// No such referrer.
    case unknownReferrer
    /// The referrer has the same account or phone.
    case selfReferral

    /// The receipt or fiscal key was counted already, by the named event.
    case duplicateReceipt(of: String)
    /// A quantity, price, product or sum is outside its range.
    case amountOutOfRange
    /// Points cannot be spent at this partner: it does not take part.
    case partnerNotParticipating
    /// No such reward, or not one of the kind that is asked for.
    case unknownReward
    /// Points cannot be spent at this partner: the reward names others.
    case notSpendableHere
    /// The points are not a multiple of the step, or not above zero.
    case notAMultipleOfStep(step: Points)
    /// The account has fewer points available than asked for.
    case insufficientPoints(available: Points)
    /// At most so many micro-points can be spent on this receipt.
    case overRedemptionLimit(limit: Points)
    /// The points are below the reward's minimum.
    case belowMinimum(minimum: Points)
    /// The account has bought too often in the span.
    case velocity

    /// No such purchase.
    case unknownReceipt
    /// More comes back than was bought and is left, or an unknown line.
    case overReturn
    /// Nothing comes back, or nothing is left.
    case nothingToReturn

    /// An adjustment without a reason.
    case reasonRequired
    /// No such hold, or it is over.
    case holdNotOpen
    /// More than is held.
    case overHold
    /// Both members share the account.
    case sameAccount

    /// The number is not 13 digits with their check digit.
    case badCheckDigit
    /// The card is known already.
    case cardExists
    /// The card is active already.
    case alreadyActive
    /// The terms or the use of personal data were not agreed to.
    case consentRequired
    /// The phone belongs to somebody else.
    case phoneInUse
    /// No activation is waiting for a code, or its tries are used up.
    case noPendingActivation
    /// The code is too old.
    case codeExpired
    /// The code is wrong; the only refusal that leaves something behind: the tries.
    case wrongCode(triesLeft: Int)

    /// The credential belongs to somebody; nobody is named.
    case credentialInUse
    /// The credential is not linked to this member.
    case unknownCredential

    /// The offer was claimed as often as it can be in the span.
    case offerLimit
    /// No such offer or choice.
    case notOffered
    /// All coupons, or all codes of an item, are gone.
    case soldOut
    /// The group offer is over.
    case offerClosed
    /// The group offer is over without enough buyers.
    case offerFailed
    /// The member has bought the coupon already.
    case alreadyJoined

    /// The code that tills and reports see.
    package var code: String {
        switch self {
        case .duplicateReceipt: "duplicateReceipt"
        case .notAMultipleOfStep: "notAMultipleOfStep"
        case .insufficientPoints: "insufficientPoints"
        case .overRedemptionLimit: "overRedemptionLimit"
        case .belowMinimum: "belowMinimum"
        case .wrongCode: "wrongCode"
        default: plainCode
        }
    }

    /// The code of a refusal without values.
    private var plainCode: String {
        switch self {
        case .idempotencyConflict: "idempotencyConflict"
        case .tooOld: "tooOld"
        case .unknownCard: "unknownCard"
        case .cardReplaced: "cardReplaced"
        case .cardBlocked: "cardBlocked"
        case .unknownMember: "unknownMember"
        case .memberBlocked: "memberBlocked"
        case .memberClosed: "memberClosed"
        case .spendRestricted: "spendRestricted"
        case .notActivated: "notActivated"
        case .memberExists: "memberExists"
        case .birthdayRequired: "birthdayRequired"
        case .tooYoung: "tooYoung"
        case .unknownReferrer: "unknownReferrer"
        case .selfReferral: "selfReferral"
        case .amountOutOfRange: "amountOutOfRange"
        case .partnerNotParticipating: "partnerNotParticipating"
        case .unknownReward: "unknownReward"
        case .notSpendableHere: "notSpendableHere"
        case .velocity: "velocity"
        case .unknownReceipt: "unknownReceipt"
        case .overReturn: "overReturn"
        case .nothingToReturn: "nothingToReturn"
        case .reasonRequired: "reasonRequired"
        case .holdNotOpen: "holdNotOpen"
        case .overHold: "overHold"
        case .sameAccount: "sameAccount"
        case .badCheckDigit: "badCheckDigit"
        case .cardExists: "cardExists"
        case .alreadyActive: "alreadyActive"
        case .consentRequired: "consentRequired"
        case .phoneInUse: "phoneInUse"
        case .noPendingActivation: "noPendingActivation"
        case .codeExpired: "codeExpired"
        case .credentialInUse: "credentialInUse"
        case .unknownCredential: "unknownCredential"
        case .offerLimit: "offerLimit"
        case .notOffered: "notOffered"
        case .soldOut: "soldOut"
        case .offerClosed: "offerClosed"
        case .offerFailed: "offerFailed"
        case .alreadyJoined: "alreadyJoined"
        case .duplicateReceipt, .notAMultipleOfStep, .insufficientPoints, .overRedemptionLimit,
            .belowMinimum, .wrongCode:
            preconditionFailure("a refusal with values has its code above")
        }
    }
}
