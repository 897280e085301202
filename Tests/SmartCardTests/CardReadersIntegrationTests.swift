import Glibc
import Testing

@testable import SmartCard

@Suite(
    "Card readers on the real pcscd",
    .serialized,
    .enabled(if: BenchControl.isThere, "needs Tests/VirtualHardware/bench run ... -- swift test"),
    .timeLimit(.minutes(5))
)
struct CardReadersIntegrationTests {
    struct Card: Sendable {
        let profile: String
        let uid: String?
        let technology: CardTechnology
        let kind: IdentifierKind
        let stability: IdentifierStability
    }

    static let cards = [
        Card(
            profile: "ntag213",
            uid: "04A1B2C3D4E5F6",
            technology: .iso14443aLevel3,
            kind: .uid7,
            stability: .unique
        ),
        Card(
            profile: "mifare1k",
            uid: "DE3A7B91",
            technology: .iso14443aLevel3,
            kind: .uid4,
            stability: .fixed4
        ),
        Card(
            profile: "desfire",
            uid: "04516273849506",
            technology: .iso14443aLevel4,
            kind: .uid7,
            stability: .unique
        ),
        Card(
            profile: "phone",
            uid: nil,
            technology: .iso14443aLevel4,
            kind: .uid4,
            stability: .random
        ),
        Card(
            profile: "uid10",
            uid: "0401020304050607080A",
            technology: .iso14443aLevel4,
            kind: .uid10,
            stability: .unique
        ),
        Card(
            profile: "felica",
            uid: "012E4CD2A1B0C3D4",
            technology: .felica,
            kind: .idm,
            stability: .unique
        ),
    ]

