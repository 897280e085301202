import CanonicalJSON
import TapFlow

/// What is served: the routes and what is behind them, without any connection.
struct Site: Sendable {
    /// How an admitted request is answered.
    enum Reply: Sendable {
        /// With this.
        case answer(Answer)
        /// With what this gives, in its time.
        case later(@Sendable () async -> Answer)
        /// With what `wait` gives; should the server stop meanwhile, with what `now` gives.
        case poll(wait: @Sendable () async -> Answer, now: @Sendable () async -> Answer)
        /// With the screens of a station, one after another.
        case screens(station: String)
        /// With the sales of a till, one after another.
        case sales(till: String)
    }

    let options: PageServerOptions
    let service: any KioskService
    let tray: (any DemoTray)?
    let doorkeeper: Doorkeeper

    /// Prepares the answer to an admitted request; never blocks.
    func reply(to admission: Admission, body: [UInt8], serverMetrics: String) -> Reply {
        switch admission.endpoint {
        case .page:
            .answer(asset("text/html; charset=utf-8", PackageResources.page_html))
        case .style:
            .answer(asset("text/css; charset=utf-8", PackageResources.page_css))
        case .script:
            .answer(asset("text/javascript; charset=utf-8", PackageResources.page_js))
        case .configuration: .answer(Answer(status: 200, json: configuration()))
        case .terms: .answer(Answer(status: 200, json: terms()))
        case .screenEvents: screens(admission.target)
        case .action:
            .later { await answering { () async throws(APIError) in try await act(body) } }
        case .demoPresent:
            .later { await answering { () async throws(APIError) in try await present(body) } }
        case .health: .answer(health())
        case .metrics: .answer(metrics(serverMetrics))
        case .postSale, .cancelSale, .sale, .saleEvents: tillReply(to: admission, body: body)
        }
    }

    /// Turns a refusal into its answer.
    func answering(_ body: () async throws(APIError) -> Answer) async -> Answer {
        do throws(APIError) {
            return try await body()
        } catch {
            return Answer(error)
        }
    }

    private func asset(_ contentType: String, _ bytes: [UInt8]) -> Answer {
        Answer(status: 200, contentType: contentType, body: bytes)
    }

    private func terms() -> JSONValue {
        .object([
            "version": .string(options.texts.termsVersion),
            "russian": .string(options.texts.termsRussian),
            "english": .string(options.texts.termsEnglish),
        ])
    }

    private func configuration() -> JSONValue {
        let demo: JSONValue =
            if let tray {
                .object(["items": .array(tray.items.map(Self.json))])
            } else {
                .null
            }
        return .object([
            "shopName": .string(options.texts.shopName),
            "currency": .string(options.currency),
            "stations": .array(service.stations.map { .string($0) }),
            "terms": terms(),
            "demo": demo,
        ])
    }

    private static func json(_ item: DemoItem) -> JSONValue {
        .object([
            "id": .string(item.id),
            "kind": .string(item.kind.rawValue),
            "titleRussian": .string(item.titleRussian),
            "titleEnglish": .string(item.titleEnglish),
        ])
    }

    private func screens(_ target: RequestTarget) -> Reply {
        guard let station = target.query["station"] ?? service.stations.first,
            service.screen(of: station) != nil
        else { return .answer(Answer(Self.unknownStation(404))) }
        return .screens(station: station)
    }

    static func unknownStation(_ status: Int) -> APIError {
        APIError(
            status,
            "unknownStation",
            "There is no such station; use one that /config lists.",
            field: "station"
        )
    }

    private func act(_ body: [UInt8]) async throws(APIError) -> Answer {
        var fields = try JSONFields.body(body)
        let station = try fields.text("station", maximum: SaleJSON.textBytesMaximum)
        let revision = try fields.integer("revision", in: 0...Int64.max)
        let name = try fields.text("action", maximum: SaleJSON.textBytesMaximum)
        try fields.refuseOthers()
        guard let action = ScreenAction(rawValue: name) else {
            let names = ScreenAction.allCases.map(\.rawValue).joined(separator: ", ")
            throw fields.badField("action", "must be one of " + names)
        }
        switch await service.perform(action, station: station, revision: UInt64(revision)) {
        case .done: return Self.done
        case .unknownStation: throw Self.unknownStation(404)
        case .stale:
            throw APIError(
                409,
                "stale",
                "The screen has changed meanwhile or has no such action; look at it again.",
                field: "revision"
            )
        }
    }

    private func present(_ body: [UInt8]) async throws(APIError) -> Answer {
        guard let tray else { preconditionFailure("admitted only with a tray") }
        var fields = try JSONFields.body(body)
        let item = try fields.text("item", maximum: SaleJSON.textBytesMaximum)
        try fields.refuseOthers()
        guard tray.items.contains(where: { $0.id == item }) else {
            throw APIError(
                404,
                "unknownItem",
                "There is no such item on the tray; use one that /config lists.",
                field: "item"
            )
        }
        guard await tray.present(item) else {
            throw APIError(
                503,
                "hardwareSilent",
                "The virtual hardware does not answer; try again in a moment."
            )
        }
        return Self.done
    }

    private static let done = Answer(status: 200, json: .object(["result": .string("done")]))

    private func health() -> Answer {
        let report = service.health()
        return Answer(status: report.isServing ? 200 : 503, json: ReportJSON.json(report))
    }

    private func metrics(_ serverMetrics: String) -> Answer {
        var text = service.metrics()
        if !text.isEmpty, !text.hasSuffix("\n") { text += "\n" }
        text += serverMetrics
        return Answer(
            status: 200,
            contentType: "text/plain; version=0.0.4; charset=utf-8",
            body: Array(text.utf8)
        )
    }
}
