import BalanceCache
import Cryptography
import Ledger
import Loyalty

/// The single writer: decides everything in one total order, commits it, and only then shows it.
///
/// Confined to the flow's thread, except in tests, which drive it directly with moments of their
/// own; hence no clock, no thread and no randomness in it but the member ids it is given.
struct FlowEngine: ~Copyable {
    /// Everything that one transaction will make durable, and what is told after it.
    struct Batch {
        var entries: [JournalEntry] = []
        var sales: [SaleRecord] = []
        var touchedAccounts: Set<String> = []
        var newCredentials: [(credential: Credential, account: String)] = []
        var reports: [(till: String, report: SaleReport)] = []
        var whenDurable: [() -> Void] = []
        var whenFailed: [() -> Void] = []
        var counts: [FlowMetrics.Counter] = []
        var taps: [TapStages] = []

        var isEmpty: Bool { entries.isEmpty && sales.isEmpty }
    }

    var core: LoyaltyState
    let cache: BalanceCache
    let ledger: any FlowLedger
    let options: FlowOptions
    let cards: BalanceCards
    let keys: CredentialKeys
    let programme: Programme
    let programmeHash: [UInt8]
    let categories: Set<String>
    let feeds: [ScreenFeed]
    let saleFeed: SaleFeed
    let metrics: FlowMetrics
    let newMemberID: @Sendable () -> String
    let commitWatch: any CommitWatch
    let clock: any FlowClock
    let stageLog: StageLog?

    var stations: [Station]
    var batch = Batch()
    /// Sales of a restart whose station is gone or taken; they end with the first commit.
    var strandedTickets: [Station.Ticket] = []
    /// Cache index of each account.
    private var accountIndex: [String: UInt32] = [:]
    private var publications: UInt32 = 0

    init(seed: consuming FlowSeed, now: Moment) {
        cache = BalanceCache()
        ledger = seed.ledger
        options = seed.options
        cards = BalanceCards(programme: seed.programme)
        keys = seed.keys
        programme = seed.programme
        programmeHash = seed.programmeHash
        categories = seed.programme.knownCategories
            .union(seed.options.goods.values.compactMap(\.category))
        feeds = seed.feeds
        saleFeed = seed.saleFeed
        metrics = seed.metrics
        newMemberID = seed.newMemberID
        commitWatch = seed.commitWatch
        clock = seed.clock
        stageLog = seed.options.stageLogPath.map(StageLog.init(path:))
        stations = seed.options.stations.map(Station.init)
        core = seed.core
        for account in core.accounts { publishRecord(account) }
        for (credential, member) in core.credentials {
            guard let account = core.account(of: member), let index = accountIndex[account] else {
                preconditionFailure("a linked member has an account")
            }
            cache.bind(high: credential.high, low: credential.low, account: index)
        }
        resume(seed.pendingSales, now: now)
    }

    // MARK: One batch

    /// Decides and commits a batch of inputs, due timers first; shows and answers what came of it.
    mutating func process(_ inputs: [FlowInput], now: Moment) {
        precondition(batch.isEmpty, "a batch ends before the next begins")
        let before = stations
        core.openBatch()
        endDueViews(now: now)
        for input in inputs { take(input, now: now) }
        var decided = batch
        batch = Batch()
        let changed = zip(before, stations).enumerated()
            .filter { $0.element.0.changes != $0.element.1.changes }
            .map(\.offset)
        if !decided.isEmpty {
            do throws(LedgerError) {
                try commit(decided, changed: changed)
            } catch {
                undo(decided, stations: before, changed: changed, now: now)
                return
            }
        }
        core.keepBatch()
        strandedTickets = []
        decided.stampDurable(clock.monotonicNanoseconds())
        publish(decided, changed: changed, now: now)
    }

    /// When the flow has to wake without an input, on the monotonic clock.
    func nextDeadlineNanoseconds(now: Moment) -> UInt64 {
        let longest = now.after(seconds: Int(FlowLimits.sleepSeconds))
        guard strandedTickets.isEmpty else { return now.after(seconds: FlowLimits.retrySeconds) }
        let due = stations.compactMap(\.nextDeadlineNanoseconds).min() ?? longest
        let midnight = programme.zone.nextMidnight(after: Instant(unixSeconds: now.wallUnixSeconds))
        let seconds = max(1, midnight.unixSeconds - now.wallUnixSeconds)
        return min(due, longest, now.after(seconds: Int(seconds)))
    }

