/// The values of an `issueCard` event.
package struct IssuedCard: Hashable, Sendable {
    /// The number, 13 digits with their check digit.
    package let card: String

    /// Makes the values of an issue.
    package init(card: String) { self.card = card }
}

/// What a person agreed to; what was not said was not agreed to.
package struct Consents: Hashable, Sendable {
    /// The terms of the programme.
    package let offer: Bool
    /// The use of personal data.
    package let personalData: Bool
    /// Messages; not needed to take part.
    package let sms: Bool

    /// Makes consents.
    package init(offer: Bool = false, personalData: Bool = false, sms: Bool = false) {
        self.offer = offer
        self.personalData = personalData
        self.sms = sms
    }
}

/// The values of a `startActivation` event.
package struct ActivationRequest: Hashable, Sendable {
    /// The number, 13 digits with their check digit.
    package let card: String
    /// A phone number, normalised outside and compared by bytes.
    package let phone: String
    /// The code that was sent, or its hash; `confirmActivation` gives the same.
    package let code: String
    /// What the person agreed to.
    package let consents: Consents
    /// The date of birth.
    package let birthday: LocalDate?

    /// Makes the values of a request.
    package init(
        card: String,
        phone: String,
        code: String,
        consents: Consents,
        birthday: LocalDate? = nil
    ) {
        self.card = card
        self.phone = phone
        self.code = code
        self.consents = consents
        self.birthday = birthday
    }
}

/// The values of a `confirmActivation` event.
package struct ActivationCode: Hashable, Sendable {
    /// The number of the card.
    package let card: String
    /// The code that was typed, or its hash.
    package let code: String

    /// Makes the values of a confirmation.
    package init(card: String, code: String) {
        self.card = card
        self.code = code
    }
}

/// The values of a `replaceCard` event.
package struct CardReplacement: Hashable, Sendable {
    /// The number of the card that is no longer valid.
    package let card: String
    /// The number of the card that takes its place (`new`).
    package let replacement: String

    /// Makes the values of a replacement.
    package init(card: String, replacement: String) {
        self.card = card
        self.replacement = replacement
    }
}
