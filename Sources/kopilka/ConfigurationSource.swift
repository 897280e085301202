import BarcodeScanner
import Glibc
import KioskPage
import Settings
import SmartCard
import StrictDocument
import TapFlow

/// Where the configuration comes from: a file, the machine's own, or what is built in.
enum ConfigurationSource {
    /// The machine's own configuration.
    static let machinePath = "/etc/kopilka/kopilka.yaml"

    /// Reads and checks the configuration.
    ///
    /// - Throws: A failure that lists every problem with file, line, path and mend.
    static func load(path: String?) throws(CommandFailure) -> Settings {
        let file: String
        if let path {
            file = path
        } else if unsafe access(machinePath, F_OK) == 0 {
            file = machinePath
        } else {
            return .embedded
        }
        let text = try TextFile.read(file)
        do throws(InvalidDocument) {
            return try Settings.load(bytes: Array(text.utf8), name: file)
        } catch {
            throw CommandFailure(.usage, error.description)
        }
    }
}

extension Settings {
    /// The flow's part.
    func flowOptions(stageLog: String?) throws(CommandFailure) -> FlowOptions {
        var options = FlowOptions()
        options.stations = stations.map { station in
            FlowOptions.Station(
                name: station.name,
                readers: station.readers.map(\.match),
                scanners: station.scanners.map(\.match)
            )
        }
        options.barcodePrefixes = barcodePrefixes
        options.goods = try goodsTable()
        options.resultSeconds = times.resultSeconds
        options.balanceSeconds = times.balanceSeconds
        options.inputSeconds = times.inputSeconds
        options.saleSeconds = times.saleSeconds
        options.cardBindSeconds = times.cardBindSeconds
        options.termsVersion = terms.version
        options.stageLogPath = stageLog
        return options
    }

    private func goodsTable() throws(CommandFailure) -> [String: FlowOptions.Goods] {
        guard let goodsPath else { return [:] }
        let text = try TextFile.read(goodsPath)
        do throws(InvalidDocument) {
            let table = try GoodsTable(bytes: Array(text.utf8), name: goodsPath)
            return table.goods.mapValues {
                FlowOptions.Goods(category: $0.category, brand: $0.brand)
            }
        } catch {
            throw CommandFailure(.usage, error.description)
        }
    }

    /// The readers' part.
    var cardReaderOptions: CardReaderOptions {
        var options = CardReaderOptions()
        options.repeatMilliseconds = times.repeatSeconds * 1_000
        return options
    }

    /// The scanners' part: a device that the configuration names by `vid:pid` is a scanner even
    /// where nothing else says so.
    var scannerOptions: ScannerOptions {
        let named = stations.flatMap(\.scanners)
        return ScannerOptions(
            match: named.compactMap { device in
                guard var match = device.name.flatMap(ScannerMatch.init(idText:)) else {
                    return nil
                }
                match.serial = device.serial
                match.portPath = device.usbPath
                return match
            }
        )
    }

    /// The page's part.
    func pageOptions(port: Int?, currency: String) -> PageServerOptions {
        let address: PageAddress
        switch (port, listener) {
        case (let port?, _): address = .ipv4(port: port)
        case (nil, .unixSocket(let path)): address = .unixSocket(path: path)
        case (nil, .tcp("::1", let port)): address = .ipv6(port: Int(port))
        case (nil, .tcp(_, let port)): address = .ipv4(port: Int(port))
        }
        return PageServerOptions(
            address: address,
            texts: PageTexts(
                shopName: "Копилка",
                termsVersion: terms.version,
                termsRussian: terms.russian,
                termsEnglish: terms.english
            ),
            currency: currency
        )
    }

    /// The tills' bearer tokens, made where they are missing.
    func tokens(in folder: StateFolder) throws(CommandFailure) -> [String: String] {
        var tokens: [String: String] = [:]
        for till in tills { tokens[till] = try folder.token(till: till) }
        return tokens
    }
}

extension ScannerOptions {
    /// The same, and the scanners of the demonstration, which have ids of the pid.codes test range.
    func adding(virtual: Bool) -> ScannerOptions {
        guard virtual else { return self }
        var options = self
        options.match += ["1209:8c01", "1209:8c02", "1209:8c03"].compactMap(
            ScannerMatch.init(idText:)
        )
        return options
    }
}

extension DeviceSettings {
    /// Which device is meant.
    fileprivate var match: DeviceMatch {
        var match = DeviceMatch()
        match.usbPath = usbPath
        match.serial = serial
        match.interface = interface
        match.name = name
        return match
    }
}
