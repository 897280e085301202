import CanonicalJSON
import Loyalty

// Sales, returns and actions.
extension FieldReader {
    mutating func purchase() throws(EventFormatError) -> Purchase {
        let buyer = try identification()
        let lines = try receiptLines()
        guard !lines.isEmpty else { throw fault("lines", EventFormatError.noLines) }
        return Purchase(
            buyer: buyer,
            lines: lines,
            partner: try optionalText("partner"),
            receipt: try optionalText("receipt"),
            fiscal: try optionalText("fiscal"),
            instrument: try optionalText("instrument"),
            attributes: try attributes(),
            use: try texts("use"),
            pay: try pointsPayment()
        )
    }

    mutating func unclaimedReceipt() throws(EventFormatError) -> UnclaimedReceipt {
        let receipt = UnclaimedReceipt(
            lines: try receiptLines(),
            partner: try optionalText("partner"),
            receipt: try optionalText("receipt"),
            fiscal: try optionalText("fiscal")
        )
        guard receipt.receipt != nil || receipt.fiscal != nil else {
            throw fault("receipt", EventFormatError.noReceiptKey)
        }
        return receipt
    }

    mutating func goodsReturn() throws(EventFormatError) -> Return {
        let purchase = try requiredText("ref")
        guard let values = try optionalArray("lines", maximumCount: EventLimits.maximumLines) else {
            return Return(purchase: purchase)
        }
        var lines: [Return.Line] = []
        lines.reserveCapacity(values.count)
        for (index, value) in values.enumerated() {
            var line = try FieldReader(value, in: path(of: "lines"), index: index)
            let number = try line.requiredInteger("n")
            lines.append(
                Return.Line(number: Int(number), quantity: try line.requiredInteger("qty"))
            )
            try line.finish()
        }
        return Return(purchase: purchase, lines: lines)
    }

    mutating func action() throws(EventFormatError) -> MemberAction {
        MemberAction(
            who: try identification(),
            action: try requiredText("action"),
            partner: try optionalText("partner"),
            instrument: try optionalText("instrument"),
            attributes: try attributes()
        )
    }

    private mutating func receiptLines() throws(EventFormatError) -> [ReceiptLine] {
        let values = try requiredArray("lines", maximumCount: EventLimits.maximumLines)
        var lines: [ReceiptLine] = []
        lines.reserveCapacity(values.count)
        for (index, value) in values.enumerated() {
            var line = try FieldReader(value, in: path(of: "lines"), index: index)
            lines.append(
                ReceiptLine(
                    sku: try line.optionalText("sku"),
                    quantity: try line.requiredInteger("qty"),
                    unit: Money(minor: try line.requiredInteger("unit")),
                    category: try line.optionalText("cat"),
                    brand: try line.optionalText("brand")
                )
            )
            try line.finish()
        }
        return lines
    }

    private mutating func attributes() throws(EventFormatError) -> [String: Int64] {
        guard let value = optional("attrs") else { return [:] }
        guard let members = value.object else { throw fault("attrs", "must be an object") }
        guard members.count <= EventLimits.maximumFlags else {
            throw fault("attrs", "may have at most \(EventLimits.maximumFlags) members")
        }
        var attributes: [String: Int64] = [:]
        for (name, value) in members.inCanonicalOrder {
            _ = try text(.string(name), "attrs")
            guard let integer = value.integer else {
                throw fault("attrs", "each must be an integer")
            }
            attributes[name] = integer
        }
        return attributes
    }

    private mutating func pointsPayment() throws(EventFormatError) -> PointsPayment? {
        guard let value = optional("pay") else { return nil }
        var inner = try FieldReader(value, in: path(of: "pay"))
        let reward = try inner.requiredText("reward")
        let request: PointsPayment.Request
        switch try inner.required("points") {
        case .integer(let micro): request = .points(Points(micro: micro))
        case .string("max"): request = .max
        default: throw inner.fault("points", "must be an integer or \"max\"")
        }
        try inner.finish()
        return PointsPayment(reward: reward, points: request)
    }
}
