/// Where the server listens.
///
/// There is no case for another machine to reach it.
package enum PageAddress: Hashable, Sendable {
    /// `127.0.0.1`; port 0 lets the system choose.
    case ipv4(port: Int)
    /// `::1`; port 0 lets the system choose.
    case ipv6(port: Int)
    /// A Unix socket, mode 0660; its folder decides who reaches it.
    case unixSocket(path: String)
}

/// Where the server does listen.
package enum BoundAddress: Hashable, Sendable, CustomStringConvertible {
    /// `127.0.0.1` and the port.
    case ipv4(port: Int)
    /// `::1` and the port.
    case ipv6(port: Int)
    /// A Unix socket.
    case unixSocket(path: String)

    /// What one types to reach it.
    package var description: String {
        switch self {
        case .ipv4(let port): "http://127.0.0.1:\(port)/"
        case .ipv6(let port): "http://[::1]:\(port)/"
        case .unixSocket(let path): "unix:\(path)"
        }
    }

    /// The port; nil for a Unix socket.
    package var port: Int? {
        switch self {
        case .ipv4(let port), .ipv6(let port): port
        case .unixSocket: nil
        }
    }
}

/// Texts of the shop that the page shows.
package struct PageTexts: Hashable, Sendable {
    /// Name of the shop.
    package var shopName: String
    /// Version of the terms, as the enrolment records it.
    package var termsVersion: String
    /// Terms in Russian.
    package var termsRussian: String
    /// Terms in English.
    package var termsEnglish: String

    /// Makes texts.
    package init(
        shopName: String,
        termsVersion: String,
        termsRussian: String,
        termsEnglish: String
    ) {
        self.shopName = shopName
        self.termsVersion = termsVersion
        self.termsRussian = termsRussian
        self.termsEnglish = termsEnglish
    }
}

/// What the server is told at its start.
package struct PageServerOptions: Hashable, Sendable {
    /// Where to listen.
    package var address: PageAddress
    /// Texts of the shop.
    package var texts: PageTexts
    /// ISO 4217 code of the programme; a sale that names another is refused.
    package var currency: String
    /// Waits.
    package var deadlines = HTTPDeadlines()

    /// Makes options.
    package init(address: PageAddress, texts: PageTexts, currency: String = "RUB") {
        self.address = address
        self.texts = texts
        self.currency = currency
    }
}

/// Why the server does not run.
package struct PageServerError: Error, Hashable, Sendable, CustomStringConvertible {
    /// What is in the way.
    package enum Kind: String, Hashable, Sendable, CaseIterable {
        /// Another process listens there.
        case addressInUse
        /// The process may not listen there.
        case notPermitted
        /// The address cannot be: a port outside 0 to 65535, a path that is too long.
        case badAddress
        /// A till's name or token cannot be.
        case badToken
        /// The server was started before.
        case startedTwice
        /// The system refused for another reason.
        case system
    }

    /// What is in the way.
    package let kind: Kind
    /// The system's error number; 0 when it was not the system.
    package let code: Int32
    /// One sentence: what, where, how to mend.
    package let message: String

    /// The sentence.
    package var description: String { message }

    init(_ kind: Kind, code: Int32 = 0, _ message: String) {
        self.kind = kind
        self.code = code
        self.message = message
    }
}
