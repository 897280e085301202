import CanonicalJSON
import Cryptography
import Ledger
import Loyalty

/// From a till's sale to its end.
extension FlowEngine {
    mutating func post(
        _ request: SaleRequest,
        till: String,
        now: Moment,
        reply: @escaping @Sendable (SalePosting) -> Void
    ) {
        let content = request.content(keys: keys)
        let text = content.canonicalText()
        let snapshot = SaleSnapshot(
            digest: SHA256.digest(Array(text.utf8)),
            content: text,
            postedAt: Instant(unixSeconds: now.wallUnixSeconds)
        )
        do throws(LedgerError) {
            if let known = try stored(till: till, id: request.id) {
                let same = known.digest == snapshot.digest
                batch.whenDurable.append { reply(same ? .accepted(known.report) : .conflict) }
                batch.whenFailed.append { reply(.unavailable) }
                return
            }
        } catch {
            reply(.unavailable)
            return
        }
        guard let index = stations.firstIndex(where: { $0.options.name == request.station }) else {
            reply(.unknownStation)
            return
        }
        if let objection = objection(to: request, now: now) {
            reply(objection)
            return
        }
        guard stations[index].ticket == nil || request.presented != nil else {
            reply(.stationBusy)
            return
        }
        batch.counts.append(.sales)
        let ticket = Station.Ticket(
            till: till,
            request: request,
            record: snapshot,
            endsAtNanoseconds: now.after(seconds: options.saleSeconds)
        )
        let report = open(ticket, station: index, now: now)
        batch.whenDurable.append { reply(.accepted(report)) }
        batch.whenFailed.append { reply(.unavailable) }
    }

    /// Decides a new sale at once where a card is at hand, else lets it wait for one.
    private mutating func open(_ ticket: Station.Ticket, station: Int, now: Moment) -> SaleReport {
        if case .barcode(let digits)? = ticket.request.presented {
            guard let credential = cardCredential(barcode: digits), isKnown(credential) else {
                return end(ticket, .refused(code: "unknownCard"), event: nil)
            }
            return credit(ticket, to: credential, station: station, now: now)
        }
        if let bound = stations[station].bound {
            stations[station].bound = nil
            return credit(ticket, to: bound.credential, station: station, now: now)
        }
        stations[station].ticket = ticket
        stations[station].changes += 1
        return end(ticket, .pending, event: nil)
    }

    /// Ends the sale that waits with the card that came.
    mutating func settle(
        _ ticket: Station.Ticket,
        with credential: Credential,
        station: Int,
        now: Moment
    ) {
        stations[station].ticket = nil
        _ = credit(ticket, to: credential, station: station, now: now)
    }

    /// Ends the sale that nobody presented a card for: the receipt is kept for the reports, and a
    /// later purchase with its key takes it over.
    mutating func endWithoutCard(_ ticket: Station.Ticket, now: Moment) {
        batch.counts.append(.noCard)
        guard !ticket.request.lines.isEmpty else {
            _ = end(ticket, .noCard, event: nil)
            return
        }
        let receipt = UnclaimedReceipt(
            lines: receiptLines(ticket.request),
            partner: ticket.request.partner,
            receipt: Self.receiptKey(of: ticket),
            fiscal: ticket.request.fiscal
        )
        let entry = decide(.receipt(receipt), at: instant(of: ticket, now), now: now)
        _ = end(ticket, .noCard, event: entry.event.id)
    }

    mutating func cancel(
        id: String,
        till: String,
        now: Moment,
        reply: @escaping @Sendable (SaleAnswer) -> Void
    ) {
        let index = stations.firstIndex { $0.ticket?.till == till && $0.ticket?.request.id == id }
        guard let index, let ticket = stations[index].ticket else {
            look(id: id, till: till, reply: reply)
            return
        }
        stations[index].ticket = nil
        stations[index].changes += 1
        batch.counts.append(.cancelled)
        let report = end(ticket, .cancelled, event: nil)
        batch.whenDurable.append { reply(.report(report)) }
        batch.whenFailed.append {
            reply(.report(SaleReport(id: id, station: report.station, state: .pending)))
        }
    }

