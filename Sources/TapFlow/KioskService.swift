/// What the page and the till API may ask of the flow: the one seam above TapFlow.
///
/// Every method may be called from any task; none blocks its thread.
package protocol KioskService: Sendable {
    /// Stations, the first is the default.
    var stations: [String] { get }

    /// The screen of a station now; nil: no such station.
    func screen(of station: String) -> ScreenState?

    /// Every change of a station's screen from now on, the present one first. Only the newest
    /// state is kept for a slow reader. Nil: no such station.
    func screenUpdates(of station: String) -> AsyncStream<ScreenState>?

    /// Carries out a touch, if the screen still has this revision.
    func perform(
        _ action: ScreenAction,
        station: String,
        revision: UInt64
    ) async -> ScreenActionResult

    /// Takes a sale from a till. The same id with the same content gives the present answer again.
    func postSale(_ sale: SaleRequest, till: String) async -> SalePosting

    /// Cancels a pending sale of this till; a sale that is over keeps its outcome.
    func cancelSale(id: String, till: String) async -> SaleAnswer

    /// The state of a sale of this till, waiting up to `waitSeconds` (0 to 30) for its end.
    func sale(id: String, till: String, waitSeconds: Int) async -> SaleAnswer

    /// Every change of this till's sales from now on; at most 256 are kept for a slow reader, the
    /// oldest are dropped first.
    func saleUpdates(till: String) -> AsyncStream<SaleReport>

    /// Whether the service works, part by part.
    func health() -> HealthReport

    /// Counters and histograms in the Prometheus text format.
    func metrics() -> String
}

/// A sale as a till posts it, checked for shape by the API and for meaning by the flow.
package struct SaleRequest: Hashable, Sendable {
    /// One line of the receipt.
    package struct Line: Hashable, Sendable {
        /// GTIN, digits only, 8 to 14; or nil.
        package var gtin: String?
        /// Article number; or nil.
        package var sku: String?
        /// Quantity in thousandths: 0.742 is 742; 1 to 1,000,000,000.
        package var quantityThousandths: Int64
        /// Price of one unit in minor units, 0 to 10^13.
        package var unitMinor: Int64
        /// Total of the line in minor units, 0 to 10^13.
        package var totalMinor: Int64
        /// Category; nil: looked up in the goods table.
        package var category: String?
        /// Brand.
        package var brand: String?

        /// Makes a line.
        package init(quantityThousandths: Int64, unitMinor: Int64, totalMinor: Int64) {
            self.quantityThousandths = quantityThousandths
            self.unitMinor = unitMinor
            self.totalMinor = totalMinor
        }
    }

    /// A credential that the till read itself.
    package enum Presented: Hashable, Sendable {
        /// A 13-digit barcode.
        case barcode(String)
    }

    /// The till's own id of the sale, 1 to 64 of `A-Z a-z 0-9 . _ -`.
    package var id: String
    /// The station whose customer it is.
    package var station: String
    /// When the sale was made, Unix seconds; nil: now.
    package var atUnixSeconds: Int64?
    /// Receipt number, at most 64 bytes.
    package var receipt: String?
    /// Fiscal key, at most 64 bytes.
    package var fiscal: String?
    /// Partner; nil: house.
    package var partner: String?
    /// A credential the till scanned; nil: the customer taps at the kiosk.
    package var presented: Presented?
    /// Lines, 1 to 1,000.
    package var lines: [Line]

    /// Makes a sale.
    package init(id: String, station: String, lines: [Line]) {
        self.id = id
        self.station = station
        self.lines = lines
    }
}

/// The answer to posting a sale.
package enum SalePosting: Hashable, Sendable {
    /// Taken, or known already with the same content: its present state.
    case accepted(SaleReport)
    /// Known with other content (HTTP 409 `saleConflict`).
    case conflict
    /// The station has another pending sale (HTTP 409 `stationBusy`).
    case stationBusy
    /// No such station (HTTP 422 `unknownStation`).
    case unknownStation
    /// The partner is not listed (HTTP 422 `unknownPartner`).
    case unknownPartner(String)
    /// The value of a field is outside its range (HTTP 422 `amountOutOfRange`); the text is one
    /// sentence.
    case invalid(field: String, String)
    /// Nothing can be saved now (HTTP 503 `storageUnavailable`).
    case unavailable
}

