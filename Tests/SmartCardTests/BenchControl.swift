import Glibc
import Synchronization

@testable import SmartCard

/// The control socket of Tests/VirtualHardware/bench, which plays the cards of these tests.
///
/// libpcsclite reads PCSCLITE_CSOCK_NAME once per process, so the tests run inside
/// `Tests/VirtualHardware/bench run --folder DIR --readers 2 -- swift test ...`, which sets it.
final class BenchControl: Sendable {
    /// The path of the socket; nil: these tests do not run inside the bench.
    static var path: String? {
        guard let value = unsafe getenv("KOPILKA_BENCH_CONTROL") else { return nil }
        return unsafe String(cString: value)
    }

    /// Whether the tests run inside the bench.
    static var isThere: Bool { unsafe path != nil && getenv("PCSCLITE_CSOCK_NAME") != nil }

    private let socket: Int32

    init?() {
        guard let path = BenchControl.path else { return nil }
        socket = Glibc.socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0)
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        let bytes = Array(path.utf8)
        guard socket >= 0, bytes.count < MemoryLayout.size(ofValue: address.sun_path) else {
            return nil
        }
        unsafe withUnsafeMutableBytes(of: &address.sun_path) { target in
            unsafe target.copyBytes(from: bytes)
        }
        let size = socklen_t(MemoryLayout<sockaddr_un>.size)
        let result = unsafe withUnsafePointer(to: &address) { pointer in
            unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                unsafe connect(socket, $0, size)
            }
        }
        guard result == 0 else { return nil }
    }

    deinit { close(socket) }

    /// Sends one command and returns whether it was carried out.
    func send(_ command: String) -> Bool {
        let bytes = Array((command + "\n").utf8)
        guard unsafe write(socket, bytes, bytes.count) == bytes.count else { return false }
        var answer: [UInt8] = []
        var byte: UInt8 = 0
        while unsafe read(socket, &byte, 1) == 1, byte != 0x0A { answer.append(byte) }
        return String(decoding: answer, as: UTF8.self).contains(#""ok": true"#)
    }

    /// Holds a card to a reader; without a time it stays.
    func tap(
        _ profile: String = "ntag213",
        uid: String? = nil,
        atr: String? = nil,
        reader: Int = 0,
        holdMilliseconds: Int? = nil,
        latencyMilliseconds: Int = 0,
        fault: String? = nil
    ) -> Bool {
        var fields = [#""card":"tap","profile":"\#(profile)","reader":\#(reader)"#]
        if let uid { fields.append(#""uid":"\#(uid)""#) }
        if let atr { fields.append(#""atr":"\#(atr)""#) }
        if let holdMilliseconds { fields.append(#""holdMilliseconds":\#(holdMilliseconds)"#) }
        fields.append(#""latencyMilliseconds":\#(latencyMilliseconds)"#)
        if let fault { fields.append(#""fault":\#(fault)"#) }
        return send("{\(fields.joined(separator: ","))}")
    }

    /// Takes the card away.
    func takeAway(reader: Int = 0) -> Bool { send(#"{"card":"out","reader":\#(reader)}"#) }
}

/// Watched readers, and everything they reported.
final class WatchedReaders: Sendable {
    private let events = Mutex<[CardEvent]>([])
    private let readers = Mutex<CardReaders?>(nil)

    init(_ options: CardReaderOptions = CardReaderOptions()) {
        let made = CardReaders(
            options: options,
            deliver: { [weak self] event in self?.events.withLock { $0.append(event) } }
        )
        made.start()
        readers.withLock { $0 = made }
    }

    deinit { stop() }

    func stop() { readers.withLock { $0 }?.stop() }

    /// Everything so far.
    var all: [CardEvent] { events.withLock { $0 } }

    /// The kinds so far, of one reader where it is given.
    func kinds(of reader: ReaderKey? = nil) -> [CardEvent.Kind] {
        all.filter { reader == nil || $0.reader == reader }.map(\.kind)
    }

    /// The cards read so far.
    var identities: [CardIdentity] {
        all.compactMap { event in
            if case .present(let identity) = event.kind { identity } else { nil }
        }
    }

    var status: CardReadersStatus {
        readers.withLock { $0 }?.status()
            ?? CardReadersStatus(
                service: .notStarted,
                serviceSince: 0,
                serviceLosses: 0,
                abandonedThreads: 0,
                readers: []
            )
    }

    /// The present readers, in the order of the bench's numbers.
    var present: [ReaderStatus] { status.readers.filter { $0.state != .gone } }

    /// Waits until all readers can read; false: not within the bound.
    func areReady(count: Int = 1) -> Bool {
        eventually { self.present.filter { $0.state == .working }.count >= count }
    }
}

/// Waits until `condition` holds; false: it did not within 10 s, a bound that no working machine
/// comes near.
func eventually(_ condition: () -> Bool) -> Bool {
    for _ in 0..<5_000 {
        if condition() { return true }
        usleep(2_000)
    }
    return false
}
