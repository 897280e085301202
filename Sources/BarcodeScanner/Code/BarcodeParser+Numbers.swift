// Trade item numbers: lengths, check digits, prefixes.
extension BarcodeParser {
    var isbn10: BarcodeReading {
        BarcodeReading(
            .invalid,
            "length (ISBN-10 is not a GTIN; a book field may accept it)",
            kind: .isbn10
        )
    }

    func wrongLength(_ kind: BarcodeKind) -> BarcodeReading {
        BarcodeReading(.invalid, "length", kind: kind)
    }

    /// A payload that must be an EAN-13.
    func ean13(_ payload: [UInt8]) -> BarcodeReading {
        guard let values = ASCII.digits(payload) else {
            if CheckDigit.isISBN10(payload) { return isbn10 }
            let isPrefixed =
                ASCII.digits(payload.dropFirst()).flatMap(GTIN13.init(digits:)) != nil
            return BarcodeReading(
                .invalid,
                isPrefixed
                    ? "format (a code-ID prefix must be configured to be stripped)"
                    : BarcodeFormat.reason(payload),
                kind: isPrefixed ? .ean13 : nil
            )
        }
        switch values.count {
        case 13: return number13(values)
        case 12 where rules.addsCheckDigit:
            return number13(values + [CheckDigit.gs1(values[...])])
        default: return lengthOfEAN13(values)
        }
    }

    /// Says what digits of a wrong length most likely are.
    private func lengthOfEAN13(_ values: [UInt8]) -> BarcodeReading {
        if values.count == 12, CheckDigit.isRight(values[...]) {
            return BarcodeReading(
                .invalid,
                "length (12 digits under an EAN13 hint; without a hint it is a valid UPC-A)"
            )
        }
        if CheckDigit.isISBN10(values.map { $0 + ASCII.zero }) { return isbn10 }
        let lastIsWhole = CheckDigit.isRight(values.suffix(13))
        if values.count == 26, lastIsWhole, CheckDigit.isRight(values.prefix(13)) {
            return BarcodeReading(.invalid, "length (two scans without a terminator)")
        }
        if (14..<26).contains(values.count), lastIsWhole {
            return BarcodeReading(
                .invalid,
                "length (remains of an interrupted scan before a whole one)"
            )
        }
        return BarcodeReading(.invalid, "length")
    }

    /// Thirteen digits.
    func number13(_ values: [UInt8]) -> BarcodeReading {
        guard let number = GTIN13(digits: values) else {
            return BarcodeReading(.invalid, "checksum", kind: .ean13)
        }
        let prefix = GS1Prefix.of(number)
        if prefix.itemClass == .rcnRegion, let region = rules.region,
            let measure = VariableMeasure(number, region: region), !measure.isVerified
        {
            var reading = BarcodeReading(
                .invalid,
                "price/weight verifier digit (GTIN check digit is right)",
                kind: .ean13
            )
            reading.itemClass = prefix.itemClass
            return reading
        }
        let kind: BarcodeKind =
            switch prefix.itemClass {
            case .isbn: .isbn13
            case .ismn: .ismn13
            case .issn: .issn13
            default: .ean13
            }
        return valid(number, kind, prefix)
    }

    func ean8(_ values: [UInt8]) -> BarcodeReading {
        guard let number = GTIN13(padding: values) else {
            return BarcodeReading(.invalid, "checksum", kind: .ean8)
        }
        return valid(number, .ean8, GS1Prefix.ofGTIN8(values))
    }

    func upcA(_ values: [UInt8]) -> BarcodeReading {
        guard let number = GTIN13(padding: values) else {
            return BarcodeReading(.invalid, "checksum", kind: .upcA)
        }
        return valid(number, .upcA, GS1Prefix.of(number))
    }

    func upcE(_ values: [UInt8]) -> BarcodeReading {
        do {
            let expanded = try UPCE.expand(values)
            guard let number = GTIN13(padding: expanded) else {
                return BarcodeReading(.invalid, "checksum", kind: .upcE)
            }
            var reading = valid(number, .upcE, GS1Prefix.of(number))
            if values.count == 6 {
                reading.reason = "6 digits: number system 0 and check digit implied"
            }
            return reading
        } catch {
            let reason =
                switch error {
                case .length: "length"
                case .numberSystem: "number system must be 0 or 1"
                case .checksum: "checksum"
                }
            return BarcodeReading(.invalid, reason, kind: .upcE)
        }
    }

    /// Eight digits of which nobody said whether they are EAN-8 or UPC-E.
    func eightDigits(_ values: [UInt8]) -> BarcodeReading {
        let asEAN8 = ean8(values)
        let asUPCE = upcE(values)
        guard let first = asEAN8.gtin13 else {
            return asUPCE.verdict == .valid ? asUPCE : asEAN8
        }
        guard let second = asUPCE.gtin13 else { return asEAN8 }
        var reading = BarcodeReading(.ambiguous, "valid both as EAN-8 and as UPC-E")
        reading.candidates = [first, second]
        return reading
    }

    func gtin14(_ values: [UInt8]) -> BarcodeReading {
        guard values.count == 14, CheckDigit.isRight(values[...]) else {
            return BarcodeReading(.invalid, "checksum", kind: .gtin14)
        }
        guard values[0] == 0, let number = GTIN13(digits: values.dropFirst()) else {
            return BarcodeReading(
                .other,
                "case level: has no GTIN-13 of its own",
                kind: .gtin14
            )
        }
        return valid(number, .gtin14, GS1Prefix.of(number))
    }

    /// ]E0 carries EAN-13, UPC-A and UPC-E; Symbol appends the add-on as a second ]E1 or ]E2.
    func eanOrUPC(_ payload: [UInt8]) -> BarcodeReading {
        if payload.count > 16, let part = SymbologyIdentifier(payload.dropFirst(13)),
            let main = ASCII.digits(payload.prefix(13)),
            let addOn = ASCII.digits(payload.dropFirst(16)),
            (part.text == "]E1" && addOn.count == 2) || (part.text == "]E2" && addOn.count == 5)
        {
            return withAddOn(main + addOn)
        }
        guard let values = ASCII.digits(payload) else {
            return BarcodeReading(.invalid, BarcodeFormat.reason(payload))
        }
        switch values.count {
        case 12: return upcA(values)
        case 8: return upcE(values)
        default: return ean13(payload)
        }
    }

    func withAddOn(_ values: [UInt8]) -> BarcodeReading {
        withAddOn(values, addOn: values.count - 13)
    }

    func withAddOn(_ values: [UInt8], addOn count: Int) -> BarcodeReading {
        guard count == 2 || count == 5, values.count == 13 + count else {
            return wrongLength(.ean13)
        }
        var reading = number13(Array(values.prefix(13)))
        if reading.verdict == .valid { reading.addOn = ASCII.text(values.dropFirst(13)) }
        return reading
    }

    func priceField(_ values: [UInt8], count: Int) -> BarcodeReading {
        values.count == count
            ? BarcodeReading(.valid) : BarcodeReading(.invalid, "length")
    }

    private func valid(
        _ number: GTIN13,
        _ kind: BarcodeKind,
        _ prefix: GS1Prefix
    ) -> BarcodeReading {
        var reading = BarcodeReading(.valid, kind: kind)
        reading.gtin13 = number
        reading.itemClass = prefix.itemClass
        reading.issuer = prefix.issuer
        return reading
    }
}
