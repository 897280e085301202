import Glibc
import SmartCard

/// The time stamps of one tap in nanoseconds of the monotonic clock, from the wake of the reader's
/// thread to the published record.
struct TapStages: Sendable {
    /// When the card was seen, connected and identified.
    let card: TapStamps
    /// When the flow's thread took the event.
    let taken: UInt64
    /// When the core had decided.
    var decided: UInt64 = 0
    /// When the batch was durable.
    var durable: UInt64 = 0
    /// When the cache had it; the screen has it next.
    var published: UInt64 = 0

    init(_ card: TapStamps, taken: UInt64) {
        self.card = card
        self.taken = taken
    }
}

extension FlowEngine.Batch {
    /// Stamps every tap of the batch as durable.
    mutating func stampDurable(_ nanoseconds: UInt64) {
        for index in taps.indices { taps[index].durable = nanoseconds }
    }
}

extension FlowEngine {
    /// Notes how long each stage of these taps took.
    func note(_ taps: [TapStages], published: UInt64) {
        for tap in taps {
            var tap = tap
            tap.published = published
            let stages: [(FlowMetrics.Stage, UInt64, UInt64)] = [
                (.connect, tap.card.wake, tap.card.connected),
                (.identify, tap.card.connected, tap.card.identified),
                (.queue, tap.card.identified, tap.taken),
                (.decide, tap.taken, tap.decided),
                (.commit, tap.decided, tap.durable),
                (.publish, tap.durable, tap.published),
                (.software, tap.card.identified, tap.published),
            ]
            for (stage, from, to) in stages {
                metrics.observe(stage, nanoseconds: to >= from ? to - from : 0)
            }
            stageLog?.write(tap)
        }
    }
}

/// A file of JSON lines, one for each tap with the stamps of its stages and nothing personal, for
/// measurements; written by the flow's thread after everything else.
struct StageLog: ~Copyable {
    private let descriptor: Int32

    /// Opens the file for appending; a path that cannot be opened writes nothing.
    init(path: String) {
        descriptor = unsafe open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0o600)
    }

    deinit {
        if descriptor >= 0 { close(descriptor) }
    }

    /// Appends one tap.
    borrowing func write(_ tap: TapStages) {
        guard descriptor >= 0 else { return }
        let line = """
            {"wake":\(tap.card.wake),"connected":\(tap.card.connected),\
            "identified":\(tap.card.identified),"taken":\(tap.taken),\
            "decided":\(tap.decided),"durable":\(tap.durable),"published":\(tap.published)}\n
            """
        let bytes = Array(line.utf8)
        _ = unsafe bytes.withUnsafeBytes {
            unsafe Glibc.write(descriptor, $0.baseAddress, $0.count)
        }
    }
}
