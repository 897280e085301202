import ArgumentParser
import CanonicalJSON
import Cryptography
import EventFormat
import Ledger
import Loyalty

/// `kopilka ledger`: what is in the ledger, and whether it is whole.
struct LedgerCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "ledger",
        abstract: "What is in the ledger, and whether it is whole.",
        discussion: "Example: kopilka ledger verify --state /var/lib/kopilka",
        subcommands: [Verify.self, Statement.self]
    )

    /// `kopilka ledger verify`.
    struct Verify: ParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "verify",
            abstract: "Recomputes every balance from the journal; says OK or exactly what differs.",
            discussion: """
                May run while the service does. Exit status 1: something differs.

                Example: kopilka ledger verify --format json
                """
        )

        @OptionGroup var state: StateOptions
        @OptionGroup var output: FormatOptions

        func run() throws {
            let result: LedgerVerification
            do {
                let reader = try LedgerReader(folder: try state.folder.path)
                let programmes = StoredProgrammes(reader: reader)
                result = try reader.verify(programmes: programmes.programme)
            } catch let error as LedgerError {
                throw CommandFailure(error)
            }
            switch output.format {
            case .json: printLine(Self.json(result).canonicalText())
            case .text: Self.printText(result)
            }
            if !result.isOK { throw ExitCode(CommandFailure.Status.finding.rawValue) }
        }

        private static func printText(_ result: LedgerVerification) {
            for difference in result.differences { printLine(difference.description) }
            let counts = "\(result.entries) entries, \(result.comparedAccounts) accounts"
            if result.isOK {
                printLine("OK: \(counts), chain \(Hex.encode(result.chain))")
            } else {
                printLine("\(result.differenceCount) differences in \(counts)")
            }
        }

        private static func json(_ result: LedgerVerification) -> JSONValue {
            .object([
                "ok": .bool(result.isOK),
                "entries": .integer(result.entries),
                "accounts": .integer(Int64(result.comparedAccounts)),
                "chain": .string(Hex.encode(result.chain)),
                "differenceCount": .integer(Int64(result.differenceCount)),
                "differences": .array(
                    result.differences.map { difference in
                        .object([
                            "sequence": difference.sequence.map(JSONValue.integer) ?? .null,
                            "event": .text(difference.event),
                            "what": .string(difference.what),
                        ])
                    }
                ),
            ])
        }
    }

    /// `kopilka ledger statement`.
    struct Statement: ParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "statement",
            abstract: "Every movement of a member's account, with running balances.",
            discussion: "Example: kopilka ledger statement m0123456789abcdef --format json"
        )

        @Argument(help: "The member's id.")
        var member: String

        @OptionGroup var state: StateOptions
        @OptionGroup var output: FormatOptions

        func run() throws {
            do {
                let reader = try LedgerReader(folder: try state.folder.path)
                guard let account = try reader.account(ofMember: member) else {
                    throw CommandFailure(
                        .finding,
                        "no member \(member) is in the ledger; check the id"
                    )
                }
                try reader.forEachStatementLine(ofAccount: account) { line in
                    printLine(output.format == .json ? Self.json(line) : Self.text(line))
                }
            } catch let error as LedgerError {
                throw CommandFailure(error)
            }
        }

        private static func json(_ line: StatementLine) -> String {
            JSONValue.object([
                "sequence": .integer(line.sequence),
                "event": .string(line.event),
                "at": .string(EventFormat.text(line.at)),
                "kind": .string(line.kind.rawValue),
                "cause": .string(line.cause),
                "pot": .string(line.pot),
                "availableChange": .integer(line.availableChange),
                "pendingChange": .integer(line.pendingChange),
                "available": .integer(line.balance.available.micro),
                "pending": .integer(line.balance.pending.micro),
            ]).canonicalText()
        }

        private static func text(_ line: StatementLine) -> String {
            let change = PointsText.signed(line.availableChange + line.pendingChange)
            let available = PointsText.plain(line.balance.available.micro)
            let pending = PointsText.plain(line.balance.pending.micro)
            let kind = line.kind.rawValue
            return "\(EventFormat.text(line.at))  \(kind)  \(change) \(line.pot)  "
                + "available \(available), pending \(pending)  \(line.cause)"
        }
    }
}

/// Micro-points as a decimal number of points.
enum PointsText {
    /// Without a sign for positive amounts, zeros at the end left out.
    static func plain(_ micro: Int64) -> String {
        let (whole, rest) = micro.magnitude.quotientAndRemainder(dividingBy: 1_000_000)
        let sign = micro < 0 ? "-" : ""
        guard rest > 0 else { return "\(sign)\(whole)" }
        var digits = String(rest)
        digits = String(repeating: "0", count: 6 - digits.count) + digits
        while digits.hasSuffix("0") { digits.removeLast() }
        return "\(sign)\(whole).\(digits)"
    }

    /// With a sign always.
    static func signed(_ micro: Int64) -> String { (micro < 0 ? "" : "+") + plain(micro) }
}

extension CommandFailure {
    /// A fault of the ledger: what contradicts itself is a finding, the rest the environment.
    init(_ error: LedgerError) {
        self.init(error.kind == .damaged ? .finding : .environment, error.description)
    }
}
