import Loyalty
import Testing

@testable import TapFlow

/// What the flow does when nothing can be saved.
@Suite struct FlowFaultTests {
    @Test("health tells why commits fail, until one succeeds")
    func commitFailure() {
        var bench = FlowBench()
        bench.ledger.refuseNext(1)
        _ = bench.post("s1")
        #expect(bench.engine.metrics.commitFailure?.contains("the disk is full") == true)
        _ = bench.post("s1")
        #expect(bench.engine.metrics.commitFailure == nil)
    }

    @Test("what the disk refuses leaves nothing behind, and works again when the disk does")
    func refusingDisk() {
        var bench = FlowBench()
        bench.tap(FlowBench.anna)
        _ = bench.touch(.enrol)
        bench.pass(seconds: 40)
        bench.ledger.refuseNext(2)
        #expect(bench.post("s1") == .unavailable)
        #expect(bench.screen.view == .refused(.storageUnavailable))
        #expect(bench.screen.pendingSale == nil)
        bench.tap(FlowBench.boris)
        #expect(bench.touch(.enrol) == .stale)
        #expect(bench.engine.core.members.count == 1)
        _ = bench.post("s1")
        bench.tap(FlowBench.anna)
        guard case .earned(let earned) = bench.screen.view else {
            Issue.record("it does not work again: \(bench.screen.view)")
            return
        }
        #expect(earned.balance.availableMicro == 60_000_000)
    }

    @Test("a time-out that the disk refuses is tried again")
    func refusedTimeOut() {
        var bench = FlowBench()
        _ = bench.post("s1")
        bench.ledger.refuseNext(1)
        bench.pass(seconds: 60)
        #expect(bench.look("s1")?.state == .pending)
        bench.pass(seconds: FlowLimits.retrySeconds)
        #expect(bench.look("s1")?.state == .noCard)
    }
}
