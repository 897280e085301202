/// One line of a receipt.
package struct ReceiptLine: Hashable, Sendable {
    /// Article number or GTIN.
    package let sku: String?
    /// Units, 1 to 1,000,000; else `amountOutOfRange`.
    package let quantity: Int64
    /// Price of one unit, 0 to 10^13 minor units; else `amountOutOfRange`.
    package let unit: Money
    /// Category of goods.
    package let category: String?
    /// Brand.
    package let brand: String?

    /// Makes a line.
    package init(
        sku: String?,
        quantity: Int64,
        unit: Money,
        category: String? = nil,
        brand: String? = nil
    ) {
        self.sku = sku
        self.quantity = quantity
        self.unit = unit
        self.category = category
        self.brand = brand
    }
}

/// Points that a purchase is paid with.
package struct PointsPayment: Hashable, Sendable {
    /// How many points are asked for.
    package enum Request: Hashable, Sendable {
        /// As many as the limits let (`"max"`); nothing when that is below the minimum.
        case max
        /// Exactly so many micro-points.
        case points(Points)
    }

    /// The id of a tender.
    package let reward: String
    /// How many points are asked for.
    package let points: Request

    /// Makes a payment.
    package init(reward: String, points: Request) {
        self.reward = reward
        self.points = points
    }
}

/// The values of a `purchase` event.
package struct Purchase: Hashable, Sendable {
    /// Who bought.
    package let buyer: Identification
    /// The lines of the receipt, in its order; at least one.
    package let lines: [ReceiptLine]
    /// The partner that sold; `house` when absent.
    package let partner: String?
    /// The till's receipt number: counts once for each partner, unless there is a fiscal key.
    package let receipt: String?
    /// The fiscal key: counts once for all.
    package let fiscal: String?
    /// The token of the instrument that paid the money.
    package let instrument: String?
    /// Attributes that conditions and amounts look at.
    package let attributes: [String: Int64]
    /// Ids of free items to be given that are not automatic; a repeated one counts once.
    package let use: [String]
    /// Points that it is paid with.
    package let pay: PointsPayment?

    /// Makes the values of a purchase.
    package init(
        buyer: Identification,
        lines: [ReceiptLine],
        partner: String? = nil,
        receipt: String? = nil,
        fiscal: String? = nil,
        instrument: String? = nil,
        attributes: [String: Int64] = [:],
        use: [String] = [],
        pay: PointsPayment? = nil
    ) {
        self.buyer = buyer
        self.lines = lines
        self.partner = partner
        self.receipt = receipt
        self.fiscal = fiscal
        self.instrument = instrument
        self.attributes = attributes
        self.use = use
        self.pay = pay
    }
}

/// The values of a `receipt` event: a sale to which nobody presented a card.
package struct UnclaimedReceipt: Hashable, Sendable {
    /// The lines of the receipt, in its order.
    package let lines: [ReceiptLine]
    /// The partner that sold; `house` when absent.
    package let partner: String?
    /// The till's receipt number.
    package let receipt: String?
    /// The fiscal key.
    package let fiscal: String?

    /// Makes the values of a receipt.
    package init(
        lines: [ReceiptLine],
        partner: String? = nil,
        receipt: String? = nil,
        fiscal: String? = nil
    ) {
        self.lines = lines
        self.partner = partner
        self.receipt = receipt
        self.fiscal = fiscal
    }
}

/// The values of a `return` event.
package struct Return: Hashable, Sendable {
    /// Units of one line that come back.
    package struct Line: Hashable, Sendable {
        /// The line of the purchase's receipt, from 1; an unknown one: `overReturn`.
        package let number: Int
        /// Units, 0 or more; quantities of a repeated line add up; below 0: `overReturn`.
        package let quantity: Int64

        /// Makes a line.
        package init(number: Int, quantity: Int64) {
            self.number = number
            self.quantity = quantity
        }
    }

    /// The id of the purchase's event (`ref`).
    package let purchase: String
    /// What comes back; nil: all that is left.
    package let lines: [Line]?

    /// Makes the values of a return.
    package init(purchase: String, lines: [Line]? = nil) {
        self.purchase = purchase
        self.lines = lines
    }
}

/// The values of an `action` event.
package struct MemberAction: Hashable, Sendable {
    /// Who did it.
    package let who: Identification
    /// The action's name.
    package let action: String
    /// Where; `house` when absent.
    package let partner: String?
    /// The token of the instrument that was used.
    package let instrument: String?
    /// Attributes that conditions and amounts look at.
    package let attributes: [String: Int64]

    /// Makes the values of an action.
    package init(
        who: Identification,
        action: String,
        partner: String? = nil,
        instrument: String? = nil,
        attributes: [String: Int64] = [:]
    ) {
        self.who = who
        self.action = action
        self.partner = partner
        self.instrument = instrument
        self.attributes = attributes
    }
}
