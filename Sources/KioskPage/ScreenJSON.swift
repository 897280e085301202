import CanonicalJSON
import TapFlow

/// Writes a screen as the page reads it; the shape is described in docs/API.md.
enum ScreenJSON {
    /// The whole state.
    static func json(_ state: ScreenState) -> JSONValue {
        .object([
            "revision": .integer(Int64(clamping: state.revision)),
            "station": .string(state.station),
            "view": view(state.view),
            "clearsInMilliseconds": optional(state.clearsInMilliseconds) { .integer(Int64($0)) },
            "pendingSale": optional(state.pendingSale) { sale in
                .object([
                    "totalMinor": .integer(sale.totalMinor),
                    "currency": .string(sale.currency),
                ])
            },
            "repairs": .array(state.repairs.map { .string($0.device.rawValue) }),
        ])
    }

    private static func view(_ view: ScreenState.View) -> JSONValue {
        var members: [String: JSONValue] = ["kind": .string(kind(view))]
        switch view {
        case .balance(let card), .enrolled(let card):
            members["balance"] = balance(card)
        case .earned(let card):
            members["balance"] = balance(card.balance)
            members["earned"] = .object([
                "earnedMicro": .integer(card.earnedMicro),
                "earnedLaterMicro": .integer(card.earnedLaterMicro),
                "totalMinor": .integer(card.totalMinor),
                "reason": optional(card.reason) { .string($0) },
            ])
        case .refused(let code):
            members["code"] = .string(code.rawValue)
        case .attract, .unknownCard, .unknownBarcode, .randomIdentifier, .unusableCard,
            .holdLonger, .badBarcode, .stillSaving:
            break
        }
        return .object(members)
    }

    private static func kind(_ view: ScreenState.View) -> String {
        switch view {
        case .attract: "attract"
        case .balance: "balance"
        case .earned: "earned"
        case .unknownCard: "unknownCard"
        case .enrolled: "enrolled"
        case .unknownBarcode: "unknownBarcode"
        case .randomIdentifier: "randomIdentifier"
        case .unusableCard: "unusableCard"
        case .holdLonger: "holdLonger"
        case .badBarcode: "badBarcode"
        case .stillSaving: "stillSaving"
        case .refused: "refused"
        }
    }

    private static func balance(_ card: BalanceCard) -> JSONValue {
        .object([
            "availableMicro": .integer(card.availableMicro),
            "pendingMicro": .integer(card.pendingMicro),
            "debtMicro": .integer(card.debtMicro),
            "valueMinor": optional(card.valueMinor) { .integer($0) },
            "currency": .string(card.currency),
            "quantumMicro": .integer(card.quantumMicro),
            "tier": optional(card.tier) { .string($0) },
            "nextTier": optional(card.nextTier) { next in
                .object([
                    "tier": .string(next.tier),
                    "measure": .string(next.measure),
                    "need": .integer(next.need),
                ])
            },
            "benefits": .array(card.benefits.map { .string($0) }),
            "coming": .array(card.coming.map(dated)),
            "expiring": .array(card.expiring.map(dated)),
        ])
    }

    private static func dated(_ dated: BalanceCard.Dated) -> JSONValue {
        .object(["date": .string(dated.date), "pointsMicro": .integer(dated.pointsMicro)])
    }

    private static func optional<Value>(
        _ value: Value?,
        _ json: (Value) -> JSONValue
    ) -> JSONValue {
        value.map(json) ?? .null
    }
}
