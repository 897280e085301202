package import CanonicalJSON
package import Loyalty

extension EventFormat {
    /// Writes an outcome as one JSON object: `{"out":{...},"status":"applied"}` or
    /// `{"error":CODE,"status":"rejected"}`, empty values left out.
    ///
    /// - Parameters:
    ///   - outcome: The outcome.
    ///   - event: The id of the event it answers, written as `event`; nil: it is left out.
    ///   - zone: The zone whose offset instants are written with; nil: UTC.
    ///   - writer: Where it goes.
    package static func write(
        _ outcome: Outcome,
        event: String? = nil,
        zone: Zone? = nil,
        to writer: inout CanonicalWriter
    ) {
        writer.beginObject()
        switch outcome {
        case .applied(let effect):
            writer.optional("event", event)
            if !effect.isEmpty {
                writer.name("out")
                writer.effect(effect, zone: zone)
            }
            writer.text("status", "applied")
        case .refused(let refusal):
            writer.text("error", refusal.code)
            writer.optional("event", event)
            writer.values(of: refusal)
            writer.text("status", "rejected")
        }
        writer.endObject()
    }

    /// The canonical JSON of an outcome.
    package static func canonicalBytes(_ outcome: Outcome) -> [UInt8] {
        var writer = CanonicalWriter()
        write(outcome, to: &writer)
        return writer.bytes
    }

    /// Writes a balance as `{"avail","debt","held","pend"}`, zero amounts left out.
    package static func write(_ balance: Balance, to writer: inout CanonicalWriter) {
        writer.beginObject()
        for (name, points) in [
            ("avail", balance.available), ("debt", balance.debt), ("held", balance.held),
            ("pend", balance.pending),
        ] where points != .zero {
            writer.name(name)
            writer.integer(points.micro)
        }
        writer.endObject()
    }
}

extension Effect {
    fileprivate var isEmpty: Bool { self == Effect() }
}

extension CanonicalWriter {
    /// Writes the values of a refusal as `out`; nothing when it has none.
    fileprivate mutating func values(of refusal: Refusal) {
        switch refusal {
        case .duplicateReceipt(let event): out { $0.text("of", event) }
        case .notAMultipleOfStep(let step): out { $0.optional("step", step.micro) }
        case .insufficientPoints(let points): out { $0.optional("available", points.micro) }
        case .overRedemptionLimit(let limit): out { $0.optional("limit", limit.micro) }
        case .belowMinimum(let minimum): out { $0.optional("minimum", minimum.micro) }
        case .wrongCode(let tries): out { $0.optional("triesLeft", Int64(tries)) }
        default: break
        }
    }

    private mutating func out(_ write: (inout CanonicalWriter) -> Void) {
        name("out")
        beginObject()
        write(&self)
        endObject()
    }

    /// Writes the values of an effect; its own members and those of the answer to an inquiry stand
    /// in one order of names.
    fileprivate mutating func effect(_ effect: Effect, zone: Zone?) {
        let summary = effect.inquiry
        beginObject()
        members("balance", summary?.balances) { EventFormat.write($1, to: &$0) }
        texts("benefits", summary?.benefits ?? [])
        optional("buyers", effect.buyers.map(Int64.init))
        points("byRule", effect.byRule)
        points("clawedBack", effect.clawedBack)
        members("coming", summary?.coming) { $0.dated($1) }
        points("debt", effect.debt)
        optional("deducted", effect.deducted?.minor)
        members("discount", effect.discount) { $0.integer($1.minor) }
        optional("due", effect.due?.minor)
        members("expiring", summary?.expiring) { $0.dated($1) }
        texts("free", effect.free)
        optional("from", effect.from, zone: zone)
        points("granted", effect.granted)
        optional("item", effect.item)
        optional("net", effect.net?.minor)
        members("next", summary?.next) { $0.next($1) }
        optional("nextChangeAt", summary?.nextChangeAt, zone: zone)
        texts("noAccrual", effect.noAccrual)
        texts("offers", effect.offers)
        optional("pointsPaid", effect.pointsPaid?.micro)
        optional("pointsValue", effect.pointsValue?.minor)
        optional("refund", effect.refund?.minor)
        points("restored", effect.restored)
        optional("state", effect.state?.rawValue)
        if let statement = effect.statement { all("statement", statement) { $0.integer($1.minor) } }
        optional("status", summary?.status?.rawValue)
        members("tier", summary?.tiers) { $0.string($1) }
        optional("to", effect.to, zone: zone)
        points("writtenOff", effect.writtenOff)
        endObject()
    }

    private mutating func next(_ next: NextTier) {
        beginObject()
        optional("need", next.need)
        text("tier", next.tier)
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

    private mutating func points(_ name: String, _ points: [String: Points]) {
        members(name, points) { $0.integer($1.micro) }
    }

    private mutating func members<Value>(
        _ name: String,
        _ members: [String: Value]?,
        write: (inout CanonicalWriter, Value) -> Void
    ) {
        guard let members, !members.isEmpty else { return }
        all(name, members, write: write)
    }

    /// Writes an object, also an empty one.
    private mutating func all<Value>(
        _ name: String,
        _ members: [String: Value],
        write: (inout CanonicalWriter, Value) -> Void
    ) {
        self.name(name)
        beginObject()
        for (name, value) in members.inCanonicalOrder {
            self.name(name)
            write(&self, value)
        }
        endObject()
    }

    private mutating func optional(_ name: String, _ instant: Instant?, zone: Zone?) {
        guard let instant else { return }
        self.name(name)
        guard let zone else { return self.instant(instant) }
        plainString { EventFormat.append(instant, in: zone, to: &$0) }
    }
}
