/// What a member may do.
package enum MemberStatus: String, Hashable, Sendable, CaseIterable {
    /// Holds a card that is not activated: earns pending points, spends nothing.
    case issued
    /// May do everything.
    case active
    /// Earns, spends nothing, gets no free items.
    case restricted
    /// May do nothing until the status is set again.
    case blocked
    /// Has left, or was merged into another member.
    case closed
}

/// The values of an `enroll` event.
package struct Enrollment: Hashable, Sendable {
    /// The new member's id.
    package let member: String
    /// The account it shares; the member's own id when absent.
    package let account: String?
    /// The date of birth; needed when the programme has a least age.
    package let birthday: LocalDate?
    /// The number of a card that the member gets; none when absent.
    package let card: String?
    /// A phone number, normalised outside and compared by bytes.
    package let phone: String?
    /// The member who referred this one.
    package let referrer: String?
    /// Segments that the member is in.
    package let segments: [String]
    /// Labels of the member that are set, such as the accepted terms' version (`offer:1`).
    package let flags: [String]
    /// What the member may do.
    package let status: MemberStatus

    /// Makes the values of an enrolment.
    package init(
        member: String,
        account: String? = nil,
        birthday: LocalDate? = nil,
        card: String? = nil,
        phone: String? = nil,
        referrer: String? = nil,
        segments: [String] = [],
        flags: [String] = [],
        status: MemberStatus = .active
    ) {
        self.member = member
        self.account = account
        self.birthday = birthday
        self.card = card
        self.phone = phone
        self.referrer = referrer
        self.segments = segments
        self.flags = flags
        self.status = status
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

/// The values of a `setStatus` event.
package struct StatusChange: Hashable, Sendable {
    /// Who; a blocked member is accepted.
    package let who: Identification
    /// What the member may do from now on.
    package let status: MemberStatus

    /// Makes a change of status.
    package init(who: Identification, status: MemberStatus) {
        self.who = who
        self.status = status
    }
}

/// The values of a `registerInstrument` event.
package struct InstrumentRegistration: Hashable, Sendable {
    /// Whose it is from now on.
    package let who: Identification
    /// The instrument's token; the latest registration in order of arrival counts.
    package let instrument: String
    /// Its kind, as rules name it.
    package let kind: String

    /// Makes a registration.
    package init(who: Identification, instrument: String, kind: String) {
        self.who = who
        self.instrument = instrument
        self.kind = kind
    }
}
