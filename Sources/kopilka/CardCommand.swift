import ArgumentParser
import CanonicalJSON
import SmartCard

/// `kopilka card`: what a card is and whether it can be an identity.
struct CardCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "card",
        abstract: "What a card is, and whether it can be an identity.",
        discussion: "Example: kopilka card identify --atr 3B8180018080 --uid 04A37C11225E80",
        subcommands: [Identify.self]
    )

    /// `kopilka card identify`.
    struct Identify: ParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "identify",
            abstract: "Judges an ATR and a UID as the reader gives them.",
            discussion: """
                Example: kopilka card identify \
                --atr 3B8F8001804F0CA0000003060300030000000068 --uid 04F1D2C3B4A580
                """
        )

        @Option(help: "Answer To Reset, hexadecimal, 1 to 33 bytes.")
        var atr: String

        @Option(help: "UID as the reader answers it to FF CA 00 00 00, hexadecimal.")
        var uid: String?

        @OptionGroup var output: FormatOptions

        func run() throws {
            guard let atrBytes = Hexadecimal.bytes(atr), (1...33).contains(atrBytes.count) else {
                throw CommandFailure(
                    .usage,
                    "--atr must be 1 to 33 bytes in hexadecimal, such as 3B8180018080"
                )
            }
            var uidBytes: [UInt8]?
            if let uid {
                guard let bytes = Hexadecimal.bytes(uid), (1...16).contains(bytes.count) else {
                    throw CommandFailure(
                        .usage,
                        "--uid must be 1 to 16 bytes in hexadecimal, such as 04A37C11225E80"
                    )
                }
                uidBytes = bytes
            }
            let identity = CardIdentity.judge(atr: atrBytes, uid: uidBytes)
            switch output.format {
            case .json: printLine(identity.json.canonicalText())
            case .text: for line in identity.lines { printLine(line) }
            }
        }
    }
}

extension CardIdentity {
    fileprivate var json: JSONValue {
        .object([
            "technology": .string(technology.rawValue),
            "product": .string(product),
            "identifierKind": .text(identifierKind?.rawValue),
            "canonical": .text(canonical?.hex),
            "manufacturer": .string(manufacturer),
            "stability": .string(stability.rawValue),
            "usable": .bool(usable),
            "reason": .string(reason),
            "advice": .object(["ru": .string(adviceRussian), "en": .string(adviceEnglish)]),
        ])
    }

    /// What is empty is left out.
    fileprivate var lines: [String] {
        [
            ("technology    ", [technology.rawValue], ""),
            ("product       ", [product], ""),
            ("identifier    ", [identifierKind?.rawValue ?? "", canonical?.hex ?? ""], " "),
            ("manufacturer  ", [manufacturer.isEmpty ? "unknown" : manufacturer], ""),
            ("stability     ", [stability.rawValue], ""),
            ("usable        ", [usable ? "yes" : "no", reason], ": "),
            ("advice        ", [adviceEnglish, adviceRussian], " / "),
        ].compactMap { label, parts, separator in
            let text = parts.filter { !$0.isEmpty }.joined(separator: separator)
            return text.isEmpty ? nil : label + text
        }
    }
}
