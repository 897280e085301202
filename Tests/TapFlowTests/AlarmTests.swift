import Testing

@testable import TapFlow

@Suite("Alarm")
struct AlarmTests {
    private static let longMilliseconds = 3_600_000

    @Test("ends a short sleep that began behind a long one, and the many of one moment")
    func sleeps() async {
        let alarm = Alarm()
        alarm.start()
        let long = Task { await alarm.sleep(milliseconds: Self.longMilliseconds) }
        for milliseconds in [0, 1, 20] { await alarm.sleep(milliseconds: milliseconds) }
        await withTaskGroup(of: Void.self) { group in
            for _ in 0..<100 { group.addTask { await alarm.sleep(milliseconds: 5) } }
        }
        long.cancel()
        await long.value
        alarm.stop()
    }

    @Test("a cancelled task sleeps no longer, also when it was cancelled before")
    func cancellation() async {
        let alarm = Alarm()
        alarm.start()
        for _ in 0..<200 {
            let sleeper = Task { await alarm.sleep(milliseconds: Self.longMilliseconds) }
            if Bool.random() { await Task.yield() }
            sleeper.cancel()
            await sleeper.value
        }
        alarm.stop()
    }

    @Test("its end is the end of every sleep, and of those that come later")
    func stop() async {
        let alarm = Alarm()
        alarm.start()
        let sleepers = (0..<20).map { _ in
            Task { await alarm.sleep(milliseconds: Self.longMilliseconds) }
        }
        await alarm.sleep(milliseconds: 1)
        alarm.stop()
        for sleeper in sleepers { await sleeper.value }
        await alarm.sleep(milliseconds: Self.longMilliseconds)
    }
}
