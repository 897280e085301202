import BarcodeScanner
import Foundation
import Synchronization
import Testing

/// The control socket of the virtual USB devices; nil when the tests do not run beside them.
private let controlPath: String? = {
    let environment = ProcessInfo.processInfo.environment
    guard environment["UMOCKDEV_DIR"] != nil else { return nil }
    return environment["KOPILKA_TEST_USB"]
}()

/// Sends commands to the virtual devices: one line, one answer.
private struct VirtualDevices {
    private let socket: FileHandle

    init(path: String) throws {
        let descriptor = Glibc.socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0)
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        let bytes = Array(path.utf8)
        let capacity = MemoryLayout.size(ofValue: address.sun_path)
        try #require(bytes.count < capacity)
        unsafe withUnsafeMutableBytes(of: &address.sun_path) { buffer in
            unsafe buffer.copyBytes(from: bytes)
        }
        let connected = unsafe withUnsafePointer(to: &address) { pointer in
            unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { raw in
                unsafe connect(descriptor, raw, socklen_t(MemoryLayout<sockaddr_un>.size))
            }
        }
        try #require(connected == 0, "no virtual devices at \(path)")
        socket = FileHandle(fileDescriptor: descriptor, closeOnDealloc: true)
    }

    /// Carries out a command of the virtual USB bus.
    func send(_ command: String) throws {
        try socket.write(contentsOf: Data("{\"usb\": \"\(command)\"}\n".utf8))
        var answer = Data()
        while let byte = try socket.read(upToCount: 1), byte != Data([10]) { answer += byte }
        let text = String(decoding: answer, as: UTF8.self)
        try #require(text.contains("\"ok\": true"), "\(command): \(text)")
    }

    /// Shows a code to a scanner.
    func scan(_ name: String, _ symbology: String, _ text: String) throws {
        let hex = text.utf8.map { String(format: "%02x", $0) }.joined()
        try send("scan \(name) \(symbology) \(hex)")
    }
}

/// Collects codes and lets a test wait for them.
private final class Collector: Sendable {
    private let events = Mutex<[ScanEvent]>([])

    func add(_ event: ScanEvent) { events.withLock { $0.append(event) } }

    var all: [ScanEvent] { events.withLock { $0 } }

    /// What arrived, as mode and number.
    var texts: [String] {
        all.map {
            "\($0.scanner.mode.rawValue) \($0.reading.gtin13?.text ?? $0.reading.description)"
        }
    }
}

/// Waits until `condition` holds; ten seconds at most, as a hung test must end.
private func wait(_ what: String, for condition: () -> Bool) throws {
    for _ in 0..<2_000 {
        if condition() { return }
        usleep(5_000)
    }
    Issue.record("waited in vain: \(what)")
    throw CancellationError()
}

@Suite(
    "Scanners over the real libusb",
    .serialized,
    .enabled(
        if: controlPath != nil,
        "needs virtual USB devices: UMOCKDEV_DIR and KOPILKA_TEST_USB are not set"
    )
)
struct ScannersIntegrationTests {
    private static let ids: [(name: String, product: UInt16)] = [
        ("kbd", 0x8C01), ("pos", 0x8C02), ("acm", 0x8C03),
    ]

    private func options(_ names: Set<String> = ["kbd", "pos", "acm"]) -> ScannerOptions {
        ScannerOptions(
            match: Self.ids.filter { names.contains($0.name) }.map {
                ScannerMatch(vendorID: 0x1209, productID: $0.product)
            },
            discardMilliseconds: 20
        )
    }

    private func ready(_ scanners: Scanners, _ count: Int) -> Bool {
        scanners.status().scanners.filter { $0.state == .ready }.count == count
    }

    /// Runs a test with every device plugged in and the scanners of `options` ready.
    private func withScanners(
        _ options: ScannerOptions,
        ready count: Int = 3,
        _ body: (Scanners, Collector, VirtualDevices) throws -> Void
    ) throws {
        let devices = try VirtualDevices(path: try #require(controlPath))
        for (name, _) in Self.ids {
            try devices.send("plug \(name)")
            // Nothing may be left from another test.
            try devices.send("unstall \(name) 81")
        }
        let collector = Collector()
        let scanners = Scanners(options: options, deliver: collector.add)
        try scanners.start()
        defer { scanners.stop() }
        try wait("\(count) scanners ready") { ready(scanners, count) }
        try body(scanners, collector, devices)
    }

    @Test("reads one code in each mode, with its scanner and its stamps")
    func threeModes() throws {
        try withScanners(options()) { scanners, collector, devices in
            for (name, _) in Self.ids { try devices.scan(name, "ean13", "4006381333931") }
            try wait("three codes") { collector.all.count == 3 }
            #expect(
                Set(collector.texts) == [
                    "keyboard 4006381333931", "HID POS 4006381333931",
                    "USB serial (CDC-ACM) 4006381333931",
                ]
            )
            for event in collector.all {
                #expect(event.scanner.portPath.hasPrefix("1-"))
                #expect(event.scanner.serial != nil)
                #expect(event.stamps.received <= event.stamps.decoded)
            }
            #expect(scanners.status().scanners.map(\.scans) == [1, 1, 1])
            #expect(scanners.status().fault == nil)
        }
    }

