import BarcodeScanner
import Glibc

/// The service's own way from libusb to an event, and nothing behind it.
///
///     scan-probe VENDOR:PRODUCT COUNT    prints `ready`, then for each event the moment and the code
///
/// Ends after COUNT events; the codes are the benchmark's own.
@main
enum ScanProbe {
    private static let readySeconds = 10
    private static let lookMilliseconds: UInt32 = 20

    static func main() throws {
        let words = CommandLine.arguments
        guard words.count == 3, let match = ScannerMatch(idText: words[1]),
            let count = Int(words[2])
        else {
            write("usage: scan-probe VENDOR:PRODUCT COUNT\n", to: STDERR_FILENO)
            exit(2)
        }
        var ends: [Int32] = [-1, -1]
        guard unsafe pipe(&ends) == 0 else { exit(3) }
        let done = ends[1]
        let scanners = Scanners(options: ScannerOptions(match: [match])) { event in
            // Taken here, where the service would put the event into its queue.
            let moment = now()
            write("\(moment) \(event.reading.content ?? "?")\n", to: STDOUT_FILENO)
            write(".", to: done)
        }
        try scanners.start()
        for _ in 0..<readySeconds * 1_000 / Int(lookMilliseconds) {
            guard !scanners.status().scanners.contains(where: { $0.state == .ready }) else {
                write("ready\n", to: STDOUT_FILENO)
                break
            }
            usleep(lookMilliseconds * 1_000)
        }
        var byte: UInt8 = 0
        for _ in 0..<count where unsafe read(ends[0], &byte, 1) != 1 { break }
        scanners.stop()
    }

    private static func now() -> UInt64 {
        var time = timespec()
        unsafe clock_gettime(CLOCK_MONOTONIC, &time)
        return UInt64(time.tv_sec) * 1_000_000_000 + UInt64(time.tv_nsec)
    }

    private static func write(_ text: String, to descriptor: Int32) {
        let bytes = Array(text.utf8)
        _ = unsafe bytes.withUnsafeBytes {
            unsafe Glibc.write(descriptor, $0.baseAddress, $0.count)
        }
    }
}
