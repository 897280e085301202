package import CanonicalJSON
package import Loyalty

extension EventFormat {
    /// Writes an outcome as one JSON object: `{"out":{...},"status":"applied"}` or
    /// `{"error":CODE,"status":"rejected"}`, empty values left out.
    package static func write(_ outcome: Outcome, to writer: inout CanonicalWriter) {
        writer.beginObject()
        switch outcome {
        case .applied(let effect):
            if !effect.isEmpty {
                writer.name("out")
                writer.effect(effect)
            }
            writer.name("status")
            writer.string("applied")
        case .refused(let refusal):
            writer.name("error")
            writer.string(refusal.code)
            if case .duplicateReceipt(let event) = refusal {
                writer.name("out")
                writer.beginObject()
                writer.name("of")
                writer.string(event)
                writer.endObject()
            }
            writer.name("status")
            writer.string("rejected")
        }
        writer.endObject()
    }

    /// The canonical JSON of an outcome.
    package static func canonicalBytes(_ outcome: Outcome) -> [UInt8] {
        var writer = CanonicalWriter()
        write(outcome, to: &writer)
        return writer.bytes
    }
}

extension Effect {
    fileprivate var isEmpty: Bool {
        net == nil && due == nil && granted.isEmpty && byRule.isEmpty && noAccrual.isEmpty
            && inquiry == nil
    }
}

extension CanonicalWriter {
    /// Writes the values of an effect; its own members and those of the answer to an inquiry stand
    /// in one order of names.
    fileprivate mutating func effect(_ effect: Effect) {
        let summary = effect.inquiry
        beginObject()
        members("balance", summary?.balances) { $0.balance($1) }
        texts("benefits", summary?.benefits)
        // What a rule granted: a rule credits one pot, so its grants by pot have one entry.
        members("byRule", effect.byRule) { $0.integer($1.values.reduce(0) { $0 + $1.micro }) }
        members("coming", summary?.coming) { $0.dated($1) }
        optional("due", effect.due?.minor)
        members("expiring", summary?.expiring) { $0.dated($1) }
        members("granted", effect.granted) { $0.integer($1.micro) }
        optional("net", effect.net?.minor)
        members("next", summary?.next) { writer, next in
            writer.beginObject()
            writer.name("need")
            writer.integer(next.need)
            writer.name("tier")
            writer.string(next.tier)
            writer.endObject()
        }
        if let instant = summary?.nextChangeAt {
            name("nextChangeAt")
            self.instant(instant)
        }
        texts("noAccrual", effect.noAccrual)
        if summary != nil {
            name("status")
            string("active")
        }
        members("tier", summary?.tiers) { $0.string($1) }
        endObject()
    }

    /// Writes a balance, zero amounts left out.
    private mutating func balance(_ balance: Balance) {
        beginObject()
        for (name, points) in [
            ("avail", balance.available), ("debt", balance.debt), ("held", balance.held),
            ("pend", balance.pending),
        ] where points != .zero {
            self.name(name)
            integer(points.micro)
        }
        endObject()
    }

    private mutating func dated(_ dated: [DatedPoints]) {
        beginArray()
        for entry in dated {
            beginArray()
            plainString { EventFormat.append(entry.date, to: &$0) }
            integer(entry.points.micro)
            endArray()
        }
        endArray()
    }

    private mutating func members<Value>(
        _ name: String,
        _ members: [String: Value]?,
        write: (inout CanonicalWriter, Value) -> Void
    ) {
        guard let members, !members.isEmpty else { return }
        self.name(name)
        beginObject()
        for (name, value) in members.inCanonicalOrder {
            self.name(name)
            write(&self, value)
        }
        endObject()
    }

    private mutating func texts(_ name: String, _ texts: [String]?) {
        guard let texts, !texts.isEmpty else { return }
        self.name(name)
        beginArray()
        for text in texts { string(text) }
        endArray()
    }

    private mutating func optional(_ name: String, _ number: Int64?) {
        guard let number else { return }
        self.name(name)
        integer(number)
    }
}
