import ArgumentParser
import BarcodeScanner
import CanonicalJSON

/// `kopilka barcode`: what a code means.
struct BarcodeCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "barcode",
        abstract: "What a barcode means.",
        discussion: "Example: echo 4006381333931 | kopilka barcode parse",
        subcommands: [Parse.self]
    )

    /// `kopilka barcode parse`.
    struct Parse: ParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "parse",
            abstract:
                "Reads codes, one a line, from standard input; prints one JSON object a line.",
            discussion: """
                In a line, \\r \\n \\t \\\\ and \\xNN stand for themselves. A tab separates an \
                optional hint (such as EAN13) from the code's end.

                Example: echo 4006381333931 | kopilka barcode parse
                """
        )

        func run() throws {
            while let line = readLine(strippingNewline: true) {
                let parts = line.split(
                    separator: "\t",
                    maxSplits: 1,
                    omittingEmptySubsequences: false
                )
                let code = parts.first ?? ""
                let hint = parts.count > 1 ? BarcodeHint(rawValue: String(parts[1])) : nil
                guard let bytes = BarcodeReading.bytes(escaped: code.utf8) else {
                    let broken = BarcodeReading.broken("a backslash is followed by no known letter")
                    printLine(Self.json(broken, input: line).canonicalText())
                    continue
                }
                let reading = BarcodeReading.parse(bytes, hint: hint)
                printLine(Self.json(reading, input: line).canonicalText())
            }
        }

        private static func json(_ reading: BarcodeReading, input: String) -> JSONValue {
            .object([
                "input": .string(input),
                "expect": .string(reading.verdict.rawValue),
                "reason": .text(reading.reason),
                "gtin13": .text(reading.gtin13?.text),
                "kind": .text(reading.kind?.rawValue),
                "class": .text(reading.itemClass?.rawValue),
                "issuer": .text(reading.issuer),
                "addon": .text(reading.addOn),
            ])
        }
    }
}
