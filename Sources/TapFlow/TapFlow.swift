package import BarcodeScanner
import Cryptography
import Ledger
import Loyalty
package import SmartCard
import Synchronization

/// The one path of a tap: devices and tills offer, one thread decides and commits, screens and
/// tills are told what is durable.
package final class TapFlow: KioskService {
    /// The stations' names; the first is the default.
    package let stations: [String]
    /// Counters and histograms.
    package let flowMetrics: FlowMetrics

    private let queue = InputQueue<FlowInput>(capacity: FlowLimits.queuedInputs)
    private let feeds: [ScreenFeed]
    private let saleFeed: SaleFeed
    /// Lets tasks sleep for as long as the flow runs.
    package let alarm = Alarm()
    private let watchdog: CommitWatchdog
    private let clock: any FlowClock
    private let seed: Mutex<FlowSeed?>
    private let thread = Mutex<FlowThread?>(nil)
    private let parts = Mutex<[HealthReport.Part]>([])

    /// Makes a flow that has not started.
    package init(seed: consuming FlowSeed) {
        stations = seed.options.stations.map(\.name)
        feeds = seed.feeds
        saleFeed = seed.saleFeed
        flowMetrics = seed.metrics
        watchdog = CommitWatchdog(metrics: seed.metrics)
        seed.commitWatch = watchdog
        clock = seed.clock
        self.seed = Mutex(seed)
    }

    /// Starts the flow's threads; once only.
    package func start() {
        let taken = seed.withLock { $0.take() }
        guard let taken else { preconditionFailure("a flow starts once") }
        let box = EngineBox(FlowEngine(seed: taken, now: moment()))
        watchdog.start()
        alarm.start()
        let flow = FlowThread(name: "kopilka-flow") { [self] in run(box) }
        thread.withLock { $0 = flow }
    }

    /// Ends the flow: what was offered is still decided and committed, then every stream ends.
    ///
    /// Blocks until then.
    package func stop() {
        queue.close()
        thread.withLock { thread in
            thread?.join()
            thread = nil
        }
        watchdog.stop()
        alarm.stop()
        for feed in feeds { feed.finish() }
        saleFeed.finish()
    }

    /// Offers what a reader saw; never blocks, drops and counts at the bound.
    package func deliver(_ event: CardEvent) {
        if !queue.offer(.card(event)) { flowMetrics.count(.dropped) }
    }

    /// Offers what a scanner read; never blocks, drops and counts at the bound.
    package func deliver(_ event: ScanEvent) {
        if !queue.offer(.scan(event)) { flowMetrics.count(.dropped) }
    }

    /// Tells the screens and the health report which devices work, whenever that changes.
    package func noteDevices(
        repairs: [String: [Repair]],
        parts newParts: [HealthReport.Part]
    ) {
        parts.withLock { $0 = newParts }
        for (name, feed) in zip(stations, feeds) {
            let own = repairs[name] ?? []
            guard feed.current.repairs != own else { continue }
            feed.publish { $0.repairs = own }
        }
    }

    private func run(_ box: EngineBox) {
        while true {
            let deadline = box.engine.nextDeadlineNanoseconds(now: moment())
            guard
                let inputs = queue.take(
                    limit: FlowLimits.batchInputs,
                    deadlineNanoseconds: deadline
                )
            else { return }
            box.engine.process(inputs, now: moment())
        }
    }

    private func moment() -> Moment {
        Moment(
            wallUnixSeconds: clock.wallUnixSeconds(),
            monotonicNanoseconds: clock.monotonicNanoseconds()
        )
    }
}

/// Carries the engine to its thread.
///
/// Unchecked: made before the thread starts and touched by that thread alone afterwards.
private final class EngineBox: @unchecked Sendable {
    var engine: FlowEngine

    init(_ engine: consuming FlowEngine) { self.engine = engine }
}

// MARK: - KioskService

extension TapFlow {
    /// The screen of a station now.
    package func screen(of station: String) -> ScreenState? {
        feed(of: station)?.current
    }

    /// Every change of a station's screen from now on, the present one first.
    package func screenUpdates(of station: String) -> AsyncStream<ScreenState>? {
        feed(of: station)?.updates()
    }

    /// Carries out a touch, if the screen still has this revision.
    package func perform(
        _ action: ScreenAction,
        station: String,
        revision: UInt64
    ) async -> ScreenActionResult {
        await ask(whenRefused: .stale) { reply in
            .touch(action, station: station, revision: revision, reply: reply)
        }
    }

    /// Takes a sale from a till.
    package func postSale(_ sale: SaleRequest, till: String) async -> SalePosting {
        await ask(whenRefused: .unavailable) { reply in .post(sale, till: till, reply: reply) }
    }

    /// Cancels a pending sale of this till.
    package func cancelSale(id: String, till: String) async -> SaleAnswer {
        await ask(whenRefused: .unavailable) { reply in .cancel(id: id, till: till, reply: reply) }
    }

    /// The state of a sale of this till, waiting for its end.
    package func sale(id: String, till: String, waitSeconds: Int) async -> SaleAnswer {
        let key = SaleFeed.Key(till: till, id: id)
        let updates = waitSeconds > 0 ? saleFeed.updates(till: till) : nil
        var answer = saleFeed.report(key).map(SaleAnswer.report)
        if answer == nil {
            answer = await ask(whenRefused: .unavailable) { .look(id: id, till: till, reply: $0) }
        }
        guard case .report(let present) = answer, !present.isOver, let updates else {
            return answer ?? .unknown
        }
        let bounded = min(waitSeconds, FlowLimits.saleWaitSeconds)
        let end = await withTaskGroup(of: SaleReport?.self) { group in
            group.addTask {
                for await update in updates where update.id == id && update.isOver {
                    return update
                }
                return nil
            }
            group.addTask {
                await self.alarm.sleep(milliseconds: bounded * 1_000)
                return nil
            }
            let first = await group.next() ?? nil
            group.cancelAll()
            return first
        }
        return .report(end ?? saleFeed.report(key) ?? present)
    }

    /// Every change of this till's sales from now on.
    package func saleUpdates(till: String) -> AsyncStream<SaleReport> {
        saleFeed.updates(till: till)
    }

    /// Whether the service works, part by part.
    package func health() -> HealthReport {
        let failure = flowMetrics.commitFailure
        let ledger = HealthReport.Part(
            name: "ledger",
            isWorking: failure == nil,
            detail: failure ?? "commits are durable"
        )
        return HealthReport(parts: [ledger] + parts.withLock { $0 })
    }

    /// Counters and histograms in the Prometheus text format.
    package func metrics() -> String { flowMetrics.text() }

    private func feed(of station: String) -> ScreenFeed? {
        feeds.first { $0.current.station == station }
    }

    /// Offers an input and waits for its answer; a full queue answers at once.
    private func ask<Answer: Sendable>(
        whenRefused refused: Answer,
        _ input: (@escaping @Sendable (Answer) -> Void) -> FlowInput
    ) async -> Answer {
        await withCheckedContinuation { continuation in
            if !queue.offer(input({ continuation.resume(returning: $0) })) {
                continuation.resume(returning: refused)
            }
        }
    }
}