    /// Answers with what is durable; a sale that this very batch ends is seen after its commit.
    mutating func look(
        id: String,
        till: String,
        reply: @escaping @Sendable (SaleAnswer) -> Void
    ) {
        let answer: SaleAnswer
        do throws(LedgerError) {
            answer = try stored(till: till, id: id).map { .report($0.report) } ?? .unknown
        } catch {
            answer = .unavailable
        }
        batch.whenDurable.append { reply(answer) }
        batch.whenFailed.append { reply(answer) }
    }

    // MARK: Steps

    /// Credits a sale and shows what came of it.
    private mutating func credit(
        _ ticket: Station.Ticket,
        to credential: Credential,
        station: Int,
        now: Moment
    ) -> SaleReport {
        let purchase = Purchase(
            buyer: .credential(credential),
            lines: receiptLines(ticket.request),
            partner: ticket.request.partner,
            receipt: ticket.request.receipt,
            fiscal: ticket.request.fiscal
        )
        let entry = decide(.purchase(purchase), at: instant(of: ticket, now), now: now)
        switch entry.decision.outcome {
        case .refused(let refusal):
            stations[station].show(
                .refused(RefusalCode(refusal)),
                seconds: options.inputSeconds,
                now: now
            )
            batch.counts.append(.refused)
            return end(ticket, .refused(code: refusal.code), event: entry.event.id)
        case .applied(let effect):
            guard let member = core.member(of: credential), let account = core.account(of: member)
            else { preconditionFailure("an applied purchase has a member and an account") }
            let summary = core.summary(ofAccount: account)
            let earned = earnedCard(effect, entry.decision, summary, ticket.request)
            stations[station].show(.earned(earned), seconds: options.resultSeconds, now: now)
            batch.counts.append(.credited)
            var given = SaleReport.Credit(event: entry.event.id)
            given.grantedMicro = effect.granted.mapValues(\.micro)
            given.availableMicro = summary.balances.mapValues(\.available.micro)
            return end(ticket, .credited(given), event: entry.event.id)
        }
    }

    private func earnedCard(
        _ effect: Effect,
        _ decision: Decision,
        _ summary: AccountSummary,
        _ request: SaleRequest
    ) -> EarnedCard {
        let granted = effect.granted[cards.pot]?.micro ?? 0
        let later = decision.transactions
            .filter { $0.kind == .accruePending }
            .flatMap(\.postings)
            .filter { $0.commodity == cards.pot && $0.account.hasSuffix("/pend") }
            .reduce(0) { $0 + $1.amount }
        assert(0...max(0, granted) ~= later, "pending points are part of the granted ones")
        return EarnedCard(
            earnedMicro: granted - later,
            earnedLaterMicro: later,
            totalMinor: request.totalMinor,
            reason: granted == 0 ? effect.noAccrual.first ?? "noRule" : nil,
            balance: cards.card(summary)
        )
    }

    /// Notes the sale's row and report in the batch.
    private mutating func end(
        _ ticket: Station.Ticket,
        _ state: SaleReport.State,
        event: String?
    ) -> SaleReport {
        let report = SaleReport(
            id: ticket.request.id,
            station: ticket.request.station,
            state: state
        )
        batch.sales.append(
            SaleRecord(
                till: ticket.till,
                id: ticket.request.id,
                digest: ticket.record.digest,
                content: ticket.record.content,
                station: ticket.request.station,
                postedAt: ticket.record.postedAt,
                state: state.word,
                answer: state.answer?.canonicalText(),
                event: event
            )
        )
        batch.reports.append((ticket.till, report))
        return report
    }

    /// The newest known state of a sale: of this batch, else of the ledger.
    private func stored(
        till: String,
        id: String
    ) throws(LedgerError) -> (digest: [UInt8], report: SaleReport)? {
        let record: SaleRecord?
        if let row = batch.sales.last(where: { $0.till == till && $0.id == id }) {
            record = row
        } else {
            record = try ledger.sale(till: till, id: id)
        }
        guard let record, let report = SaleReport(record: record) else { return nil }
        return (record.digest, report)
    }

