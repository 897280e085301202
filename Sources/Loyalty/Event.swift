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

    /// The kinds of event, each with its own values.
    package enum Body: Hashable, Sendable {
        /// A person joins.
        case enroll(Enrollment)
        /// A sale with a member.
        case purchase(Purchase)
        /// A sale without a member; a purchase with the same key within 72 hours takes it over.
        case receipt(UnclaimedReceipt)
        /// A credential becomes an identity of a member.
        case linkCredential(CredentialLink)
        /// A credential stops being an identity of a member.
        case unlinkCredential(CredentialLink)
        /// A look at a balance; changes nothing but the clock.
        case inquiry(Identification)
        /// Time passes: every account is caught up to the event's instant.
        case tick
    }
}

/// Who an event is about.
package enum Identification: Hashable, Sendable {
    /// The member's id.
    case member(String)
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

/// The values of an `enroll` event.
package struct Enrollment: Hashable, Sendable {
    /// The new member's id.
    package let member: String
    /// The account it shares; the member's own id when absent.
    package let account: String?
    /// Labels of the member, such as the accepted terms' version (`offer:1`).
    package let flags: [String]

    /// Makes the values of an enrolment.
    package init(member: String, account: String? = nil, flags: [String] = []) {
        self.member = member
        self.account = account
        self.flags = flags
    }
}

/// The values of a `linkCredential` or `unlinkCredential` event.
package struct CredentialLink: Hashable, Sendable {
    /// The member.
    package let member: String
    /// The credential.
    package let credential: Credential

    /// Makes a link.
    package init(member: String, credential: Credential) {
        self.member = member
        self.credential = credential
    }
}

/// One line of a receipt.
package struct ReceiptLine: Hashable, Sendable {
    /// Article number or GTIN.
    package let sku: String?
    /// Units, 1 to 1,000,000.
    package let quantity: Int64
    /// Price of one unit, 0 to 10^13 minor units.
    package let unit: Money
    /// Category of goods.
    package let category: String?
    /// Brand.
    package let brand: String?

    /// Makes a line.
    package init(
        sku: String?,
        quantity: Int64,
        unit: Money,
        category: String? = nil,
        brand: String? = nil
    ) {
        self.sku = sku
        self.quantity = quantity
        self.unit = unit
        self.category = category
        self.brand = brand
    }
}

/// The values of a `purchase` event.
package struct Purchase: Hashable, Sendable {
    /// Who bought.
    package let buyer: Identification
    /// The lines of the receipt, in its order.
    package let lines: [ReceiptLine]
    /// The partner that sold; `house` when absent.
    package let partner: String?
    /// The till's receipt number: counts once for each partner.
    package let receipt: String?
    /// The fiscal key: counts once for all.
    package let fiscal: String?

    /// Makes the values of a purchase.
    package init(
        buyer: Identification,
        lines: [ReceiptLine],
        partner: String? = nil,
        receipt: String? = nil,
        fiscal: String? = nil
    ) {
        self.buyer = buyer
        self.lines = lines
        self.partner = partner
        self.receipt = receipt
        self.fiscal = fiscal
    }
}

/// The values of a `receipt` event: a sale to which nobody presented a card.
package struct UnclaimedReceipt: Hashable, Sendable {
    /// The lines of the receipt, in its order.
    package let lines: [ReceiptLine]
    /// The partner that sold; `house` when absent.
    package let partner: String?
    /// The till's receipt number.
    package let receipt: String?
    /// The fiscal key.
    package let fiscal: String?

    /// Makes the values of a receipt.
    package init(
        lines: [ReceiptLine],
        partner: String? = nil,
        receipt: String? = nil,
        fiscal: String? = nil
    ) {
        self.lines = lines
        self.partner = partner
        self.receipt = receipt
        self.fiscal = fiscal
    }
}
