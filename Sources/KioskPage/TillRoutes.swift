import CanonicalJSON
import TapFlow

/// The till API, version 1.
extension Site {
    /// Prepares the answer to a till.
    func tillReply(to admission: Admission, body: [UInt8]) -> Reply {
        guard let till = admission.till else {
            preconditionFailure("admitted only with a token")
        }
        switch admission.endpoint {
        case .postSale:
            return .later {
                await answering { () async throws(APIError) in try await post(body, till: till) }
            }
        case .cancelSale(let id):
            return .later {
                await answering { () async throws(APIError) in
                    try await cancel(id, till: till, body: body)
                }
            }
        case .sale(let id):
            return sale(id, till: till, wait: admission.target.query["wait"])
        case .saleEvents:
            return .sales(till: till)
        default:
            preconditionFailure("not an address of the till API")
        }
    }

    private func post(_ body: [UInt8], till: String) async throws(APIError) -> Answer {
        let sale = try SaleJSON.sale(body, currency: options.currency)
        switch await service.postSale(sale, till: till) {
        case .accepted(let report):
            return Answer(status: report.isOver ? 200 : 202, json: ReportJSON.json(report))
        case .conflict:
            throw APIError(
                409,
                "saleConflict",
                "A sale with this id was posted before with other content; use a new id.",
                field: "id"
            )
        case .stationBusy:
            throw APIError(
                409,
                "stationBusy",
                "Another sale of this station waits for a card; cancel it or wait for its end.",
                field: "station"
            )
        case .unknownStation:
            throw Self.unknownStation(422)
        case .unknownPartner(let partner):
            let name = JSONFields.isPlainName(partner) ? " '\(partner)'" : ""
            throw APIError(
                422,
                "unknownPartner",
                "The partner\(name) is not in the programme; add it there or leave 'partner' out.",
                field: "partner"
            )
        case .invalid(let field, let reason):
            throw APIError(422, "amountOutOfRange", reason, field: field)
        case .unavailable:
            throw APIError(
                503,
                "storageUnavailable",
                "Nothing can be saved now and nothing was taken; post the same sale again later."
            ).adding("Retry-After", "5")
        }
    }

    private func cancel(
        _ id: String,
        till: String,
        body: [UInt8]
    ) async throws(APIError) -> Answer {
        if !body.isEmpty { try JSONFields.body(body).refuseOthers() }
        return try answer(await service.cancelSale(id: id, till: till))
    }

    private func sale(_ id: String, till: String, wait: String?) -> Reply {
        let now: @Sendable () async -> Answer = { await read(id, till: till, waitSeconds: 0) }
        guard let wait else { return .later(now) }
        guard let seconds = Self.waitSeconds(wait) else {
            return .answer(
                Answer(
                    APIError(
                        400,
                        "badWait",
                        "The parameter 'wait' must be a whole number of seconds from 0 to "
                            + "\(HTTPLimits.pollWaitSecondsMaximum); correct it."
                    )
                )
            )
        }
        guard seconds > 0 else { return .later(now) }
        return .poll(
            wait: { await read(id, till: till, waitSeconds: seconds) },
            now: now
        )
    }

    private static func waitSeconds(_ text: String) -> Int? {
        guard
            text.utf8.allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }),
            let seconds = Int(text), seconds <= HTTPLimits.pollWaitSecondsMaximum
        else { return nil }
        return seconds
    }

    private func read(_ id: String, till: String, waitSeconds: Int) async -> Answer {
        await answering { () async throws(APIError) in
            try answer(await service.sale(id: id, till: till, waitSeconds: waitSeconds))
        }
    }

    private func answer(_ answer: SaleAnswer) throws(APIError) -> Answer {
        switch answer {
        case .report(let report):
            return Answer(status: 200, json: ReportJSON.json(report))
        case .unknown:
            throw APIError(
                404,
                "unknownSale",
                "This till has no sale with this id; post it first."
            )
        case .unavailable:
            throw APIError(
                503,
                "storageUnavailable",
                "The kiosk is too busy to look and nothing was changed; ask again later."
            ).adding("Retry-After", "5")
        }
    }
}
