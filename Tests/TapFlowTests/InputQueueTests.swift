import Glibc
import Testing

@testable import TapFlow

@Suite struct InputQueueTests {
    @Test("elements come out in order, at most so many at once")
    func order() {
        let queue = InputQueue<Int>(capacity: 10)
        for number in 0..<5 { #expect(queue.offer(number)) }
        #expect(queue.take(limit: 3, deadlineNanoseconds: 0) == [0, 1, 2])
        #expect(queue.take(limit: 3, deadlineNanoseconds: 0) == [3, 4])
        #expect(queue.take(limit: 3, deadlineNanoseconds: 0) == [])
    }

    @Test("the bound refuses and what was there stays")
    func bound() {
        let queue = InputQueue<Int>(capacity: 2)
        #expect(queue.offer(1))
        #expect(queue.offer(2))
        #expect(!queue.offer(3))
        #expect(queue.take(limit: 9, deadlineNanoseconds: 0) == [1, 2])
        #expect(queue.offer(3))
    }

    @Test("closing refuses new elements, gives out the old ones, then ends")
    func closing() {
        let queue = InputQueue<Int>(capacity: 2)
        #expect(queue.offer(1))
        queue.close()
        #expect(!queue.offer(2))
        #expect(queue.take(limit: 9, deadlineNanoseconds: 0) == [1])
        #expect(queue.take(limit: 9, deadlineNanoseconds: 0) == nil)
    }

    @Test("a sleeping taker is woken by another thread, nothing is lost or doubled")
    func threads() {
        let queue = InputQueue<Int>(capacity: 64)
        let producers = (0..<4).map { part in
            FlowThread(name: "producer") {
                for number in 0..<1_000 {
                    while !queue.offer(part * 1_000 + number) { sched_yield() }
                }
            }
        }
        var seen: [Int] = []
        let far = SystemClock().monotonicNanoseconds() + 60_000_000_000
        while seen.count < 4_000, let taken = queue.take(limit: 16, deadlineNanoseconds: far),
            !taken.isEmpty
        {
            seen += taken
        }
        for producer in producers { producer.join() }
        #expect(seen.sorted() == Array(0..<4_000))
        for part in 0..<4 {
            let own = seen.filter { $0 / 1_000 == part }
            #expect(own == own.sorted(), "each producer's order is kept")
        }
    }
}
