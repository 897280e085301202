// Where things are:
//   +Members      enroll, link, unlink, and who an event is about
//   +Purchase     purchase and receipt: keys, sums, counters
//   +Grants       what the rules grant
//   +Lots         lots come, vest and end; catching up with the clock
//   +Usage        what was used of caps and limits, by period
//   +Tiers        ladders
//   +Summary      the balance check
//   +Reports      everything else that can be read
//   +Adoption     a new version of the programme
//   +Invariants   what holds after every event
//   UndoStep      how a refusal, or a batch that the disk refused, is taken back

/// The loyalty core: the state of every account, as a fold of events.
///
/// Values in, values out: it reads no clock, draws no random number and depends on no order of a
/// hash table, so the same programme and the same events give the same state and the same
/// decisions everywhere. An event's id must be new; whoever feeds the core sees to that.
///
/// The cost of an event does not depend on how many came before it.
package struct LoyaltyState: ~Copyable, Sendable {
    /// The high-water clock with its local day and year.
    struct Clock: Hashable, Sendable {
        /// The greatest instant of the applied events.
        let instant: Instant
        /// Its local day, counted from 1970-01-01.
        let day: Int
        /// Its local year.
        let year: Int
        /// When the next local year begins, in Unix seconds.
        let yearEnd: Int64
    }

    /// The programme in force.
    var rulebook: Rulebook
    /// The numbers of pots and rules.
    var registry: Registry

    /// H; nil before the first event.
    var now: Clock?
    /// The number of the next lot.
    var nextLot: Int64 = 1

    /// Everybody, in order of joining.
    var people: [Member] = []
    /// Index in `people`.
    var memberNumbers: [ByteText: Int] = [:]
    /// Every account, in order of appearance.
    var accountTable: [Account] = []
    /// Index in `accountTable`.
    var accountNumbers: [ByteText: Int] = [:]
    /// Index of the account times the number of pots, plus the index of the pot.
    var holdings: [Holding] = []
    /// When an account changes by time alone, in Unix seconds; `Int64.max`: never.
    var nextDues: [Int64] = []
    /// Index in `people`.
    var credentialMembers: [Credential: Int] = [:]

    /// The receipts that count.
    var receipts: [ReceiptKey: ReceiptRecord] = [:]
    /// What was used of caps and limits.
    var usages: [UsageKey: Int64] = [:]
    /// What can be forgotten, once it is too old to matter.
    var forgetting = Forgetting()
    /// Accounts that belong to no member.
    var books: Books

    /// How to undo what is not final yet.
    var undoSteps: [UndoStep] = []
    /// Whether a batch is open.
    var isBatchOpen = false

    /// The transactions of the event at hand.
    var posted: [Transaction] = []
    /// The accounts that the event at hand touched, by index, each once.
    var touched: [Int] = []
    /// The grants of the purchase at hand.
    var grants: [Grant] = []

    /// Makes an empty state.
    ///
    /// The programme must be valid, as its file's validation leaves it; anything else traps.
    package init(programme: Programme) {
        registry = Registry()
        registry.register(programme)
        rulebook = Rulebook(programme, registry: registry)
        books = Books(potCount: registry.pots.count)
    }

    /// Takes the next event: applied, or refused and nothing has happened.
    ///
    /// Inside a batch the step can still be taken back with the whole batch; else it is final.
    ///
    /// - Complexity: Independent of the history; a tick is linear in the number of accounts.
    package mutating func apply(_ event: LoyaltyEvent) -> Decision {
        precondition(isBatchOpen || undoSteps.isEmpty, "nothing to undo is left outside a batch")
        let savepoint = undoSteps.count
        posted.removeAll()
        touched.removeAll(keepingCapacity: true)
        let outcome = decide(event)
        if case .refused = outcome {
            rollBack(to: savepoint)
            return Decision(outcome: outcome, transactions: [], touchedAccounts: [])
        }
        assert(posted.allSatisfy(\.isBalanced), "postings sum to zero")
        checkInvariants()
        let names = touched.map { accountTable[$0].id.text }
        let transactions = posted
        posted = []
        if !isBatchOpen { settle() }
        return Decision(
            outcome: outcome,
            transactions: transactions,
            touchedAccounts: names.count > 1 ? names.sortedByBytes() : names
        )
    }

    private mutating func decide(_ event: LoyaltyEvent) -> Outcome {
        guard Instant.supported.contains(event.at) else { return .refused(.amountOutOfRange) }
        if let now, let days = rulebook.maxBackdateDays, event.at < now.instant {
            let oldest = rulebook.calendar.adding(days: -days, to: now.instant)
            guard event.at >= oldest else { return .refused(.tooOld) }
        }
        advance(to: event.at)
        switch event.body {
        case .enroll(let enrollment): return enroll(enrollment)
        case .purchase(let purchase): return self.purchase(purchase, event: event)
        case .receipt(let receipt): return self.receipt(receipt, event: event)
        case .linkCredential(let link): return self.link(link)
        case .unlinkCredential(let link): return unlink(link)
        case .inquiry(let identification): return inquire(identification)
        case .tick: return tick()
        default: preconditionFailure("the engine does not take this event yet")
        }
    }

    /// Moves the clock forward; it never goes back.
    private mutating func advance(to instant: Instant) {
        if let now, instant <= now.instant { return }
        undoSteps.append(.clock(now))
        let zone = rulebook.calendar.zone
        let day = zone.dayNumber(of: instant)
        if let now, instant.unixSeconds < now.yearEnd {
            self.now = Clock(instant: instant, day: day, year: now.year, yearEnd: now.yearEnd)
        } else {
            now = Clock(instant: instant, day: day, calendar: rulebook.calendar)
        }
    }

    /// H, inside an event.
    var present: Clock {
        guard let now else { preconditionFailure("the clock is set before an event is decided") }
        return now
    }

    /// Makes what was applied final, and gives back room.
    mutating func settle() {
        let isForgetful = rulebook.maxBackdateDays != nil
        for step in undoSteps {
            switch step {
            case .lotChange(let account, _, _), .vesting(let account, _, isInsertion: false),
                .expiry(let account, _, isInsertion: false):
                accountTable[account].trim()
            case .usage(let key, nil) where isForgetful && key.lastDay != nil:
                forgetting.note(.usage(key))
            case .receipt(let key, _) where isForgetful: forgetting.note(.receipt(key))
            default: break
            }
        }
        undoSteps.removeAll(keepingCapacity: undoSteps.count <= LoyaltyState.keptUndoSteps)
        forgetWhatIsTooOld()
    }

    /// The room for undo steps that is kept between batches; a tick of all accounts may need more.
    private static let keptUndoSteps = 4_096
}

extension LoyaltyState.Clock {
    /// Reads the calendar at an instant.
    init(instant: Instant, day: Int, calendar: ProgrammeCalendar) {
        let year = LocalDate(dayNumber: day).year
        self.init(
            instant: instant,
            day: day,
            year: year,
            yearEnd: calendar.startOfYear(year + 1).unixSeconds
        )
    }
}
