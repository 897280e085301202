import BalanceCache
import BarcodeScanner
import Loyalty
import SmartCard

/// From a device event to a credential, and from a credential to a screen.
extension FlowEngine {
    mutating func takeCard(_ event: CardEvent, now: Moment) {
        let own = stations.indices.filter { index in
            let readers = stations[index].options.readers
            return readers.isEmpty || readers.contains { $0.matches(event.reader) }
        }
        guard let index = own.first else { return }
        switch event.kind {
        case .present(let identity):
            batch.counts.append(.taps)
            var stages = TapStages(event.stamps, taken: clock.monotonicNanoseconds())
            guard let identifier = identity.credential else {
                advise(
                    identity.stability == .random ? .randomIdentifier : .unusableCard,
                    index,
                    now
                )
                return
            }
            let credential = keys.credential(kind: .uid, canonical: identifier.bytes)
            present(credential, at: index, now: now)
            stages.decided = clock.monotonicNanoseconds()
            batch.taps.append(stages)
        case .leftTooEarly, .unreadable: advise(.holdLonger, index, now)
        case .removed: break
        }
    }

    mutating func takeScan(_ event: ScanEvent, now: Moment) {
        let own = stations.indices.filter { index in
            let scanners = stations[index].options.scanners
            return scanners.isEmpty || scanners.contains { $0.matches(event.scanner) }
        }
        guard let index = own.first else { return }
        batch.counts.append(.scans)
        guard event.reading.verdict != .invalid else {
            advise(.badBarcode, index, now)
            return
        }
        guard let number = event.reading.gtin13,
            let credential = cardCredential(barcode: number.text)
        else {
            advise(.unknownBarcode, index, now)
            return
        }
        present(credential, at: index, now: now)
    }

    /// The credential of a barcode in the ranges of loyalty cards; nil outside them.
    func cardCredential(barcode digits: String) -> Credential? {
        guard options.barcodePrefixes.contains(where: digits.hasPrefix) else { return nil }
        return keys.credential(kind: .ean13, canonical: Array(digits.utf8))
    }

    /// The member of a credential: one look-up in the cache; the core is asked only for what this
    /// very batch has linked.
    func isKnown(_ credential: Credential) -> Bool {
        cache.account(ofCredential: credential.high, credential.low) != nil
            || core.member(of: credential) != nil
    }

    private mutating func present(_ credential: Credential, at index: Int, now: Moment) {
        guard isKnown(credential) else {
            if credential.kind == .uid {
                stations[index].show(.unknownCard, seconds: options.inputSeconds, now: now)
                stations[index].offered = credential
            } else {
                advise(.unknownBarcode, index, now)
            }
            return
        }
        if let ticket = stations[index].ticket {
            settle(ticket, with: credential, station: index, now: now)
        } else {
            showBalance(of: credential, station: index, now: now)
            bind(credential, to: index, now: now)
        }
    }

    /// A card that was here is used for the next sale of its station, for a while.
    mutating func bind(_ credential: Credential, to index: Int, now: Moment) {
        stations[index].bound = Station.Bound(
            credential: credential,
            endsAtNanoseconds: now.after(seconds: options.cardBindSeconds)
        )
    }

    /// The balance check: from the cache while its record is true, else by way of the journal,
    /// because what time has changed must be durable before it is shown.
    private mutating func showBalance(of credential: Credential, station: Int, now: Moment) {
        guard let member = core.member(of: credential), let account = core.account(of: member)
        else { preconditionFailure("a bound credential has a member and an account") }
        if let record = cachedRecord(account: account),
            now.wallUnixSeconds < record.nextChangeAtUnixSeconds
        {
            let card = cards.card(record, details: core.summary(ofAccount: account))
            stations[station].show(.balance(card), seconds: options.balanceSeconds, now: now)
            return
        }
        decide(.inquiry(.credential(credential)), at: present(now), now: now)
        let card = cards.card(core.summary(ofAccount: account))
        stations[station].show(.balance(card), seconds: options.balanceSeconds, now: now)
    }

    private mutating func advise(_ view: ScreenState.View, _ index: Int, _ now: Moment) {
        stations[index].show(view, seconds: options.inputSeconds, now: now)
    }
}