    @Test("each kind of card is read, judged, and told to have left", arguments: cards)
    func profiles(_ card: Card) throws {
        let bench = try #require(BenchControl())
        let readers = WatchedReaders()
        #expect(readers.areReady())
        #expect(bench.tap(card.profile, uid: card.uid))
        #expect(eventually { readers.all.count == 1 })
        let identity = try #require(readers.identities.first)
        #expect(identity.technology == card.technology)
        #expect(identity.identifierKind == card.kind)
        #expect(identity.stability == card.stability)
        if let uid = card.uid { #expect(identity.canonical?.hex == uid) }
        let stamps = try #require(readers.all.first?.stamps)
        #expect(0 < stamps.wake && stamps.wake < stamps.connected)
        #expect(stamps.connected < stamps.identified)
        #expect(readers.present.first?.state == .cardPresent)
        #expect(bench.takeAway())
        #expect(eventually { readers.kinds().last == .removed })
        #expect(readers.all.count == 2)
        let status = try #require(readers.present.first)
        #expect(status.isVirtual)
        #expect(status.counters.taps == 1)
    }

    @Test("a tap shorter than the read is asked to be held longer")
    func tooShort() throws {
        let bench = try #require(BenchControl())
        let readers = WatchedReaders()
        #expect(readers.areReady())
        #expect(bench.tap(holdMilliseconds: 50, latencyMilliseconds: 300))
        #expect(eventually { readers.kinds() == [.leftTooEarly] })
        #expect(bench.tap(uid: "04000000000001"))
        #expect(eventually { readers.identities.count == 1 })
        #expect(bench.takeAway())
    }

    @Test(
        "a card gone in the middle of an APDU, or of its answer, was taken away too early",
        arguments: ["drop", "dropHalf"]
    )
    func gone(_ fault: String) throws {
        let bench = try #require(BenchControl())
        let readers = WatchedReaders()
        #expect(readers.areReady())
        #expect(bench.tap(fault: #"{"kind":"\#(fault)","match":"FFCA"}"#))
        #expect(eventually { readers.kinds() == [.leftTooEarly] })
        #expect(eventually { readers.present.first?.state == .working })
    }

    @Test(
        "one bad answer is got over",
        arguments: ["garbage", "short", "empty", "status", "long"]
    )
    func badOnce(_ fault: String) throws {
        let bench = try #require(BenchControl())
        let readers = WatchedReaders()
        #expect(readers.areReady())
        let fields = #"{"kind":"\#(fault)","match":"FFCA","count":300}"#
        #expect(bench.tap(uid: "04A1B2C3D4E5F6", fault: fields))
        #expect(eventually { !readers.all.isEmpty })
        #expect(readers.identities.first?.canonical?.hex == "04A1B2C3D4E5F6")
        #expect(bench.takeAway())
    }

    @Test(
        "answers that stay bad are told, and the next card is read",
        arguments: ["garbage", "short", "empty", "status", "long"]
    )
    func badAlways(_ fault: String) throws {
        let bench = try #require(BenchControl())
        let readers = WatchedReaders()
        #expect(readers.areReady())
        let fields = #"{"kind":"\#(fault)","match":"FFCA","times":1000,"count":300}"#
        #expect(bench.tap(fault: fields))
        #expect(eventually { !readers.all.isEmpty })
        let first = try #require(readers.kinds().first)
        #expect(first == .unreadable(.badAnswer) || first == .unreadable(.noAnswer))
        #expect(bench.takeAway())
        #expect(eventually { readers.present.first?.state == .working })
        #expect(bench.tap(uid: "04000000000002"))
        #expect(eventually { readers.identities.count == 1 })
        #expect(bench.takeAway())
    }

    @Test("a mute card is told, and the next card is read")
    func mute() throws {
        let bench = try #require(BenchControl())
        let readers = WatchedReaders()
        #expect(readers.areReady())
        #expect(bench.tap(atr: String(repeating: "00", count: 40)))
        #expect(eventually { !readers.all.isEmpty })
        #expect(readers.kinds() == [.unreadable(.mute)])
        #expect(bench.takeAway())
        #expect(bench.tap(uid: "04000000000003"))
        #expect(eventually { readers.identities.count == 1 })
        #expect(bench.takeAway())
    }

    @Test("two hundred taps: none missed, none doubled, all in order")
    func manyTaps() throws {
        let bench = try #require(BenchControl())
        let readers = WatchedReaders()
        #expect(readers.areReady())
        var expected: [String] = []
        for number in 1...200 {
            let uid = "04AB0000" + Hexadecimal.text([0, UInt8(number >> 8), UInt8(number & 255)])
            expected.append(uid)
            #expect(bench.tap(uid: uid))
            // Half of the cards are swapped without an empty field between.
            #expect(eventually { readers.identities.count == number })
            if number.isMultiple(of: 2) { #expect(bench.takeAway()) }
        }
        #expect(bench.takeAway())
        #expect(eventually { readers.kinds().filter { $0 == .removed }.count == 200 })
        #expect(readers.identities.compactMap(\.canonical?.hex) == expected)
        #expect(readers.all.count == 400)
    }

    @Test("a card left lying is one tap; back within the window is the same tap; later a new one")
    func repeats() throws {
        let bench = try #require(BenchControl())
        var options = CardReaderOptions()
        options.repeatMilliseconds = 10_000
        let readers = WatchedReaders(options)
        #expect(readers.areReady())
        #expect(bench.tap(uid: "04000000000004"))
        #expect(eventually { readers.all.count == 1 })
        for round in 1...3 {
            #expect(bench.takeAway())
            #expect(eventually { readers.present.first?.state == .working })
            #expect(bench.tap(uid: "04000000000004"))
            #expect(eventually { readers.present.first?.counters.repeats == round })
        }
        #expect(readers.kinds().count == 2)
        #expect(bench.tap(uid: "04000000000005"))
        #expect(eventually { readers.identities.count == 2 })
        #expect(bench.takeAway())
        readers.stop()

        options.repeatMilliseconds = 0
        let strict = WatchedReaders(options)
        #expect(strict.areReady())
        for round in 1...3 {
            #expect(bench.tap(uid: "04000000000004"))
            #expect(eventually { strict.identities.count == round })
            #expect(bench.takeAway())
            #expect(eventually { strict.present.first?.state == .working })
        }
    }

    @Test(
        "pcscd killed, stopped or interrupted: it is told, and the next tap is read",
        arguments: ["kill", "stop", "interrupt"]
    )
    func serviceRestart(_ how: String) throws {
        let bench = try #require(BenchControl())
        let readers = WatchedReaders()
        #expect(readers.areReady())
        #expect(bench.tap(uid: "04000000000006"))
        #expect(eventually { readers.identities.count == 1 })
        #expect(bench.send(#"{"pcscd":"\#(how)"}"#))
        #expect(
            eventually {
                if case .down = readers.status.service { true } else { false }
            }
        )
        #expect(bench.send(#"{"pcscd":"start"}"#))
        #expect(eventually { readers.status.service == .up })
        #expect(readers.areReady())
        #expect(bench.tap(uid: "04000000000007"))
        #expect(eventually { readers.identities.count == 2 })
        #expect(bench.takeAway())
        #expect(readers.status.serviceLosses >= 1)
        #expect(readers.kinds().filter { $0 == .removed }.count >= 1)
    }

    @Test("pcscd absent at the start is waited for")
    func absentAtStart() throws {
        let bench = try #require(BenchControl())
        #expect(bench.send(#"{"pcscd":"stop"}"#))
        let readers = WatchedReaders()
        #expect(
            eventually {
                guard case .down(let reason) = readers.status.service else { return false }
                return reason.contains("pcscd.socket")
            }
        )
        #expect(bench.send(#"{"pcscd":"start"}"#))
        #expect(readers.areReady())
        #expect(bench.tap())
        #expect(eventually { readers.identities.count == 1 })
        #expect(bench.takeAway())
    }

