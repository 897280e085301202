/// Decides what one code means: framing, identifier, symbology, number.
struct BarcodeParser {
    let hint: BarcodeHint?
    let rules: BarcodeRules

    /// Reads one code with its framing.
    func read(_ bytes: [UInt8]) -> BarcodeReading {
        var payload = Self.withoutFraming(bytes)
        guard !payload.isEmpty else { return BarcodeReading(.invalid, "empty") }
        let prefix = Array(rules.codePrefix.utf8)
        if !prefix.isEmpty, payload.starts(with: prefix) { payload.removeFirst(prefix.count) }
        guard !payload.isEmpty else { return BarcodeReading(.invalid, "empty") }
        var reading: BarcodeReading
        if let identifier = SymbologyIdentifier(payload) {
            payload.removeFirst(3)
            reading = withIdentifier(identifier, payload)
            reading.symbology = identifier
        } else {
            reading = withoutIdentifier(payload)
        }
        if reading.content == nil, !payload.isEmpty, !payload.contains(where: ASCII.isControl) {
            reading.content = String(validating: payload, as: UTF8.self)
        }
        return reading
    }

    /// Takes terminators off the end, and start marks and blanks off the beginning.
    private static func withoutFraming(_ bytes: [UInt8]) -> [UInt8] {
        let atEnd: Set<UInt8> = [
            ASCII.carriageReturn, ASCII.lineFeed, ASCII.tab, ASCII.nul, ASCII.endOfText,
            ASCII.endOfTransmission, ASCII.space,
        ]
        let atStart: Set<UInt8> = [
            ASCII.startOfText, ASCII.space, ASCII.carriageReturn, ASCII.lineFeed, ASCII.nul,
        ]
        var rest = bytes[...]
        while let last = rest.last, atEnd.contains(last) { rest.removeLast() }
        while let first = rest.first, atStart.contains(first) { rest.removeFirst() }
        return Array(rest)
    }

    private func withIdentifier(
        _ identifier: SymbologyIdentifier,
        _ payload: [UInt8]
    ) -> BarcodeReading {
        switch identifier.meaning {
        case .eanOrUPC: return eanOrUPC(payload)
        case .ean13: return ean13(payload)
        case .ean8: return digits(payload) { $0.count == 8 ? ean8($0) : wrongLength(.ean8) }
        case .upcA: return digits(payload) { $0.count == 12 ? upcA($0) : wrongLength(.upcA) }
        case .upcE: return digits(payload, upcE)
        case .ean13WithAddOn: return digits(payload, withAddOn)
        case .addOnAlone: return BarcodeReading(.invalid, "add-on alone")
        case .elementString(let kind): return elementString(payload, kind)
        case .qr: return qr(payload)
        case .itf:
            guard payload.count == 14, let values = ASCII.digits(payload),
                CheckDigit.isRight(values[...])
            else { return data(payload, .itf) }
            return gtin14(values)
        case .data(let kind): return data(payload, kind)
        case .reply: return reply(payload)
        case .unknown:
            return printable(payload)
                ?? BarcodeReading(.other, "unknown symbology identifier")
        }
    }

    private func withoutIdentifier(_ payload: [UInt8]) -> BarcodeReading {
        switch hint {
        case .ean13: return ean13(payload)
        case .ean13WithTwo: return digits(payload) { withAddOn($0, addOn: 2) }
        case .ean13WithFive:
            return digits(payload.filter { $0 != ASCII.space }) { withAddOn($0, addOn: 5) }
        case .ean8: return digits(payload) { $0.count == 8 ? ean8($0) : wrongLength(.ean8) }
        case .upcA: return digits(payload) { $0.count == 12 ? upcA($0) : wrongLength(.upcA) }
        case .upcE: return digits(payload, upcE)
        case .itf14: return digits(payload) { $0.count == 14 ? gtin14($0) : wrongLength(.gtin14) }
        case .qr: return qr(payload)
        case .typed:
            let separators: Set<UInt8> = [ASCII.space, UInt8(ascii: "-")]
            return digits(payload.filter { !separators.contains($0) }, byLength)
        case .price4: return digits(payload) { priceField($0, count: 4) }
        case .price5: return digits(payload) { priceField($0, count: 5) }
        case nil: return unhinted(payload)
        }
    }

