import BarcodeScanner
import Logging
import SmartCard
import Synchronization
import TapFlow

/// Turns the state of readers and scanners into repair notices, the health report and plain words.
///
/// A device that was there and is not is being repaired; one that was never seen is not missed,
/// unless the configuration names it.
final class DeviceBoard: Sendable {
    private struct Contents {
        var readers: CardReadersStatus?
        var scanners: ScannersStatus?
        var seenReaders: Set<ReaderKey> = []
        var seenScanners: Set<String> = []
        var said: [String: String] = [:]
        var isClosed = false
    }

    private let contents = Mutex(Contents())
    private let flow: TapFlow
    private let options: FlowOptions
    private let isDemo: Bool
    private let logger: Logger

    init(flow: TapFlow, options: FlowOptions, isDemo: Bool, logger: Logger) {
        self.flow = flow
        self.options = options
        self.isDemo = isDemo
        self.logger = logger
    }

    /// Takes the readers' new state.
    func note(_ status: CardReadersStatus) {
        // Before the start and after the end there is nothing to tell.
        guard status.service != .notStarted else { return }
        contents.withLock { contents in
            contents.readers = status
            for reader in status.readers where reader.isWorking {
                contents.seenReaders.insert(reader.key)
            }
            tell(&contents)
        }
    }

    /// Takes the scanners' new state.
    func note(_ status: ScannersStatus) {
        contents.withLock { contents in
            contents.scanners = status
            for scanner in status.scanners where scanner.isWorking {
                contents.seenScanners.insert(scanner.key.portPath)
            }
            tell(&contents)
        }
    }

    /// What is plugged in, one line each.
    var lines: [String] {
        contents.withLock { contents in
            var lines = contents.readers.map(Self.lines) ?? []
            lines += missing(contents).map { "station \($0.station): \($0.words)" }
            lines +=
                contents.scanners?.scanners.map { scanner in
                    let isVirtual = isDemo ? "virtual scanner (no hardware)" : "scanner"
                    return "\(isVirtual): \(scanner.name), \(scanner.modeText), \(scanner.words)"
                } ?? []
            return lines
        }
    }

    private static func lines(_ status: CardReadersStatus) -> [String] {
        var lines: [String] = []
        if case .down(let reason) = status.service { lines.append("card service: \(reason)") }
        return lines
            + status.readers.map { reader in
                let kind = reader.isVirtual ? "virtual reader (no hardware)" : "reader"
                return "\(kind): \(reader.key.name), \(reader.words)"
            }
    }

    /// Says nothing from now on: what stops is no fault.
    func close() { contents.withLock { $0.isClosed = true } }

    private func tell(_ contents: inout Contents) {
        guard !contents.isClosed else { return }
        var repairs: [String: [Repair]] = [:]
        for station in options.stations {
            repairs[station.name] = self.repairs(of: station, contents)
        }
        let parts = Self.parts(contents) + missing(contents).map(\.part)
        flow.noteDevices(repairs: repairs, parts: parts)
        for part in parts where contents.said[part.name] != part.detail {
            contents.said[part.name] = part.detail
            let isFault = !part.isWorking && part.detail != ReaderStatus.startingWords
            logger.log(level: isFault ? .warning : .info, "\(part.name): \(part.detail)")
        }
    }

