package import BarcodeScanner
package import SmartCard

/// What the composition root decides for the flow.
package struct FlowOptions: Sendable {
    /// One customer screen and the devices that belong to it.
    package struct Station: Sendable {
        /// Its name.
        package var name: String
        /// Which readers are its own; empty: every reader.
        package var readers: [DeviceMatch]
        /// Which scanners are its own; empty: every scanner.
        package var scanners: [DeviceMatch]

        /// Makes a station.
        package init(
            name: String,
            readers: [DeviceMatch] = [],
            scanners: [DeviceMatch] = []
        ) {
            self.name = name
            self.readers = readers
            self.scanners = scanners
        }
    }

    /// What the goods table knows of an article.
    package struct Goods: Hashable, Sendable {
        /// Category; nil: none.
        package let category: String?
        /// Brand; nil: none.
        package let brand: String?

        /// Makes an entry.
        package init(category: String?, brand: String?) {
            self.category = category
            self.brand = brand
        }
    }

    /// Stations, at least one; the first is the default.
    package var stations: [Station] = [Station(name: "main")]
    /// First digits of the 13-digit barcodes that are loyalty cards.
    package var barcodePrefixes: [String] = (20...29).map(String.init)
    /// Goods by GTIN (14 digits) or article number.
    package var goods: [String: Goods] = [:]
    /// Seconds that a result stays.
    package var resultSeconds = 8
    /// Seconds that a balance stays.
    package var balanceSeconds = 20
    /// Seconds that a question or an advice stays.
    package var inputSeconds = 20
    /// Seconds that a sale waits for a card.
    package var saleSeconds = 60
    /// Seconds that a card presented before the sale stays bound to its station.
    package var cardBindSeconds = 30
    /// Version of the terms that an enrolment accepts.
    package var termsVersion = "1"
    /// Where each tap's stages are written as JSON lines; nil: nowhere.
    package var stageLogPath: String?
    /// Told on the flow's thread why commits fail, once for each reason, and nil when they work
    /// again; must not block.
    package var noteCommit: @Sendable (String?) -> Void = { _ in }

    /// Makes the defaults.
    package init() {}
}

/// Which device is meant; a field that is nil matches every device.
package struct DeviceMatch: Hashable, Sendable {
    /// USB port path, such as `1-1.3`.
    package var usbPath: String?
    /// Serial number.
    package var serial: String?
    /// Interface word, such as `PICC`.
    package var interface: String?
    /// Name, as the driver tells it without plug-order numbers.
    package var name: String?

    /// Makes a match for everything.
    package init() {}

    /// What is asked for, in words: `usbPath 1-1.3 serial 0017`.
    package var words: String {
        [("usbPath", usbPath), ("serial", serial), ("interface", interface), ("name", name)]
            .compactMap { field, value in value.map { "\(field) \($0)" } }
            .joined(separator: " ")
    }

    /// Whether a reader is meant.
    package func matches(_ reader: ReaderKey) -> Bool {
        (usbPath == nil || usbPath == reader.usbPath)
            && (serial == nil || serial == reader.serial)
            && (interface == nil || interface == reader.interface)
            && (name == nil || name == reader.name)
    }

    /// Whether a scanner is meant; its name is `vid:pid`, its interface the mode it is in.
    package func matches(_ scanner: ScannerKey) -> Bool {
        (usbPath == nil || usbPath == scanner.portPath)
            && (serial == nil || serial == scanner.serial)
            && (interface == nil || interface == scanner.mode.rawValue)
            && (name == nil || name == scanner.idText)
    }
}