    @Test("a reader unplugged and plugged in again, with and without a card, reads the next tap")
    func replug() throws {
        let bench = try #require(BenchControl())
        let readers = WatchedReaders()
        #expect(readers.areReady())
        for round in 1...2 {
            #expect(bench.send(#"{"reader":"unplug","number":0}"#))
            #expect(eventually { readers.status.readers.contains { $0.state == .gone } })
            #expect(bench.send(#"{"reader":"plug","number":0}"#))
            #expect(eventually { !readers.status.readers.contains { $0.state == .gone } })
            #expect(readers.areReady())
            #expect(bench.tap(uid: "0400000000001\(round)"))
            #expect(eventually { readers.identities.count == round })
            if round == 2 { #expect(bench.takeAway()) }
        }
    }

    @Test("a card that never answers is told by the watchdog and delays no other reader")
    func stuck() throws {
        let bench = try #require(BenchControl())
        var options = CardReaderOptions()
        options.watchdogMilliseconds = 300
        options.replaceMilliseconds = 1_000
        let readers = WatchedReaders(options)
        #expect(readers.areReady())
        let count = readers.present.count
        #expect(bench.tap(fault: #"{"kind":"hang","match":"FFCA","times":1000}"#))
        #expect(eventually { readers.kinds().contains(.unreadable(.stuck)) })
        #expect(readers.present.contains { !$0.isWorking })
        if count >= 2 {
            #expect(bench.tap(uid: "04000000000021", reader: 1))
            #expect(eventually { readers.identities.count == 1 })
            #expect(bench.takeAway(reader: 1))
        }
        #expect(bench.takeAway())
        #expect(eventually { readers.status.abandonedThreads == 0 })
        #expect(readers.areReady(count: count))
        #expect(bench.tap(uid: "04000000000022"))
        #expect(
            eventually { readers.identities.contains { $0.canonical?.hex == "04000000000022" } }
        )
        #expect(bench.takeAway())
    }

    @Test("a card held by another program is waited for, told, and read when it is let go")
    func heldByAnother() throws {
        let bench = try #require(BenchControl())
        var options = CardReaderOptions()
        options.readMilliseconds = 200
        #expect(bench.tap(uid: "04000000000031"))
        let context = try PCSCContext()
        let name = try #require(try context.readerNames().first)
        let other = try OtherProgram(name, isExclusive: true)
        let readers = WatchedReaders(options)
        #expect(eventually { readers.kinds().contains(.unreadable(.heldByAnotherProgram)) })
        #expect(readers.present.contains { !$0.isWorking })
        other.release(resetting: false)
        #expect(eventually { readers.identities.count == 1 })
        #expect(bench.takeAway())
    }

    @Test("another program's reset does not lose a tap")
    func resetByAnother() throws {
        let bench = try #require(BenchControl())
        let readers = WatchedReaders()
        #expect(readers.areReady())
        let context = try PCSCContext()
        let name = try #require(try context.readerNames().first)
        for round in 1...10 {
            #expect(bench.tap(uid: "040000000000\(40 + round)", latencyMilliseconds: 5))
            for _ in 0..<3 {
                try? OtherProgram(name, isExclusive: false).release(resetting: true)
            }
            #expect(
                eventually { readers.identities.count == round },
                "\(readers.kinds().filter { $0 != .removed })"
            )
            #expect(bench.takeAway())
            #expect(eventually { readers.present.contains { $0.state == .working } })
        }
    }

    @Test(
        "stop joins every thread and closes every descriptor; start and stop leave nothing behind"
    )
    func startStop() throws {
        func count(_ folder: String) -> Int { SmallFile.names(in: folder, maximum: 10_000).count }
        let warm = WatchedReaders()
        #expect(warm.areReady())
        warm.stop()
        for _ in 0..<5 {
            let readers = WatchedReaders()
            #expect(readers.areReady())
            readers.stop()
            readers.stop()
            #expect(readers.status.service == .notStarted)
            let named = SmallFile.names(in: "/proc/self/task", maximum: 10_000).filter {
                SmallFile.line("/proc/self/task/\($0)/comm")?.hasPrefix("kop-") ?? false
            }
            #expect(eventually { named.allSatisfy { !exists("/proc/self/task/\($0)") } })
        }
        _ = warm
        let before = count("/proc/self/fd")
        for _ in 0..<5 {
            let readers = WatchedReaders()
            #expect(readers.areReady())
            readers.stop()
        }
        #expect(eventually { count("/proc/self/fd") <= before })
    }

    private func exists(_ path: String) -> Bool { unsafe access(path, F_OK) == 0 }
}
