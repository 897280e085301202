package import StrictDocument

/// The bounds of a configuration.
private enum SettingsLimits {
    static let nameBytes = 32
    static let pathBytes = 4_096
    /// What `sockaddr_un` holds, without its final zero.
    static let socketPathBytes = 107
    static let stations = 8
    static let tills = 16
    static let devicesOfStation = 16
    static let prefixes = 100
    static let termsBytes = 20_000
}

extension Settings {
    /// Loads a configuration file.
    ///
    /// Touches no other file: the paths in it are only made absolute where they are relative to
    /// the folder of the configuration.
    ///
    /// - Parameters:
    ///   - bytes: The whole file.
    ///   - name: Its path, for problems and for relative paths in it.
    /// - Returns: The settings; what the file leaves out is as in ``embedded``.
    /// - Throws: ``InvalidDocument`` with every problem that was found.
    package static func load(
        bytes: [UInt8],
        name: String
    ) throws(InvalidDocument) -> Settings {
        let root: DocumentNode
        do throws(DocumentProblem) {
            root = try StrictDocument.parse(bytes, file: name)
        } catch {
            throw InvalidDocument([error])
        }
        let problems = DocumentProblems(file: name)
        let settings = SettingsDecoder(problems: problems, file: name).settings(root)
        guard problems.isEmpty else { throw InvalidDocument(problems.sorted) }
        return settings
    }
}

/// Turns the document of a configuration into settings, collecting every problem.
private struct SettingsDecoder {
    let problems: DocumentProblems
    let file: String

    func settings(_ root: DocumentNode) -> Settings {
        var settings = Settings.embedded
        var reader = DocumentReader(root, problems)
        if let node = reader.field("terminal"), let text = name(node, extra: "._") {
            settings.terminal = text
        }
        settings.programmePath = path(&reader, "programme")
        if let page = reader.map("page") { settings.listener = listener(page) ?? settings.listener }
        if let node = reader.field("stations") { settings.stations = stations(node) }
        if let node = reader.field("tills") { settings.tills = tills(node) }
        settings.goodsPath = path(&reader, "goods")
        if var credentials = reader.map("credentials") {
            if let node = credentials.field("barcodePrefixes") {
                settings.barcodePrefixes = prefixes(node)
            }
            credentials.finish()
        }
        if let times = reader.map("times") { settings.times = self.times(times) }
        if let terms = reader.map("terms") { settings.terms = self.terms(terms) }
        if var log = reader.map("log") {
            settings.logLevel = log.choice("level", Settings.LogLevel.self) ?? settings.logLevel
            log.finish()
        }
        reader.finish()
        return settings
    }

    /// A name of ASCII letters, digits and some other characters.
    private func name(_ node: DocumentNode, extra: String = "._-") -> String? {
        guard let text = node.text(problems) else { return nil }
        let isPlain = text.unicodeScalars.allSatisfy { scalar in
            switch scalar {
            case "a"..."z", "A"..."Z", "0"..."9": true
            default: extra.unicodeScalars.contains(scalar)
            }
        }
        let isFolder = text == "." || text == ".."
        guard isPlain, !isFolder, text.utf8.count <= SettingsLimits.nameBytes else {
            let limit = SettingsLimits.nameBytes
            let mend = "use 1 to \(limit) letters A-Z a-z, digits and \(extra)"
            problems.add(node, "\(quoted(text)) cannot be a name here", mend: mend)
            return nil
        }
        return text
    }

    private func path(_ reader: inout DocumentReader, _ name: String) -> String? {
        let limit = SettingsLimits.pathBytes
        guard let text = reader.text(name, maximumBytes: limit) else { return nil }
        guard !text.hasPrefix("/"), let slash = file.lastIndex(of: "/") else { return text }
        return file[...slash] + text
    }

    private func listener(_ map: DocumentReader) -> Settings.Listener? {
        var reader = map
        let address = reader.field("address")
        let port = reader.integer("port", in: 0...65_535)
        let socket = reader.field("socket")
        reader.finish()
        if let socket {
            guard !reader.has("address"), !reader.has("port") else {
                let mend = "give either `socket`, or `address` and `port`"
                problems.add(socket, "may not stand beside `address` or `port`", mend: mend)
                return nil
            }
            return unixSocket(socket)
        }
        let text = address.flatMap { loopback($0) } ?? "127.0.0.1"
        return .tcp(address: text, port: port.map { UInt16($0) } ?? 7333)
    }

    private func unixSocket(_ node: DocumentNode) -> Settings.Listener? {
        let limit = SettingsLimits.socketPathBytes
        guard let path = node.text(problems, maximumBytes: limit) else { return nil }
        guard path.hasPrefix("/") else {
            let mend = "write it from the root, such as /run/kopilka/page.sock"
            problems.add(node, "must be an absolute path", mend: mend)
            return nil
        }
        return .unixSocket(path: path)
    }

    /// `127.0.0.1` or `::1`.
    private func loopback(_ node: DocumentNode) -> String? {
        guard let text = node.text(problems) else { return nil }
        guard text == "127.0.0.1" || text == "::1" else {
            problems.add(
                node,
                "\(quoted(text)) is not a loopback address",
                mend: "write 127.0.0.1 or ::1: the page is never offered to the network"
            )
            return nil
        }
        return text
    }

    private func tills(_ node: DocumentNode) -> [String] {
        var names: [(String, DocumentNode)] = []
        for element in node.elements(problems, maximumCount: SettingsLimits.tills) ?? [] {
            var reader = DocumentReader(element, problems)
            if let node = reader.field("name", .required), let name = name(node) {
                names.append((name, node))
            }
            reader.finish()
        }
        reportDuplicates(names, of: "till")
        return names.map(\.0)
    }