    private func objection(to request: SaleRequest, now: Moment) -> SalePosting? {
        if let partner = request.partner, partner != "house", programme.partners[partner] == nil {
            return .unknownPartner(partner)
        }
        if let at = request.atUnixSeconds, at > now.wallUnixSeconds + FlowLimits.aheadSeconds {
            return .invalid(
                field: "at",
                "The field 'at' lies more than ten minutes ahead of the kiosk's clock; set the "
                    + "clock of the till or of the kiosk."
            )
        }
        guard (1...FlowLimits.saleLines).contains(request.lines.count) else {
            return .invalid(
                field: "lines",
                "The field 'lines' must have 1 to \(FlowLimits.saleLines) lines; split the sale."
            )
        }
        var total: Int64 = 0
        for (index, line) in request.lines.enumerated() {
            let amounts = 0...FlowLimits.amountMinor
            guard (1...FlowLimits.quantityThousandths).contains(line.quantityThousandths),
                amounts.contains(line.unitMinor), amounts.contains(line.totalMinor)
            else {
                return .invalid(
                    field: "lines[\(index)]",
                    "A quantity, price or total of 'lines[\(index)]' is out of range; correct it."
                )
            }
            total += line.totalMinor
            guard total <= FlowLimits.amountMinor else {
                return .invalid(
                    field: "lines",
                    "The sum of the field 'lines' is out of range; split the sale."
                )
            }
        }
        return nil
    }

    /// The key under which a receipt without a member is kept: it must have one, so a till that
    /// sends none gets one made of what is its own, the till's name and the sale's id.
    private static func receiptKey(of ticket: Station.Ticket) -> String? {
        guard ticket.request.receipt == nil, ticket.request.fiscal == nil else {
            return ticket.request.receipt
        }
        let own = Array(ticket.till.utf8) + [0] + Array(ticket.request.id.utf8)
        return "sale-" + Hex.encode(Array(SHA256.digest(own).prefix(16)))
    }

    /// The goods table's key of a GTIN: filled up to 14 digits from the left.
    private static func goodsKey(_ gtin: String) -> String {
        String(repeating: "0", count: max(0, 14 - gtin.utf8.count)) + gtin
    }

    /// When the sale was made: what the till says, else when it was posted.
    private func instant(of ticket: Station.Ticket, _ now: Moment) -> Instant {
        if let at = ticket.request.atUnixSeconds { return Instant(unixSeconds: at) }
        return max(ticket.record.postedAt, core.clock ?? ticket.record.postedAt)
    }

    /// The lines as the core takes them: a decimal quantity is one unit at the line's total.
    private mutating func receiptLines(_ request: SaleRequest) -> [ReceiptLine] {
        request.lines.map { line in
            let sku = line.gtin ?? line.sku
            let key = line.gtin.map(Self.goodsKey) ?? line.sku
            let goods = key.flatMap { options.goods[$0] }
            var category = line.category ?? goods?.category
            if let named = category, !categories.contains(named) {
                batch.counts.append(.unknownCategories)
                category = nil
            }
            let (units, rest) = line.quantityThousandths.quotientAndRemainder(dividingBy: 1_000)
            let (product, overflow) = units.multipliedReportingOverflow(by: line.unitMinor)
            let isWhole = rest == 0 && !overflow && product == line.totalMinor
            return ReceiptLine(
                sku: sku,
                quantity: isWhole ? units : 1,
                unit: Money(minor: isWhole ? line.unitMinor : line.totalMinor),
                category: category,
                brand: line.brand ?? goods?.brand
            )
        }
    }
}

extension SaleReport {
    /// The report of a stored sale; nil when the row is damaged.
    init?(record: SaleRecord) {
        var answer: JSONValue?
        if let text = record.answer {
            guard let parsed = try? JSONValue.parse(Array(text.utf8)) else { return nil }
            answer = parsed
        }
        guard let state = State(word: record.state, answer: answer) else { return nil }
        self.init(id: record.id, station: record.station, state: state)
    }
}

extension RefusalCode {
    fileprivate init(_ refusal: Refusal) {
        switch refusal {
        case .duplicateReceipt: self = .alreadyCounted
        case .tooOld: self = .tooOld
        case .amountOutOfRange: self = .amountOutOfRange
        case .cardReplaced, .cardBlocked, .memberBlocked, .memberClosed: self = .cardInvalid
        case .notActivated: self = .notActivated
        case .velocity: self = .limitReached
        // Nothing else refuses a tap, but for a credential that was taken a moment ago.
        default: self = .cardInUse
        }
    }
}
