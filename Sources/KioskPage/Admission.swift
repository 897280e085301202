import NIOHTTP1

/// A request whose head was found good, before its body is read.
struct Admission: Sendable {
    /// What is asked.
    let endpoint: Endpoint
    /// The address with its parameters.
    let target: RequestTarget
    /// The till that asks; nil where none is needed.
    let till: String?
    /// Whether the client waits for `100 Continue` before it sends the body.
    let awaitsContinue: Bool
}

/// Decides by the head alone whether a request is let in.
struct Doorkeeper: Sendable {
    /// The field by which our page shows that it is no foreign form.
    static let pageField = "X-Kopilka-Page"

    private let tokens: TillTokens
    private let hasTray: Bool

    init(tokens: TillTokens, hasTray: Bool) {
        self.tokens = tokens
        self.hasTray = hasTray
    }

    /// Whether bytes of a body follow this head.
    static func hasBody(_ head: HTTPRequestHead) -> Bool {
        head.headers.contains(name: "Transfer-Encoding")
            || head.headers["Content-Length"].contains { $0 != "0" }
    }

    /// Checks a head.
    ///
    /// - Parameters:
    ///   - head: The head.
    ///   - port: The port that was connected to; nil for a Unix socket.
    /// - Returns: What is asked, by whom.
    /// - Throws: The refusal, the first in this order: host, origin, address, method, token, body.
    func admit(_ head: HTTPRequestHead, port: Int?) throws(APIError) -> Admission {
        try checkSource(head.headers, port: port)
        let target = try RequestTarget(head.uri)
        guard let endpoint = Endpoint(path: target.path), hasTray || endpoint != .demoPresent else {
            throw APIError(404, "unknownAddress", "There is nothing at this address.")
        }
        guard endpoint.isPost ? head.method == .POST : head.method == .GET || head.method == .HEAD
        else {
            throw APIError(
                405,
                "methodNotAllowed",
                "This address takes only \(endpoint.allow)."
            ).adding("Allow", endpoint.allow)
        }
        try target.allow(endpoint.parameters)
        if endpoint.needsPage { try checkPage(head.headers) }
        let till = endpoint.needsTill ? try self.till(head.headers) : nil
        let awaitsContinue = try checkBody(head, endpoint)
        return Admission(
            endpoint: endpoint,
            target: target,
            till: till,
            awaitsContinue: awaitsContinue
        )
    }

    /// Host, Origin and Sec-Fetch-Site: against names that resolve to us, and against other pages.
    private func checkSource(_ headers: HTTPHeaders, port: Int?) throws(APIError) {
        let hosts = headers["Host"]
        guard hosts.count == 1, let host = hosts.first?.lowercased() else {
            throw APIError(
                400,
                "malformedRequest",
                "A request has one Host field; send exactly one."
            )
        }
        guard Self.authorities(port: port).contains(host) else {
            throw APIError(
                421,
                "foreignHost",
                "The Host field does not name this server; use 127.0.0.1, localhost or [::1] "
                    + "with its port."
            )
        }
        guard headers["Origin"].allSatisfy({ $0.lowercased() == "http://" + host }) else {
            throw APIError(
                403,
                "foreignOrigin",
                "The Origin field is not this server's; other pages may not ask."
            )
        }
        let sites = headers["Sec-Fetch-Site"]
        guard sites.allSatisfy({ $0 == "same-origin" || $0 == "none" }) else {
            throw APIError(
                403,
                "foreignOrigin",
                "The Sec-Fetch-Site field tells of another page; other pages may not ask."
            )
        }
    }

    private static func authorities(port: Int?) -> [String] {
        guard let port else { return ["localhost"] }
        let names = ["127.0.0.1", "localhost", "[::1]"]
        return names.map { "\($0):\(port)" } + (port == 80 ? names : [])
    }

    private func checkPage(_ headers: HTTPHeaders) throws(APIError) {
        guard
            headers["Sec-Fetch-Site"] == ["same-origin"]
                || headers[Self.pageField].contains(where: { !$0.isEmpty })
        else {
            throw APIError(
                403,
                "foreignOrigin",
                "Only the kiosk page may do this; add the field \(Self.pageField): 1."
            )
        }
    }

    private func till(_ headers: HTTPHeaders) throws(APIError) -> String {
        let values = headers["Authorization"]
        guard
            values.count == 1, let value = values.first,
            let till = tokens.till(authorization: value)
        else {
            throw APIError(
                401,
                "badToken",
                "The token is missing or wrong; send Authorization: Bearer and the till's token."
            ).adding("WWW-Authenticate", "Bearer realm=\"kopilka-till\"")
        }
        return till
    }

    /// Whether the body may come; the result is whether the client waits to be told.
    private func checkBody(_ head: HTTPRequestHead, _ endpoint: Endpoint) throws(APIError) -> Bool {
        let hasBody = Self.hasBody(head)
        guard endpoint.isPost else {
            guard !hasBody else {
                throw APIError(400, "unexpectedBody", "A GET has no body here; leave it out.")
            }
            return false
        }
        if case .cancelSale = endpoint, !hasBody { return false }
        guard Self.isJSON(head.headers["Content-Type"]) else {
            throw APIError(
                415,
                "notJSON",
                "The body must be JSON; send Content-Type: application/json."
            )
        }
        if let length = head.headers.first(name: "Content-Length").flatMap({ Int($0) }),
            length > HTTPLimits.bodyBytesMaximum
        {
            throw Self.bodyTooLarge
        }
        let expectations = head.headers["Expect"]
        guard expectations.allSatisfy({ $0.lowercased() == "100-continue" }) else {
            throw APIError(
                417,
                "unknownExpectation",
                "The Expect field may only say 100-continue; leave it out."
            )
        }
        return hasBody && !expectations.isEmpty
    }

    /// `application/json`, alone or with `charset=utf-8`.
    private static func isJSON(_ values: [String]) -> Bool {
        guard values.count == 1, let value = values.first?.lowercased() else { return false }
        let parts = value.split(separator: ";", omittingEmptySubsequences: false)
            .map { $0.filter { $0 != " " && $0 != "\t" } }
        return parts == ["application/json"] || parts == ["application/json", "charset=utf-8"]
            || parts == ["application/json", "charset=\"utf-8\""]
    }

    /// The refusal of a body over the bound.
    static let bodyTooLarge = APIError(
        413,
        "bodyTooLarge",
        "The body has more than \(HTTPLimits.bodyBytesMaximum) bytes; send a smaller one."
    )
}