    private func prefixes(_ node: DocumentNode) -> [String] {
        let limit = SettingsLimits.prefixes
        let elements = node.elements(problems, maximumCount: limit) ?? []
        var prefixes: [(String, DocumentNode)] = []
        for element in elements {
            guard let text = element.text(problems) else { continue }
            let isPrefix =
                (1...12).contains(text.utf8.count)
                && text.utf8.allSatisfy { (48...57).contains($0) }
            if isPrefix {
                prefixes.append((text, element))
            } else {
                problems.add(
                    element,
                    "\(quoted(text)) is not the beginning of a barcode",
                    mend: "write 1 to 12 digits, such as \"29\""
                )
            }
        }
        reportDuplicates(prefixes, of: "prefix")
        return prefixes.map(\.0)
    }

    private func reportDuplicates(_ names: [(String, DocumentNode)], of what: String) {
        var seen: Set<String> = []
        for (name, node) in names where !seen.insert(name).inserted {
            problems.add(node, "another \(what) is \(quoted(name)) already", mend: "remove one")
        }
    }
}

// Stations and their devices.
extension SettingsDecoder {
    private func stations(_ node: DocumentNode) -> [StationSettings] {
        let elements = node.elements(problems, maximumCount: SettingsLimits.stations) ?? []
        if node.isEmptyCollection {
            problems.add(node, "names no station", mend: "add one, or remove the field")
        }
        var names: [(String, DocumentNode)] = []
        let stations = elements.compactMap { element -> StationSettings? in
            var reader = DocumentReader(element, problems)
            let node = reader.field("name", .required)
            let readers = devices(&reader, "readers", hasInterface: true)
            let scanners = devices(&reader, "scanners", hasInterface: false)
            reader.finish()
            if elements.count > 1, readers.isEmpty || scanners.isEmpty {
                problems.add(
                    element,
                    "does not say which readers and scanners are its own",
                    mend: "with more than one station, list `readers` and `scanners` in each"
                )
            }
            guard let node, let name = name(node) else { return nil }
            names.append((name, node))
            var station = StationSettings(name: name)
            station.readers = readers
            station.scanners = scanners
            return station
        }
        reportDuplicates(names, of: "station")
        return stations
    }

    private func devices(
        _ station: inout DocumentReader,
        _ name: String,
        hasInterface: Bool
    ) -> [DeviceSettings] {
        guard let node = station.field(name) else { return [] }
        let elements = node.elements(problems, maximumCount: SettingsLimits.devicesOfStation) ?? []
        return elements.compactMap { device($0, hasInterface: hasInterface) }
    }

    private func device(_ node: DocumentNode, hasInterface: Bool) -> DeviceSettings? {
        var reader = DocumentReader(node, problems)
        var device = DeviceSettings(
            role: reader.choice("role", DeviceSettings.Role.self) ?? .customer
        )
        let match = reader.map("match", .required)
        reader.finish()
        guard var match else { return nil }
        device.usbPath = match.field("usbPath").flatMap { usbPath($0) }
        device.serial = match.text("serial")
        device.name = match.text("name")
        if hasInterface { device.interface = match.text("interface") }
        match.finish()
        if match.node.isEmptyCollection {
            let mend = "give usbPath, serial or name, as `kopilka devices` shows them"
            problems.add(match.node, "does not say which device is meant", mend: mend)
        }
        return device
    }

    /// Bus, then ports: `1-1.3`.
    private func usbPath(_ node: DocumentNode) -> String? {
        guard let text = node.text(problems) else { return nil }
        let halves = text.split(separator: "-", omittingEmptySubsequences: false)
        let ports = halves.last?.split(separator: ".", omittingEmptySubsequences: false) ?? []
        let isPath =
            halves.count == 2
            && ([halves[0]] + ports).allSatisfy { part in
                (1...3).contains(part.utf8.count) && part.utf8.allSatisfy { (48...57).contains($0) }
            }
        guard isPath else {
            let mend = "write it as `kopilka devices` shows it, such as 1-1.3"
            problems.add(node, "\(quoted(text)) is not a USB port path", mend: mend)
            return nil
        }
        return text
    }
}

// Times and terms.
extension SettingsDecoder {
    private func times(_ map: DocumentReader) -> TimeSettings {
        var reader = map
        var times = TimeSettings()
        let fields: [(String, WritableKeyPath<TimeSettings, Int>, ClosedRange<Int>)] = [
            ("resultSeconds", \.resultSeconds, 2...120),
            ("balanceSeconds", \.balanceSeconds, 5...300),
            ("inputSeconds", \.inputSeconds, 5...300),
            ("saleSeconds", \.saleSeconds, 10...3_600),
            ("cardBindSeconds", \.cardBindSeconds, 5...600),
            ("repeatSeconds", \.repeatSeconds, 0...10),
        ]
        for (name, field, range) in fields {
            if let value = reader.count(name, in: range) { times[keyPath: field] = value }
        }
        reader.finish()
        return times
    }

    /// All three or none: a new version must not be accepted under an old text.
    private func terms(_ map: DocumentReader) -> TermsSettings {
        var reader = map
        var terms = TermsSettings.embedded
        let limit = SettingsLimits.termsBytes
        if let node = reader.field("version", .required), let text = name(node) {
            terms.version = text
        }
        for (name, field) in [("russian", \TermsSettings.russian), ("english", \.english)] {
            let text = reader.text(
                name,
                .required,
                maximumBytes: limit,
                allowsLineBreaks: true
            )
            if let text { terms[keyPath: field] = text }
        }
        reader.finish()
        return terms
    }
}