    private func commit(_ decided: Batch, changed: [Int]) throws(LedgerError) {
        commitWatch.begin(screens: changed.map { feeds[$0] })
        defer { commitWatch.end() }
        do throws(LedgerError) {
            try ledger.append(LedgerBatch(entries: decided.entries, sales: decided.sales))
        } catch {
            if metrics.noteCommit(failure: error.description) {
                options.noteCommit(error.description)
            }
            metrics.count(.commitFailures)
            throw error
        }
        if metrics.noteCommit(failure: nil) { options.noteCommit(nil) }
        metrics.count(.commits)
        metrics.count(.entries, by: UInt64(decided.entries.count))
    }

    /// Takes back a batch that the disk refused: core, stations and answers are as before it.
    private mutating func undo(
        _ decided: Batch,
        stations before: [Station],
        changed: [Int],
        now: Moment
    ) {
        core.undoBatch()
        stations = before
        for index in changed {
            if let ticket = stations[index].ticket,
                ticket.endsAtNanoseconds
                    <= now.monotonicNanoseconds
            {
                stations[index].ticket?.endsAtNanoseconds = now.after(
                    seconds: FlowLimits.retrySeconds
                )
            }
            stations[index].show(
                .refused(.storageUnavailable),
                seconds: options.inputSeconds,
                now: now
            )
        }
        for answer in decided.whenFailed { answer() }
        showChanged(changed, now: now)
    }

    /// After the commit, and only then: the cache, the screens, the tills.
    private mutating func publish(_ decided: Batch, changed: [Int], now: Moment) {
        for account in decided.touchedAccounts.sorted() { publishRecord(account) }
        for (credential, account) in decided.newCredentials {
            guard let index = accountIndex[account] else {
                preconditionFailure("a record is published before its credential is bound")
            }
            cache.bind(high: credential.high, low: credential.low, account: index)
        }
        let published = clock.monotonicNanoseconds()
        showChanged(changed, now: now)
        for (till, report) in decided.reports { saleFeed.publish(report, till: till) }
        for answer in decided.whenDurable { answer() }
        for counter in decided.counts { metrics.count(counter) }
        note(decided.taps, published: published)
    }

    private func showChanged(_ changed: [Int], now: Moment) {
        for index in changed {
            let station = stations[index]
            feeds[index].show(station.view, endsAtNanoseconds: station.viewEnd?.atNanoseconds) {
                $0.pendingSale = station.pendingSale(currency: programme.currency)
            }
        }
    }

    private mutating func publishRecord(_ account: String) {
        let index: UInt32
        if let known = accountIndex[account] {
            index = known
        } else {
            index = cache.addAccount()
            accountIndex[account] = index
        }
        publications &+= 1
        let summary = core.summary(ofAccount: account)
        for pot in cards.pots.indices {
            cache.publish(
                account: index,
                pot: UInt8(pot),
                record: cards.record(
                    summary,
                    pot: pot,
                    nextExpiry: core.nextExpiry(ofAccount: account),
                    version: publications
                )
            )
        }
    }

    // MARK: What the extensions use

    /// Decides one event and notes its row.
    @discardableResult
    mutating func decide(_ body: LoyaltyEvent.Body, at: Instant, now: Moment) -> JournalEntry {
        let event = LoyaltyEvent(
            id: ledger.eventID(offset: batch.entries.count),
            at: at,
            body: body
        )
        let decision = core.apply(event)
        let entry = JournalEntry(
            event: event,
            decision: decision,
            programmeHash: programmeHash,
            recordedAt: Instant(unixSeconds: now.wallUnixSeconds)
        )
        batch.entries.append(entry)
        batch.touchedAccounts.formUnion(decision.touchedAccounts)
        return entry
    }

    /// When something that happens now is stamped: by the wall clock, never behind the journal, so
    /// that a clock set back refuses nobody.
    func present(_ now: Moment) -> Instant {
        let wall = Instant(unixSeconds: now.wallUnixSeconds)
        return max(wall, core.clock ?? wall)
    }

    /// The cache's record of an account's shown pot.
    func cachedRecord(account: String) -> BalanceRecord? {
        guard let index = accountIndex[account], let pot = cards.pots.firstIndex(of: cards.pot)
        else { return nil }
        return cache.record(account: index, pot: UInt8(pot))
    }

    private mutating func take(_ input: FlowInput, now: Moment) {
        switch input {
        case .card(let event): takeCard(event, now: now)
        case .scan(let event): takeScan(event, now: now)
        case .post(let request, let till, let reply):
            post(request, till: till, now: now, reply: reply)
        case .cancel(let id, let till, let reply):
            cancel(id: id, till: till, now: now, reply: reply)
        case .look(let id, let till, let reply): look(id: id, till: till, reply: reply)
        case .touch(let action, let station, let revision, let reply):
            touch(action, station: station, revision: revision, now: now, reply: reply)
        }
    }
}