    private func repairs(of station: FlowOptions.Station, _ contents: Contents) -> [Repair] {
        var repairs: [Repair] = []
        if let status = contents.readers {
            if case .down = status.service {
                repairs.append(Repair(device: .cardService))
            } else {
                let own = status.readers.filter { reader in
                    station.readers.isEmpty || station.readers.contains { $0.matches(reader.key) }
                }
                let missed = own.contains {
                    !$0.isWorking && contents.seenReaders.contains($0.key)
                }
                let named = station.readers.contains { match in
                    !status.readers.contains { match.matches($0.key) && $0.isWorking }
                }
                if (missed || named) && !own.contains(where: \.isWorking) {
                    repairs.append(Repair(device: .reader))
                }
            }
        }
        if let status = contents.scanners {
            let own = status.scanners.filter { scanner in
                station.scanners.isEmpty || station.scanners.contains { $0.matches(scanner.key) }
            }
            let seen = contents.seenScanners.filter { path in
                station.scanners.isEmpty
                    || station.scanners.contains { $0.usbPath == nil || $0.usbPath == path }
            }
            let missed = seen.contains { path in
                !own.contains { $0.key.portPath == path && $0.isWorking }
            }
            let named = station.scanners.contains { match in
                !own.contains { match.matches($0.key) && $0.isWorking }
            }
            if missed || named { repairs.append(Repair(device: .scanner)) }
        }
        return repairs
    }

    /// A device that the configuration names and that is not there.
    private struct Missing {
        let station: String
        let kind: String
        let match: DeviceMatch

        var words: String { "the \(kind) \(match.words) is not plugged in" }

        var part: HealthReport.Part {
            HealthReport.Part(
                name: "station:\(station):\(kind):\(match.words)",
                isWorking: false,
                detail: words
            )
        }
    }

    private func missing(_ contents: Contents) -> [Missing] {
        options.stations.flatMap { station in
            let readers = station.readers.filter { match in
                guard let status = contents.readers, status.service == .up else { return false }
                return !status.readers.contains { match.matches($0.key) && $0.state != .gone }
            }
            let scanners = station.scanners.filter { match in
                guard let status = contents.scanners else { return false }
                return !status.scanners.contains { match.matches($0.key) }
            }
            return readers.map { Missing(station: station.name, kind: "reader", match: $0) }
                + scanners.map { Missing(station: station.name, kind: "scanner", match: $0) }
        }
    }

    private static func parts(_ contents: Contents) -> [HealthReport.Part] {
        var parts: [HealthReport.Part] = []
        if let status = contents.readers {
            let isUp = status.service == .up
            var detail = isUp ? "pcscd answers" : "not started"
            if case .down(let reason) = status.service { detail = reason }
            parts.append(
                HealthReport.Part(name: "cardService", isWorking: isUp, detail: detail)
            )
            parts += status.readers.filter(\.isAntenna).map { reader in
                HealthReport.Part(
                    name: "reader:\(reader.key.name)",
                    isWorking: reader.isWorking,
                    detail: reader.words
                )
            }
        }
        if let status = contents.scanners {
            if let fault = status.fault {
                parts.append(HealthReport.Part(name: "scanners", isWorking: false, detail: fault))
            }
            parts += status.scanners.filter(\.isScanner).map { scanner in
                HealthReport.Part(
                    name: "scanner:\(scanner.key.portPath)",
                    isWorking: scanner.isWorking,
                    detail: "\(scanner.name), \(scanner.modeText), \(scanner.words)"
                )
            }
        }
        return parts
    }
}

extension ReaderStatus {
    /// Whether it is a place for contactless cards.
    var isAntenna: Bool {
        if case .leftAlone = state { false } else { true }
    }

    /// The words for a reader that is finding out what it is.
    static let startingWords = "starting"

    /// Its state in words.
    var words: String {
        switch state {
        case .starting: Self.startingWords
        case .working, .cardPresent: "ready"
        case .repairing(let reason): "being repaired: \(reason)"
        case .gone: "unplugged"
        case .leftAlone(let reason): "left alone: \(reason)"
        }
    }
}

extension ScannerStatus {
    /// Whether a code held under it would be read.
    var isWorking: Bool { state == .ready || state == .settling }

    /// Whether it is one of ours at all.
    var isScanner: Bool { state != .leftAlone && state != .unsupportedMode }

    /// Its state in words.
    var words: String {
        if isWorking { return "ready" }
        return [reason ?? state.rawValue, mend].compactMap(\.self).joined(separator: "; ")
    }
}
