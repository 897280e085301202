import Synchronization
import TapFlow

/// A flow that does what a test tells it and remembers what it was asked.
final class FakeService: KioskService {
    struct State {
        var screens: [String: ScreenState]
        var screenFeeds: [String: [AsyncStream<ScreenState>.Continuation]] = [:]
        var saleFeeds: [AsyncStream<SaleReport>.Continuation] = []
        var posting: SalePosting = .unavailable
        var posted: [SaleRequest] = []
        var postedTills: [String] = []
        var actionResult: ScreenActionResult = .done
        var actions: [ScreenAction] = []
        var sales: [String: SaleReport] = [:]
        var cancelled: [String] = []
        var waitSeconds: [Int] = []
        var waiting = 0
        var abandonedWaits = 0
        var isServing = true
        var answersPosts = true
        var answersQuestions = true

        /// What it says to a question about a sale.
        func answer(_ id: String) -> SaleAnswer {
            guard answersQuestions else { return .unavailable }
            return sales[id].map(SaleAnswer.report) ?? .unknown
        }
    }

    let stations = ["main", "second"]
    let state: Mutex<State>

    init() {
        var screens: [String: ScreenState] = [:]
        for station in ["main", "second"] {
            screens[station] = ScreenState(revision: 1, station: station, view: .attract)
        }
        state = Mutex(State(screens: screens))
    }

    /// Changes what it does or remembers.
    func with<Value: Sendable>(_ body: (inout sending State) -> sending Value) -> Value {
        state.withLock { body(&$0) }
    }

    /// Shows a view and tells the streams.
    func show(_ view: ScreenState.View, station: String = "main") {
        state.withLock { state in
            guard var screen = state.screens[station] else { return }
            screen.revision += 1
            screen.view = view
            state.screens[station] = screen
            for feed in state.screenFeeds[station] ?? [] { feed.yield(screen) }
        }
    }

    /// Tells the streams of sales.
    func report(_ sale: SaleReport) {
        state.withLock { state in
            state.sales[sale.id] = sale
            for feed in state.saleFeeds { feed.yield(sale) }
        }
    }

    func screen(of station: String) -> ScreenState? { state.withLock { $0.screens[station] } }

    func screenUpdates(of station: String) -> AsyncStream<ScreenState>? {
        state.withLock { state in
            guard let screen = state.screens[station] else { return nil }
            let (stream, feed) = AsyncStream.makeStream(
                of: ScreenState.self,
                bufferingPolicy: .bufferingNewest(1)
            )
            feed.yield(screen)
            state.screenFeeds[station, default: []].append(feed)
            return stream
        }
    }

    func perform(
        _ action: ScreenAction,
        station: String,
        revision: UInt64
    ) async -> ScreenActionResult {
        state.withLock { state in
            guard let screen = state.screens[station] else { return .unknownStation }
            guard screen.revision == revision else { return .stale }
            state.actions.append(action)
            return state.actionResult
        }
    }

    func postSale(_ sale: SaleRequest, till: String) async -> SalePosting {
        while !state.withLock({ $0.answersPosts }) {
            guard (try? await Task.sleep(for: .milliseconds(10))) != nil else {
                return .unavailable
            }
        }
        return state.withLock { state in
            state.posted.append(sale)
            state.postedTills.append(till)
            return state.posting
        }
    }

    func cancelSale(id: String, till: String) async -> SaleAnswer {
        state.withLock { state in
            state.cancelled.append(id)
            return state.answer(id)
        }
    }

    func sale(id: String, till: String, waitSeconds: Int) async -> SaleAnswer {
        state.withLock { state in
            state.waitSeconds.append(waitSeconds)
            if waitSeconds > 0 { state.waiting += 1 }
        }
        guard waitSeconds > 0 else { return state.withLock { $0.answer(id) } }
        defer { state.withLock { $0.waiting -= 1 } }
        while true {
            let answer = state.withLock { $0.answer(id) }
            guard case .report(let sale) = answer, !sale.isOver else { return answer }
            guard (try? await Task.sleep(for: .milliseconds(10))) != nil else {
                state.withLock { $0.abandonedWaits += 1 }
                return answer
            }
        }
    }

    func saleUpdates(till: String) -> AsyncStream<SaleReport> {
        let (stream, feed) = AsyncStream.makeStream(
            of: SaleReport.self,
            bufferingPolicy: .bufferingNewest(256)
        )
        state.withLock { $0.saleFeeds.append(feed) }
        return stream
    }

    func health() -> HealthReport {
        let isServing = state.withLock { $0.isServing }
        return HealthReport(parts: [
            .init(name: "ledger", isWorking: isServing, detail: "commits are durable"),
            .init(name: "reader:main", isWorking: false, detail: "unplugged"),
        ])
    }

    func metrics() -> String { "kopilka_taps_total 3" }
}

/// A tray with two things on it; the second does not answer.
struct FakeTray: DemoTray {
    let items = [
        DemoItem(id: "ntag", kind: .card, titleRussian: "Метка", titleEnglish: "Tag"),
        DemoItem(id: "code", kind: .code, titleRussian: "Код", titleEnglish: "Code"),
    ]

    func present(_ id: String) async -> Bool { id == "ntag" }
}
