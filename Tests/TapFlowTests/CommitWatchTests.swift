import Glibc
import Testing

@testable import TapFlow

@Suite("Commit watch")
struct CommitWatchTests {
    private static let waitSeconds = 20
    private static let lookMilliseconds: UInt32 = 2

    /// Waits until a screen says that saving goes on; false: not within the limit.
    private func saysSaving(_ feed: ScreenFeed) -> Bool {
        for _ in 0..<Self.waitSeconds * 1_000 / Int(Self.lookMilliseconds) {
            if feed.current.view == .stillSaving { return true }
            usleep(Self.lookMilliseconds * 1_000)
        }
        return false
    }

    @Test("tells the screens of an overdue commit, once, and those of no other")
    func overdue() {
        let metrics = FlowMetrics()
        let watch = CommitWatchdog(metrics: metrics, overdueMilliseconds: 20)
        let (first, second, third) = (
            ScreenFeed(station: "1"), ScreenFeed(station: "2"), ScreenFeed(station: "3")
        )
        watch.start()
        watch.begin(screens: [first])
        watch.end()
        watch.begin(screens: [second, third])
        #expect(saysSaving(second))
        watch.end()
        #expect(third.current.view == .stillSaving)
        #expect(first.current.view == .attract)
        #expect(metrics.value(.commitsOverdue) == 1)
        watch.begin(screens: [first])
        #expect(saysSaving(first))
        watch.end()
        #expect(metrics.value(.commitsOverdue) == 2)
        watch.stop()
    }

    @Test("ends although a commit goes on, and says nothing after its end")
    func stops() {
        let watch = CommitWatchdog(metrics: FlowMetrics(), overdueMilliseconds: 1)
        let feed = ScreenFeed(station: "1")
        watch.start()
        watch.stop()
        watch.begin(screens: [feed])
        usleep(20_000)
        watch.end()
        #expect(feed.current.view == .attract)
    }
}
