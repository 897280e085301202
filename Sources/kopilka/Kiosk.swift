import BarcodeScanner
import Cryptography
import Glibc
import KioskPage
import Ledger
import Logging
import Loyalty
import ProgrammeFile
import ServiceLifecycle
import Settings
import SmartCard
import Synchronization
import TapFlow

/// The composition root: every part of the service, put together, started and ended in order.
final class Kiosk: Service {
    /// The service's log, on standard error.
    let logger: Logger

    private let ledger: Ledger
    private let flow: TapFlow
    private let server: PageServer
    private let readers: CardReaders
    private let scanners: Scanners
    private let board: DeviceBoard
    private let folder: StateFolder

    /// Reads everything and rebuilds the state; no thread runs and nothing listens yet.
    init(service: ServiceOptions, demoControl: String?) throws {
        let settings = try ConfigurationSource.load(path: service.config)
        logger = Self.makeLogger(settings.logLevel)
        folder = try service.state.folder
        try folder.prepare()
        let secret = try folder.secret()
        let programme = try ProgrammeSource.forService(
            ProgrammeSource.load(path: settings.programmePath)
        )
        var options = try settings.flowOptions(stageLog: service.stageLog)
        options.noteCommit = { [logger] failure in
            if let failure {
                logger.error("ledger: \(failure)")
            } else {
                logger.info("ledger: commits are durable again")
            }
        }
        let tokens = try settings.tokens(in: folder)
        do {
            ledger = try Ledger(
                folder: folder.path,
                options: LedgerOptions(terminal: settings.terminal)
            )
            let rebuilt = try RebuiltState(ledger: ledger, programme: programme)
            flow = TapFlow(
                seed: FlowSeed(
                    core: rebuilt.state,
                    programme: programme.programme,
                    programmeHash: programme.hash,
                    ledger: ledger,
                    pendingSales: try ledger.pendingSales(),
                    keys: CredentialKeys(secret: secret),
                    options: options
                )
            )
        } catch let error as LedgerError {
            throw CommandFailure(error)
        }
        let isDemo = demoControl != nil
        let devices = DeviceBoard(flow: flow, options: options, isDemo: isDemo, logger: logger)
        board = devices
        let flow = flow
        let readersSeen = LateReference<CardReaders>()
        let scannersSeen = LateReference<Scanners>()
        readers = CardReaders(
            options: settings.cardReaderOptions,
            deliver: { flow.deliver($0) },
            statusChanged: { readersSeen.use { devices.note($0.status()) } }
        )
        scanners = Scanners(
            options: settings.scannerOptions.adding(virtual: isDemo),
            deliver: { flow.deliver($0) },
            statusChanged: { scannersSeen.use { devices.note($0.status()) } }
        )
        readersSeen.set(readers)
        scannersSeen.set(scanners)
        server = PageServer(
            options: settings.pageOptions(
                port: service.port,
                currency: programme.programme.currency
            ),
            service: flow,
            tray: demoControl.map { VirtualTray(socketPath: $0, flow: flow) },
            tokens: tokens
        )
    }

    /// Serves until the group shuts down, then ends every part: devices first, so that nothing
    /// new comes, then the page, then what is still to be decided, then the ledger.
    func run() async throws {
        let address: BoundAddress
        do throws(PageServerError) {
            address = try await server.start()
        } catch {
            ledger.close()
            throw CommandFailure(.environment, PortHolder.explain(error))
        }
        flow.start()
        readers.start()
        do throws(USBError) {
            try scanners.start()
        } catch {
            logger.warning("scanners: \(error)")
        }
        printLine("Page: \(address)")
        printLine("State: \(folder.path), \(ledger.lastSequence) journal entries")
        let announcement = Task { await announce() }
        let server = server
        await withGracefulShutdownHandler {
            try? await server.run()
        } onGracefulShutdown: {
            Task { await server.stop() }
        }
        announcement.cancel()
        board.close()
        readers.stop()
        scanners.stop()
        await server.stop()
        flow.stop()
        ledger.close()
        printLine("Stopped: everything is saved")
    }

    /// Says what hardware is there, once the devices had time to answer.
    private func announce() async {
        await flow.alarm.sleep(milliseconds: 900)
        guard !Task.isCancelled else { return }
        let lines = board.lines
        if lines.isEmpty {
            printLine("Hardware: no reader and no scanner is plugged in; `kopilka doctor` helps")
        }
        for line in lines { printLine("Hardware: \(line)") }
    }

    private static func makeLogger(_ level: Settings.LogLevel) -> Logger {
        var logger = Logger(label: "kopilka") { StreamLogHandler.standardError(label: $0) }
        switch level {
        case .debug: logger.logLevel = .debug
        case .info: logger.logLevel = .info
        case .warning: logger.logLevel = .warning
        case .error: logger.logLevel = .error
        }
        return logger
    }
}

/// A reference that is known only after the closure that uses it.
private final class LateReference<Value: AnyObject & Sendable>: Sendable {
    private let value = Mutex<Value?>(nil)

    func set(_ value: Value) { self.value.withLock { $0 = value } }

    func use(_ body: (Value) -> Void) {
        if let value = value.withLock({ $0 }) { body(value) }
    }
}
