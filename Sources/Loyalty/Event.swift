/// One thing that happened, as the core takes it: everything that changes the state is an event.
package struct LoyaltyEvent: Hashable, Sendable {
    /// The id fixed when the event was captured, unique in the journal.
    package let id: String

    /// When it happened; stamped by whoever captured it, never by the core.
    package let at: Instant

    /// What happened.
    package let body: Body

    /// Makes an event.
    package init(id: String, at: Instant, body: Body) {
        self.id = id
        self.at = at
        self.body = body
    }

    /// The kinds of event, each with its own values; the file calls them by the same names, but
    /// `returned` is `return` there.
    package enum Body: Hashable, Sendable {
        /// A person joins.
        case enroll(Enrollment)
        /// A sale with a member.
        case purchase(Purchase)
        /// Goods come back.
        case returned(Return)
        /// A sale without a member; a purchase with the same key within 72 hours takes it over.
        case receipt(UnclaimedReceipt)
        /// A member did something that is not a purchase.
        case action(MemberAction)
        /// Points are spent on a reward other than a tender or a free item.
        case redeem(Redemption)
        /// Points are set aside.
        case hold(PointsHold)
        /// Points that were set aside are spent; the rest is free again.
        case capture(HoldCapture)
        /// Points that were set aside are free again.
        case release(HoldRelease)
        /// Points are given or taken by hand.
        case adjust(Adjustment)
        /// Points go from one account to another.
        case transfer(PointsTransfer)
        /// One member's account goes into another's.
        case merge(AccountMerge)
        /// A card is handed out that is not activated yet.
        case issueCard(IssuedCard)
        /// A person asks to activate a card; the code goes to the phone.
        case startActivation(ActivationRequest)
        /// The code comes back.
        case confirmActivation(ActivationCode)
        /// A card takes the place of another.
        case replaceCard(CardReplacement)
        /// A member's status is set by hand.
        case setStatus(StatusChange)
        /// A paying instrument is registered to a member.
        case registerInstrument(InstrumentRegistration)
        /// A credential becomes an identity of a member.
        case linkCredential(CredentialLink)
        /// A credential stops being an identity of a member.
        case unlinkCredential(CredentialLink)
        /// A look at a balance; changes nothing but the clock.
        case inquiry(Identification)
        /// A member buys the coupon of a group offer.
        case join(OfferJoin)
        /// A member chooses a product of a personal offer.
        case claim(OfferClaim)
        /// What is owed between the partners is paid.
        case settle
        /// A member leaves.
        case close(Identification)
        /// Time passes: every account is caught up to the event's instant.
        case tick
    }
}

/// Who an event is about.
package enum Identification: Hashable, Sendable {
    /// The member's id.
    case member(String)
    /// The number of a card of the programme; also when an event names a member besides.
    case card(String)
    /// A linked credential.
    case credential(Credential)
}

/// A credential as the core knows it: the kind and a keyed hash, never the raw identifier.
package struct Credential: Hashable, Sendable {
    /// Where the identifier came from.
    package enum Kind: String, Hashable, Sendable, CaseIterable {
        /// A contactless UID.
        case uid
        /// A 13-digit barcode.
        case ean13
        /// A member number in an NDEF record.
        case ndef
        /// A wallet pass.
        case pass
        /// A phone number.
        case phone
    }

    /// Where the identifier came from.
    package let kind: Kind

    /// The first 8 bytes of the keyed hash, big-endian.
    package let high: UInt64

    /// The next 8 bytes of the keyed hash, big-endian.
    package let low: UInt64

    /// Makes a credential from its kind and the first 16 bytes of its keyed hash.
    package init(kind: Kind, high: UInt64, low: UInt64) {
        self.kind = kind
        self.high = high
        self.low = low
    }
}
