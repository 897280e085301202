import Loyalty

/// Who is who in a history: members, and the holders of issued cards.
///
/// Everybody has an index, given in the order of appearance, so two walks over one history give the
/// same. Somebody whom no event made (the history begins later) is known by the card or credential.
struct People: Sendable {
    /// What is known of a person at the end of what was taken.
    struct Person: Hashable, Sendable {
        /// When the person joined, by enrolling or activating, in Unix seconds; nil: not yet.
        var joinedAt: Int64?
        /// When the person left; nil: is still there.
        var leftAt: Int64?
        /// Who took the account over; nil: nobody.
        var mergedInto: Int32?
        /// Whether there was a card before the person joined.
        var beganAsCard = false
    }

    private(set) var all: [Person] = []
    private var members: [ByteKey: Int32] = [:]
    private var cards: [ByteKey: Int32] = [:]
    private var credentials: [Credential: Int32] = [:]

    subscript(index: Int32) -> Person { all[Int(index)] }

    /// Who somebody is now, after all merges.
    func current(_ index: Int32) -> Int32 {
        var index = index
        while let next = all[Int(index)].mergedInto { index = next }
        return index
    }

    /// Takes what an applied event says about people; one of each event, in order.
    mutating func take(_ event: LoyaltyEvent) {
        let at = event.at.unixSeconds
        switch event.body {
        case .enroll(let enrollment): enroll(enrollment, at: at)
        case .issueCard(let issued):
            let person = member("card:" + issued.card)
            all[Int(person)].beganAsCard = true
            cards[ByteKey(issued.card)] = person
        case .confirmActivation(let code): join(find(.card(code.card)), at: at)
        case .replaceCard(let cards):
            self.cards[ByteKey(cards.replacement)] = find(.card(cards.card))
        case .setStatus(let change): setStatus(of: find(change.who), to: change.status, at: at)
        case .linkCredential(let link):
            credentials[link.credential] = member(link.member)
        case .unlinkCredential(let link): credentials[link.credential] = nil
        case .merge(let merge): self.merge(find(merge.from), into: find(merge.into))
        case .close(let who):
            let person = Int(find(who))
            all[person].leftAt = at
        default: break
        }
    }

    /// Who is meant; known from now on, if not before.
    mutating func find(_ who: Identification) -> Int32 {
        switch who {
        case .member(let id):
            let person = member(id)
            return current(person)
        case .card(let number):
            if let known = cards[ByteKey(number)] { return current(known) }
            let person = member("card:" + number)
            cards[ByteKey(number)] = person
            return current(person)
        case .credential(let credential):
            if let known = credentials[credential] { return current(known) }
            let person = add()
            credentials[credential] = person
            return person
        }
    }

    private mutating func enroll(_ enrollment: Enrollment, at: Int64) {
        let person = member(enrollment.member)
        if let card = enrollment.card { cards[ByteKey(card)] = person }
        if enrollment.status == .issued {
            all[Int(person)].beganAsCard = true
        } else {
            join(person, at: at)
        }
        if enrollment.status == .closed { all[Int(person)].leftAt = at }
    }

    private mutating func join(_ person: Int32, at: Int64) {
        guard all[Int(person)].joinedAt == nil else { return }
        all[Int(person)].joinedAt = at
    }

    private mutating func setStatus(of person: Int32, to status: MemberStatus, at: Int64) {
        switch status {
        case .issued: break
        case .active, .restricted, .blocked:
            all[Int(person)].leftAt = nil
            // A blocked card does not join by being blocked.
            if status != .blocked { join(person, at: at) }
        case .closed: all[Int(person)].leftAt = at
        }
    }

    /// The account goes on from the earlier of the two beginnings.
    private mutating func merge(_ from: Int32, into: Int32) {
        guard from != into else { return }
        let joined = [all[Int(from)].joinedAt, all[Int(into)].joinedAt].compactMap { $0 }.min()
        all[Int(from)].mergedInto = into
        all[Int(into)].joinedAt = joined
        if all[Int(from)].beganAsCard, all[Int(from)].joinedAt == joined {
            all[Int(into)].beganAsCard = true
        }
    }

    private mutating func member(_ id: String) -> Int32 {
        if let known = members[ByteKey(id)] { return known }
        let person = add()
        members[ByteKey(id)] = person
        return person
    }

    private mutating func add() -> Int32 {
        all.append(Person())
        return Int32(all.count - 1)
    }
}