/// The answer to a question about a sale.
package enum SaleAnswer: Hashable, Sendable {
    /// Its present state.
    case report(SaleReport)
    /// This till has no such sale (HTTP 404 `unknownSale`).
    case unknown
    /// The flow has too much to do, or the ledger cannot be read (HTTP 503 `storageUnavailable`).
    case unavailable
}

/// The state of a sale, as the till sees it.
package struct SaleReport: Hashable, Sendable {
    /// Where a sale stands.
    package enum State: Hashable, Sendable {
        /// Waiting for a card.
        case pending
        /// Credited: micro-points granted by pot, of these pending ones, and the balance's
        /// available micro-points after it.
        case credited(Credit)
        /// Refused by the core; nothing was credited.
        case refused(code: String)
        /// Nobody presented a card in time.
        case noCard
        /// The till took it back.
        case cancelled
    }

    /// What a credited sale gave.
    package struct Credit: Hashable, Sendable {
        /// Micro-points granted, by pot.
        package var grantedMicro: [String: Int64] = [:]
        /// Available micro-points after it, by pot.
        package var availableMicro: [String: Int64] = [:]
        /// The event's id in the journal.
        package var event: String

        /// Makes a credit.
        package init(event: String) { self.event = event }
    }

    /// The till's id of the sale.
    package let id: String
    /// The station.
    package let station: String
    /// Where it stands.
    package let state: State

    /// Makes a report.
    package init(id: String, station: String, state: State) {
        self.id = id
        self.station = station
        self.state = state
    }

    /// Whether the state will not change any more.
    package var isOver: Bool { state != .pending }
}

/// Whether the service works.
package struct HealthReport: Hashable, Sendable {
    /// One part of the service.
    package struct Part: Hashable, Sendable {
        /// Its name: `ledger`, `cardService`, `reader:<role>`, `scanner:<role>`.
        package let name: String
        /// Whether it works.
        package let isWorking: Bool
        /// In plain English, without anything personal.
        package let detail: String

        /// Makes a part.
        package init(name: String, isWorking: Bool, detail: String) {
            self.name = name
            self.isWorking = isWorking
            self.detail = detail
        }
    }

    /// Every part.
    package let parts: [Part]
    /// Whether sales can be saved.
    package var isServing: Bool { parts.first { $0.name == "ledger" }?.isWorking ?? false }

    /// Makes a report.
    package init(parts: [Part]) { self.parts = parts }
}

/// The virtual cards and codes of the demonstration; nil on a real kiosk.
package protocol DemoTray: Sendable {
    /// What lies on the tray, in order.
    var items: [DemoItem] { get }

    /// Presents an item to the virtual reader or scanner, as its hardware would.
    ///
    /// - Returns: false when there is no such item, or the virtual hardware does not answer.
    func present(_ id: String) async -> Bool
}

/// One thing on the tray.
package struct DemoItem: Hashable, Sendable {
    /// What is done with it.
    package enum Kind: String, Hashable, Sendable {
        /// Held to the reader.
        case card
        /// Held under the scanner.
        case code
        /// A sale that the demonstration till posts.
        case sale
    }

    /// Stable id, such as `ntag`.
    package let id: String
    /// What is done with it.
    package let kind: Kind
    /// Its name in Russian.
    package let titleRussian: String
    /// Its name in English.
    package let titleEnglish: String

    /// Makes an item.
    package init(id: String, kind: Kind, titleRussian: String, titleEnglish: String) {
        self.id = id
        self.kind = kind
        self.titleRussian = titleRussian
        self.titleEnglish = titleEnglish
    }
}
