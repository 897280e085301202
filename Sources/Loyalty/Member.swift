/// One person, as every event looks at them.
struct Member: Sendable {
    /// Index of the account.
    var account: Int32
    /// What they may do.
    var status: MemberStatus
    /// Index of the member who referred them; -1: nobody.
    var referrer: Int32 = -1
    /// Index of the member into whom they were merged; -1: nobody.
    var mergedInto: Int32 = -1
    /// Local day of birth since 1970-01-01; nil: not known.
    var birthday: Int?
}

/// What else is known of a person; erased when they leave, but for the id.
struct MemberDetails: Sendable {
    /// Phone number, as given.
    var phone: String?
    /// Numbers of the segments.
    var segments: [Int32] = []
    /// Labels, as enrolled.
    var flags: [String] = []
    /// What they agreed to, at the activation.
    var consents: Consents?
    /// Indices of the cards.
    var cards: [Int32] = []
    /// Tokens of the instruments that were registered to them, perhaps to another since.
    var instruments: [String] = []
    /// The credentials that are linked to them.
    var credentials: [Credential] = []
    /// Indices of the members who were merged into them.
    var absorbed: [Int32] = []
}

/// A card of the programme.
struct Card: Sendable {
    /// What has become of it.
    enum State: UInt8, Sendable {
        /// It is valid.
        case valid
        /// Another has taken its place.
        case replaced
        /// Its member has left.
        case blocked
    }

    /// Index of the member, perhaps merged away since.
    var member: Int32
    /// What has become of it.
    var state: State
    /// The activation that waits for its code.
    var activation: Activation?
}

/// An activation that waits for its code.
struct Activation: Sendable {
    /// The code, or its hash.
    let code: String
    /// The phone number that it belongs to.
    let phone: String
    /// What the person agreed to.
    let consents: Consents
    /// The date of birth.
    let birthday: LocalDate?
    /// Unix seconds of the first instant at which the code is dead.
    let deadAt: Int64
    /// How many wrong codes it still bears.
    var triesLeft: Int
}

/// An instrument that pays.
struct Instrument: Sendable {
    /// Index of the member, perhaps merged away since.
    let member: Int32
    /// Number of the kind.
    let kind: Int32
    /// Unix seconds of the registration.
    let at: Int64
}
