import CanonicalJSON
import TapFlow

/// Writes what the flow reports to tills and to whoever watches the service.
enum ReportJSON {
    /// `{"id","station","state"}`, for a credited sale `credited`, for a refused one `code`.
    static func json(_ report: SaleReport) -> JSONValue {
        var members: [String: JSONValue] = [
            "id": .string(report.id),
            "station": .string(report.station),
        ]
        switch report.state {
        case .pending: members["state"] = .string("pending")
        case .noCard: members["state"] = .string("noCard")
        case .cancelled: members["state"] = .string("cancelled")
        case .refused(let code):
            members["state"] = .string("refused")
            members["code"] = .string(code)
        case .credited(let credit):
            members["state"] = .string("credited")
            members["credited"] = .object([
                "granted": .object(credit.grantedMicro.mapValues { .integer($0) }),
                "available": .object(credit.availableMicro.mapValues { .integer($0) }),
                "event": .string(credit.event),
            ])
        }
        return .object(members)
    }

    /// `{"serving", "parts": [{"name","working","detail"}]}`.
    static func json(_ report: HealthReport) -> JSONValue {
        .object([
            "serving": .bool(report.isServing),
            "parts": .array(
                report.parts.map { part in
                    .object([
                        "name": .string(part.name),
                        "working": .bool(part.isWorking),
                        "detail": .string(part.detail),
                    ])
                }
            ),
        ])
    }
}
