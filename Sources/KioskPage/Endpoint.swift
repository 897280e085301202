/// What an address stands for.
///
/// Every address has exactly one method (and HEAD beside GET).
enum Endpoint: Hashable, Sendable {
    case page
    case style
    case script
    case screenEvents
    case configuration
    case terms
    case action
    case demoPresent
    case postSale
    case cancelSale(id: String)
    case sale(id: String)
    case saleEvents
    case health
    case metrics

    /// Finds the endpoint of a path; nil: there is none.
    init?(path: String) {
        switch path {
        case "/": self = .page
        case "/page.css": self = .style
        case "/page.js": self = .script
        case "/events": self = .screenEvents
        case "/config": self = .configuration
        case "/terms": self = .terms
        case "/action": self = .action
        case "/demo/present": self = .demoPresent
        case "/v1/sales": self = .postSale
        case "/v1/sales/events": self = .saleEvents
        case "/v1/health": self = .health
        case "/metrics": self = .metrics
        default:
            let prefix = "/v1/sales/"
            let suffix = "/cancel"
            guard path.hasPrefix(prefix) else { return nil }
            let rest = path.dropFirst(prefix.count)
            if SaleJSON.isSaleID(rest) {
                self = .sale(id: String(rest))
            } else if rest.hasSuffix(suffix), SaleJSON.isSaleID(rest.dropLast(suffix.count)) {
                self = .cancelSale(id: String(rest.dropLast(suffix.count)))
            } else {
                return nil
            }
        }
    }

    /// Whether it changes something, so that it is a POST with a JSON body.
    var isPost: Bool {
        switch self {
        case .action, .demoPresent, .postSale, .cancelSale: true
        case .page, .style, .script, .screenEvents, .configuration, .terms, .sale, .saleEvents,
            .health, .metrics:
            false
        }
    }

    /// Whether only a till may ask.
    var needsTill: Bool {
        switch self {
        case .postSale, .cancelSale, .sale, .saleEvents: true
        case .page, .style, .script, .screenEvents, .configuration, .terms, .action, .demoPresent,
            .health, .metrics:
            false
        }
    }

    /// Whether only our own page may ask.
    var needsPage: Bool { self == .action || self == .demoPresent }

    /// The methods, as the `Allow` field names them.
    var allow: String { isPost ? "POST" : "GET, HEAD" }

    /// Query parameters that it takes.
    var parameters: [String] {
        switch self {
        // The page's own script reads these: which station it shows, and in which language.
        case .page: ["station", "language"]
        case .screenEvents: ["station"]
        case .sale: ["wait"]
        default: []
        }
    }
}
