import ArgumentParser
import BarcodeScanner
import CanonicalJSON
import EventFormat
import Glibc
import Ledger
import Loyalty
import ProgrammeFile
import Settings
import SmartCard
import TapFlow

/// `kopilka member`: people who join otherwise than at the kiosk.
struct MemberCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "member",
        abstract: "People who join otherwise than at the kiosk.",
        discussion: "Example: kopilka member import members.jsonl",
        subcommands: [Import.self]
    )

    /// `kopilka member import`.
    struct Import: ParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "import",
            abstract: "Applies events, one JSON object a line, to the ledger of a stopped service.",
            discussion: """
                Each line is an event without `id`: `enroll`, `linkCredential`, `purchase` and so \
                on. In `linkCredential` the field `raw` (a UID in hexadecimal or 13 digits) may \
                stand for `key`: it is turned into the keyed hash and not kept. All lines are \
                applied, or none.

                Example: kopilka member import docs/programmes/demo/members.jsonl
                """
        )

        @Argument(help: "JSON lines; at most 8,192 events.")
        var file: String

        @Option(help: "Configuration. Default: /etc/kopilka/kopilka.yaml, else what is built in.")
        var config: String?

        @OptionGroup var state: StateOptions

        func run() throws {
            let settings = try ConfigurationSource.load(path: config)
            let folder = try state.folder
            try folder.prepare()
            let keys = CredentialKeys(secret: try folder.secret())
            let programme = try ProgrammeSource.forService(
                ProgrammeSource.load(path: settings.programmePath)
            )
            do {
                let ledger = try Ledger(
                    folder: folder.path,
                    options: LedgerOptions(terminal: settings.terminal)
                )
                defer { ledger.close() }
                let rebuilt = try RebuiltState(ledger: ledger, programme: programme)
                var batch = try ImportBatch(
                    rebuilt: rebuilt,
                    ledger: ledger,
                    programmeHash: programme.hash,
                    keys: keys
                )
                try batch.read(try TextFile.read(file), name: file)
                try ledger.append(LedgerBatch(entries: batch.entries))
                printLine("\(batch.entries.count) events imported")
            } catch let error as LedgerError {
                throw CommandFailure(error)
            }
        }
    }
}

/// Lines on their way to becoming journal entries.
private struct ImportBatch: ~Copyable {
    private(set) var entries: [JournalEntry] = []
    private var state: LoyaltyState
    private let ledger: Ledger
    private let programmeHash: [UInt8]
    private let keys: CredentialKeys
    private let recordedAt = Instant(unixSeconds: SystemClock().wallUnixSeconds())

    init(
        rebuilt: consuming RebuiltState,
        ledger: Ledger,
        programmeHash: [UInt8],
        keys: CredentialKeys
    ) throws {
        state = rebuilt.state
        self.ledger = ledger
        self.programmeHash = programmeHash
        self.keys = keys
    }

    mutating func read(_ text: String, name: String) throws {
        for (index, line) in text.split(
            omittingEmptySubsequences: false,
            whereSeparator: \.isNewline
        )
        .enumerated() {
            guard !line.allSatisfy(\.isWhitespace) else { continue }
            let place = "\(name):\(index + 1)"
            guard entries.count < 8_192 else {
                throw CommandFailure(.usage, "\(place): more than 8192 events; split the file")
            }
            let event = try event(String(line), place: place)
            let decision = state.apply(event)
            if case .refused(let refusal) = decision.outcome {
                throw CommandFailure(.usage, "\(place): \(Self.sentence(refusal, event.body))")
            }
            entries.append(
                JournalEntry(
                    event: event,
                    decision: decision,
                    programmeHash: programmeHash,
                    recordedAt: recordedAt
                )
            )
        }
    }

    private static func sentence(_ refusal: Refusal, _ body: LoyaltyEvent.Body) -> String {
        let what =
            switch (refusal, body) {
            case (.memberExists, .enroll(let enrollment)):
                "\(enrollment.member) is a member already: leave the line out"
            default: "mend the line"
            }
        return "refused with \(refusal.code); nothing was imported; \(what)"
    }

    private func event(_ line: String, place: String) throws -> LoyaltyEvent {
        do {
            guard case .object(var object) = try JSONValue.parse(Array(line.utf8)) else {
                throw CommandFailure(.usage, "\(place): a line must be one JSON object")
            }
            guard object["id"] == nil else {
                throw CommandFailure(
                    .usage,
                    "\(place): the ledger gives each event its `id`; leave the field out"
                )
            }
            object["id"] = .string(ledger.eventID(offset: entries.count))
            if object["at"] == nil { object["at"] = .string(EventFormat.text(recordedAt)) }
            if let raw = object.removeValue(forKey: "raw") {
                object["key"] = .string(try key(raw, kind: object["kind"], place: place))
            }
            let event = try EventFormat.event(from: .object(object))
            let latest = recordedAt.unixSeconds + FlowLimits.aheadSeconds
            guard event.at.unixSeconds <= latest else {
                throw CommandFailure(.usage, "\(place): `at` lies in the future; correct it")
            }
            return event
        } catch let error as JSONError {
            throw CommandFailure(.usage, "\(place): \(error)")
        } catch let error as EventFormatError {
            throw CommandFailure(.usage, "\(place): \(error)")
        }
    }

    private func key(
        _ raw: JSONValue,
        kind: JSONValue?,
        place: String
    ) throws(CommandFailure) -> String {
        let credential: Credential
        switch (kind, raw) {
        case (.string("uid")?, .string(let text)):
            guard let bytes = Hexadecimal.bytes(text), [4, 7, 8, 10].contains(bytes.count) else {
                throw CommandFailure(
                    .usage,
                    "\(place): raw must be a UID in hexadecimal, such as 04A37C11225E80"
                )
            }
            credential = keys.credential(kind: .uid, canonical: bytes)
        case (.string("ean13")?, .string(let text)):
            let reading = BarcodeReading.parse(Array(text.utf8))
            guard reading.verdict == .valid, reading.gtin13?.text == text else {
                throw CommandFailure(
                    .usage,
                    "\(place): raw must be 13 digits with the right check digit"
                )
            }
            credential = keys.credential(kind: .ean13, canonical: Array(text.utf8))
        default:
            throw CommandFailure(.usage, "\(place): raw goes with kind uid or ean13")
        }
        return EventFormat.key(of: credential)
    }
}
