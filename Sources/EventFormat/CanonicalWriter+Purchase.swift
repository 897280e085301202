import CanonicalJSON
import Loyalty

// Sales, returns and actions.
extension CanonicalWriter {
    mutating func fields(_ purchase: Purchase, _ event: LoyaltyEvent) {
        at(event)
        attributes(purchase.attributes)
        cardOrCredential(purchase.buyer)
        optional("fiscal", purchase.fiscal)
        id(event)
        optional("instrument", purchase.instrument)
        lines(purchase.lines)
        member(purchase.buyer)
        optional("partner", purchase.partner)
        if let pay = purchase.pay {
            name("pay")
            beginObject()
            name("points")
            switch pay.points {
            case .max: string("max")
            case .points(let points): integer(points.micro)
            }
            text("reward", pay.reward)
            endObject()
        }
        optional("receipt", purchase.receipt)
        type("purchase")
        texts("use", purchase.use)
    }

    mutating func fields(_ receipt: UnclaimedReceipt, _ event: LoyaltyEvent) {
        at(event)
        optional("fiscal", receipt.fiscal)
        id(event)
        lines(receipt.lines)
        optional("partner", receipt.partner)
        optional("receipt", receipt.receipt)
        type("receipt")
    }

    mutating func fields(_ goods: Return, _ event: LoyaltyEvent) {
        at(event)
        id(event)
        if let lines = goods.lines {
            name("lines")
            beginArray()
            for line in lines {
                beginObject()
                name("n")
                integer(Int64(line.number))
                name("qty")
                integer(line.quantity)
                endObject()
            }
            endArray()
        }
        text("ref", goods.purchase)
        type("return")
    }

    mutating func fields(_ action: MemberAction, _ event: LoyaltyEvent) {
        text("action", action.action)
        at(event)
        attributes(action.attributes)
        cardOrCredential(action.who)
        id(event)
        optional("instrument", action.instrument)
        member(action.who)
        optional("partner", action.partner)
        type("action")
    }

    private mutating func attributes(_ attributes: [String: Int64]) {
        guard !attributes.isEmpty else { return }
        name("attrs")
        beginObject()
        for (name, value) in attributes.inCanonicalOrder {
            self.name(name)
            integer(value)
        }
        endObject()
    }

    private mutating func lines(_ lines: [ReceiptLine]) {
        name("lines")
        beginArray()
        for line in lines {
            beginObject()
            optional("brand", line.brand)
            optional("cat", line.category)
            name("qty")
            integer(line.quantity)
            optional("sku", line.sku)
            name("unit")
            integer(line.unit.minor)
            endObject()
        }
        endArray()
    }
}