    @Test("puts a long code together, and says that a wrong check digit is wrong")
    func contents() throws {
        try withScanners(options()) { _, collector, devices in
            let long =
                "0104006381333931172512311021ABCDEFG9876543210" + String(repeating: "7", count: 60)
            try devices.scan("pos", "gs1-datamatrix", long)
            try devices.scan("pos", "ean13", "4006381333932")
            try wait("two codes") { collector.all.count == 2 }
            #expect(collector.all[0].reading.content == long)
            #expect(collector.all[1].reading.reason == "checksum")
        }
    }

    @Test("a halted endpoint is started again and loses no later code")
    func stall() throws {
        try withScanners(options()) { scanners, collector, devices in
            for round in 0..<5 {
                try devices.send("stall pos 81")
                try devices.send("stall acm 81")
                try devices.scan("pos", "ean13", "4006381333931")
                try devices.scan("acm", "ean13", "4006381333931")
                try wait("codes of round \(round)") { collector.all.count == 2 * (round + 1) }
            }
            #expect(ready(scanners, 3))
        }
    }

    @Test("unplugged in the middle of everything and plugged in again, it goes on")
    func replug() throws {
        try withScanners(options()) { scanners, collector, devices in
            try devices.send("unplug pos")
            try wait("unplugged") {
                scanners.status().scanners.contains { $0.state == .unplugged }
            }
            #expect(ready(scanners, 2))
            try devices.scan("kbd", "ean13", "4006381333931")
            try wait("the others still read") { collector.all.count == 1 }
            try devices.send("plug pos")
            try wait("ready again") { ready(scanners, 3) }
            #expect(scanners.status().scanners.count == 3)
            try devices.scan("pos", "ean13", "5018374827715")
            try wait("a code again") { collector.texts.contains("HID POS 5018374827715") }
        }
    }

    @Test("a hundred times plugged in, read and unplugged", .timeLimit(.minutes(3)))
    func manyReplugs() throws {
        var quick = options()
        quick.discardMilliseconds = 0
        try withScanners(quick) { scanners, collector, devices in
            for round in 1...100 {
                try devices.send("unplug pos")
                try wait("gone in round \(round)") { ready(scanners, 2) }
                try devices.send("plug pos")
                try wait("back in round \(round)") { ready(scanners, 3) }
                try devices.scan("pos", "ean13", "4006381333931")
                try devices.scan("kbd", "ean13", "4006381333931")
                try wait("codes of round \(round)") { collector.all.count == 2 * round }
            }
            #expect(collector.all.allSatisfy { $0.reading.verdict == .valid })
        }
    }

    @Test("a keyboard and a serial port that nobody called scanners are left alone")
    func leftAlone() throws {
        try withScanners(options(["pos"]), ready: 1) { scanners, collector, devices in
            try wait("all seen") { scanners.status().scanners.count == 3 }
            let states = scanners.status().scanners.map(\.state)
            #expect(states.filter { $0 == .leftAlone }.count == 2)
            #expect(
                scanners.status().scanners.filter { $0.state == .leftAlone }
                    .allSatisfy { $0.mend?.contains("configuration") == true }
            )
            try devices.scan("kbd", "ean13", "4006381333931")
            try devices.scan("pos", "ean13", "4006381333931")
            try wait("the scanner's code") { collector.all.count == 1 }
            #expect(collector.texts == ["HID POS 4006381333931"])
        }
    }

    @Test("a code that began before the opening is dropped and counted")
    func discards() throws {
        var slow = options()
        slow.discardMilliseconds = 1_000
        let devices = try VirtualDevices(path: try #require(controlPath))
        for (name, _) in Self.ids { try devices.send("plug \(name)") }
        let collector = Collector()
        let scanners = Scanners(options: slow, deliver: collector.add)
        try scanners.start()
        defer { scanners.stop() }
        try wait("opened") {
            scanners.status().scanners.filter { $0.state == .settling }.count == 3
        }
        try devices.scan("pos", "ean13", "4006381333931")
        try wait("discarded") { scanners.status().scanners.contains { $0.discarded == 1 } }
        try wait("settled") { ready(scanners, 3) }
        try devices.scan("pos", "ean13", "5018374827715")
        try wait("a code") { !collector.all.isEmpty }
        #expect(collector.texts == ["HID POS 5018374827715"])
    }

    @Test("a second program finds the scanners busy, and gets them when the first lets go")
    func busy() throws {
        try withScanners(options()) { first, _, _ in
            let collector = Collector()
            let second = Scanners(options: options(), deliver: collector.add)
            try second.start()
            defer { second.stop() }
            try wait("busy") {
                second.status().scanners.filter { $0.state == .busy }.count == 3
            }
            #expect(second.status().scanners.allSatisfy { $0.mend != nil })
            first.stop()
            try wait("taken over") { ready(second, 3) }
        }
    }

    @Test("the survey names every device and takes none")
    func survey() throws {
        try withScanners(options()) { _, collector, devices in
            let found = try ScannerSurvey.run(options: options())
            #expect(found.count == 3)
            #expect(Set(found.map(\.key.portPath)).count == 3)
            try devices.scan("pos", "ean13", "4006381333931")
            try wait("still read") { collector.all.count == 1 }
        }
    }

    @Test("starts and stops many times and leaves nothing behind")
    func restarts() throws {
        for _ in 0..<10 {
            try withScanners(options()) { _, collector, devices in
                try devices.scan("pos", "ean13", "4006381333931")
                try wait("a code") { collector.all.count == 1 }
            }
        }
    }
}
