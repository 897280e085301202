import CanonicalJSON
import Ledger
import Loyalty

/// The stored form of a sale: what its digest is made of, and what a restart reads back.
extension SaleRequest {
    /// The sale as canonical JSON; a till-read barcode is replaced by its keyed hash, so that no
    /// card number reaches the disk.
    func content(keys: CredentialKeys) -> JSONValue {
        var object: [String: JSONValue] = [
            "id": .string(id), "station": .string(station),
            "lines": .array(lines.map(\.content)),
        ]
        object["at"] = atUnixSeconds.map(JSONValue.integer)
        object["receipt"] = receipt.map(JSONValue.string)
        object["fiscal"] = fiscal.map(JSONValue.string)
        object["partner"] = partner.map(JSONValue.string)
        if case .barcode(let digits)? = presented {
            let credential = keys.credential(kind: .ean13, canonical: Array(digits.utf8))
            object["credential"] = .string(
                String(credential.high, radix: 16) + "-" + String(credential.low, radix: 16)
            )
        }
        return .object(object)
    }

    /// Reads a stored sale back; nil when it is not one.
    ///
    /// A stored credential is not needed any more: such a sale was over when it was stored.
    init?(content: JSONValue) {
        guard case .object(let object) = content,
            case .string(let id)? = object["id"],
            case .string(let station)? = object["station"],
            case .array(let stored)? = object["lines"]
        else { return nil }
        let lines = stored.compactMap(Line.init(content:))
        guard lines.count == stored.count else { return nil }
        self.init(id: id, station: station, lines: lines)
        if case .integer(let at)? = object["at"] { atUnixSeconds = at }
        if case .string(let text)? = object["receipt"] { receipt = text }
        if case .string(let text)? = object["fiscal"] { fiscal = text }
        if case .string(let text)? = object["partner"] { partner = text }
    }
}

extension SaleRequest.Line {
    fileprivate var content: JSONValue {
        var object: [String: JSONValue] = [
            "quantity": .integer(quantityThousandths), "unit": .integer(unitMinor),
            "total": .integer(totalMinor),
        ]
        object["gtin"] = gtin.map(JSONValue.string)
        object["sku"] = sku.map(JSONValue.string)
        object["category"] = category.map(JSONValue.string)
        object["brand"] = brand.map(JSONValue.string)
        return .object(object)
    }

    fileprivate init?(content: JSONValue) {
        guard case .object(let object) = content,
            case .integer(let quantity)? = object["quantity"],
            case .integer(let unit)? = object["unit"],
            case .integer(let total)? = object["total"]
        else { return nil }
        self.init(quantityThousandths: quantity, unitMinor: unit, totalMinor: total)
        if case .string(let text)? = object["gtin"] { gtin = text }
        if case .string(let text)? = object["sku"] { sku = text }
        if case .string(let text)? = object["category"] { category = text }
        if case .string(let text)? = object["brand"] { brand = text }
    }
}

/// The stored form of a sale's end.
extension SaleReport.State {
    /// The state's word in the ledger.
    var word: SaleRecord.State {
        switch self {
        case .pending: .pending
        case .credited: .credited
        case .refused: .refused
        case .noCard: .noCard
        case .cancelled: .cancelled
        }
    }

    /// What the word alone does not say.
    var answer: JSONValue? {
        switch self {
        case .pending, .noCard, .cancelled: nil
        case .refused(let code): .object(["code": .string(code)])
        case .credited(let credit):
            .object([
                "granted": .object(credit.grantedMicro.mapValues(JSONValue.integer)),
                "available": .object(credit.availableMicro.mapValues(JSONValue.integer)),
                "event": .string(credit.event),
            ])
        }
    }

    /// Reads a stored state back; nil when it is not one.
    init?(word: SaleRecord.State, answer: JSONValue?) {
        switch (word, answer) {
        case (.pending, _): self = .pending
        case (.noCard, _): self = .noCard
        case (.cancelled, _): self = .cancelled
        case (.refused, .object(let object)?):
            guard case .string(let code)? = object["code"] else { return nil }
            self = .refused(code: code)
        case (.credited, .object(let object)?):
            guard case .string(let event)? = object["event"],
                case .object(let granted)? = object["granted"],
                case .object(let available)? = object["available"]
            else { return nil }
            var credit = SaleReport.Credit(event: event)
            credit.grantedMicro = granted.compactMapValues(\.integer)
            credit.availableMicro = available.compactMapValues(\.integer)
            self = .credited(credit)
        case (.refused, _), (.credited, _): return nil
        }
    }
}

extension JSONValue {
    fileprivate var integer: Int64? {
        guard case .integer(let value) = self else { return nil }
        return value
    }
}