    /// No hint and no identifier: the length of a number decides, anything else is a text.
    private func unhinted(_ payload: [UInt8]) -> BarcodeReading {
        if let values = ASCII.digits(payload) { return byLength(values) }
        let parts = payload.split(separator: ASCII.space, maxSplits: 1)
        if parts.count == 2, let main = ASCII.digits(parts[0]), main.count == 13,
            let addOn = ASCII.digits(parts[1]), addOn.count == 2 || addOn.count == 5
        {
            return withAddOn(main + addOn)
        }
        if let refusal = printable(payload) { return refusal }
        guard let text = String(validating: payload, as: UTF8.self) else {
            return BarcodeReading(.invalid, "format: not UTF-8")
        }
        if FiscalReceipt.claims(text) { return qr(payload) }
        if let damage = BarcodeFormat.layoutDamage(text) { return BarcodeReading(.invalid, damage) }
        return BarcodeReading(.other, "a text or a card number, not a GTIN")
    }

    private func byLength(_ values: [UInt8]) -> BarcodeReading {
        switch values.count {
        case 13: return number13(values)
        case 12: return upcA(values)
        case 8: return eightDigits(values)
        case 14: return gtin14(values)
        case 10 where CheckDigit.isISBN10(values.map { $0 + ASCII.zero }): return isbn10
        default: return BarcodeReading(.invalid, "length (\(values.count) digits, no hint)")
        }
    }

    /// Runs `body` on the values of a payload that must be digits only.
    private func digits(
        _ payload: [UInt8],
        _ body: ([UInt8]) -> BarcodeReading
    ) -> BarcodeReading {
        guard let values = ASCII.digits(payload) else {
            return BarcodeReading(.invalid, BarcodeFormat.reason(payload))
        }
        return body(values)
    }

    /// The refusal of a payload with control characters; nil when there is none.
    private func printable(_ payload: [UInt8]) -> BarcodeReading? {
        guard let control = payload.first(where: ASCII.isControl) else { return nil }
        return BarcodeReading(
            .invalid,
            control == ASCII.nul ? "format: NUL inside" : "format: control character"
        )
    }

    private func reply(_ payload: [UInt8]) -> BarcodeReading {
        // One old Symbol model sends Bookland codes under ]X0; a reply is never 13 such digits.
        if let values = ASCII.digits(payload), values.count == 13, values[0] == 9, values[1] == 7,
            CheckDigit.isRight(values[...])
        {
            return number13(values)
        }
        var reading = BarcodeReading(.other, "Honeywell command response, not a barcode")
        reading.content = ""
        return reading
    }

    private func data(_ payload: [UInt8], _ kind: BarcodeKind) -> BarcodeReading {
        if let refusal = printable(payload) { return refusal }
        if payload.isEmpty { return BarcodeReading(.invalid, "empty", kind: kind) }
        if payload.count == 13, ASCII.digits(payload) != nil {
            return BarcodeReading(
                .other,
                "\(kind.rawValue) that carries 13 digits: "
                    + "a card number, not a GTIN by symbology",
                kind: kind
            )
        }
        return BarcodeReading(
            .other,
            "\(kind.rawValue): a text or a card number, not a GTIN",
            kind: kind
        )
    }

    private func qr(_ payload: [UInt8]) -> BarcodeReading {
        if let refusal = printable(payload) { return refusal }
        guard let text = String(validating: payload, as: UTF8.self) else {
            return BarcodeReading(.invalid, "format: not UTF-8", kind: .qr)
        }
        guard FiscalReceipt.claims(text) else {
            return BarcodeReading(.other, "QR: a text, not a GTIN", kind: .qr)
        }
        do throws(FiscalReceipt.Refusal) {
            let receipt = try FiscalReceipt(text)
            var reading = BarcodeReading(
                .other,
                "Russian fiscal receipt" + (receipt.hasSeconds ? " (seconds present)" : ""),
                kind: .qr
            )
            reading.receipt = receipt
            return reading
        } catch {
            var reading = BarcodeReading(.invalid, "not a well-formed receipt code", kind: .qr)
            reading.receiptRefusal = error
            return reading
        }
    }

    private func elementString(_ payload: [UInt8], _ kind: BarcodeKind) -> BarcodeReading {
        guard let elements = GS1ElementString(payload) else {
            let refusal = BarcodeReading(.invalid, "not a well-formed GS1 element string")
            var reading = refusal
            reading.kind = kind
            return reading
        }
        guard let values = elements.gtin14 else {
            return BarcodeReading(.other, "GS1 data without a GTIN", kind: kind)
        }
        var reading = gtin14(values)
        reading.kind = kind
        return reading
    }
}
