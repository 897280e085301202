import Synchronization

/// The present state of service and readers, shared by all threads of `CardReaders`.
final class ReaderBoard: Sendable {
    /// Readers kept in the status after they went; the longest gone is forgotten first.
    static let maximumGoneReaders = 16

    private let state: Mutex<CardReadersStatus>
    private let changed: @Sendable () -> Void

    init(changed: @escaping @Sendable () -> Void) {
        self.changed = changed
        state = Mutex(
            CardReadersStatus(
                service: .notStarted,
                serviceSince: MonotonicClock.now(),
                serviceLosses: 0,
                abandonedThreads: 0,
                readers: []
            )
        )
    }

    /// A copy of everything.
    func status() -> CardReadersStatus { state.withLock { $0 } }

    /// The service is there, or not.
    func setService(_ service: CardReadersStatus.Service) {
        update { status in
            guard status.service != service else { return false }
            if status.service == .up { status.serviceLosses += 1 }
            status.service = service
            status.serviceSince = MonotonicClock.now()
            return true
        }
    }

    /// How many threads are given up and alive.
    func setAbandonedThreads(_ count: Int) {
        update { status in
            guard status.abandonedThreads != count else { return false }
            status.abandonedThreads = count
            return true
        }
    }

    /// A reader is listed: makes its row, or takes the row it had before.
    func add(_ name: ReaderName, state: ReaderStatus.State) {
        update { status in
            if let index = status.readers.firstIndex(where: { $0.key.name == name.full }) {
                guard status.readers[index].state != state else { return false }
                status.readers[index].state = state
                status.readers[index].since = MonotonicClock.now()
                return true
            }
            let key = ReaderKey(
                usbPath: nil,
                serial: nil,
                interface: name.role,
                name: name.full
            )
            status.readers.append(
                ReaderStatus(
                    key: key,
                    state: state,
                    since: MonotonicClock.now(),
                    isVirtual: true,
                    device: nil,
                    slotKind: name.slotKind,
                    counters: CardReaderCounters()
                )
            )
            status.readers.sort { $0.key.name < $1.key.name }
            ReaderBoard.forgetOldest(&status)
            return true
        }
    }

    /// Where a reader is plugged in became known.
    func setPlace(_ place: ReaderPlace) {
        update(place.key.name) { reader in
            reader.key = place.key
            reader.device = place.device
            reader.isVirtual = place.isVirtual
        }
    }

    /// A reader stands elsewhere than before.
    func setState(_ name: String, _ newState: ReaderStatus.State) {
        update(name) { reader in
            guard reader.state != newState else { return }
            reader.state = newState
            reader.since = MonotonicClock.now()
        }
    }

    /// Counts; never announced on its own.
    func count(_ name: String, _ change: (inout CardReaderCounters) -> Void) {
        state.withLock { status in
            guard let index = status.readers.firstIndex(where: { $0.key.name == name }) else {
                return
            }
            change(&status.readers[index].counters)
        }
    }

    private func update(_ name: String, _ change: (inout ReaderStatus) -> Void) {
        update { status in
            guard let index = status.readers.firstIndex(where: { $0.key.name == name }) else {
                return false
            }
            let before = status.readers[index]
            change(&status.readers[index])
            return status.readers[index] != before
        }
    }

    private func update(_ change: (inout CardReadersStatus) -> Bool) {
        if state.withLock({ change(&$0) }) { changed() }
    }

    private static func forgetOldest(_ status: inout CardReadersStatus) {
        let gone = status.readers.filter { $0.state == .gone }
        guard gone.count > maximumGoneReaders, let oldest = gone.min(by: { $0.since < $1.since })
        else { return }
        status.readers.removeAll { $0 == oldest }
    }
}
