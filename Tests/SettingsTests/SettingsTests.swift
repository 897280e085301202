import Settings
import StrictDocument
import Testing

private let whole = """
    terminal: kiosk.7
    programme: programme.yaml
    page: {address: "::1", port: 8080}
    stations:
      - name: main
        readers:
          - {role: customer, match: {usbPath: 1-1.3, interface: contactless}}
        scanners:
          - {match: {serial: 0123, name: Vendor Model}}
      - name: second
        readers: [{match: {serial: A}}]
        scanners: [{match: {usbPath: "2-4"}}]
    tills: [{name: till1}, {name: till-2}]
    goods: /var/lib/goods.csv
    credentials: {barcodePrefixes: [2, "0123"]}
    times: {resultSeconds: 2, balanceSeconds: 300, inputSeconds: 30, saleSeconds: 3600,
            cardBindSeconds: 5, repeatSeconds: 10}
    terms:
      version: "2"
      russian: |
        Строка
        вторая
      english: Text
    log: {level: debug}
    """

private func problems(_ text: String) -> [String] {
    do throws(InvalidDocument) {
        _ = try Settings.load(bytes: Array(text.utf8), name: "k.yaml")
        return []
    } catch {
        return error.problems.map(\.description)
    }
}

@Suite("Settings")
struct SettingsTests {
    @Test("read every field into its place")
    func readsEverything() throws {
        let settings = try Settings.load(bytes: Array(whole.utf8), name: "/etc/kopilka/k.yaml")
        #expect(settings.terminal == "kiosk.7")
        #expect(settings.programmePath == "/etc/kopilka/programme.yaml")
        #expect(settings.goodsPath == "/var/lib/goods.csv")
        #expect(settings.listener == .tcp(address: "::1", port: 8080))
        #expect(settings.stations.map(\.name) == ["main", "second"])
        let main = try #require(settings.stations.first)
        #expect(main.readers.map(\.usbPath) == ["1-1.3"])
        #expect(main.readers.map(\.interface) == ["contactless"])
        #expect(main.readers.map(\.role) == [.customer])
        #expect(main.scanners.map(\.serial) == ["0123"])
        #expect(main.scanners.map(\.name) == ["Vendor Model"])
        #expect(settings.tills == ["till1", "till-2"])
        #expect(settings.barcodePrefixes == ["2", "0123"])
        let times = settings.times
        #expect(times.resultSeconds == 2 && times.balanceSeconds == 300)
        #expect(times.inputSeconds == 30 && times.saleSeconds == 3600)
        #expect(times.cardBindSeconds == 5 && times.repeatSeconds == 10)
        #expect(settings.terms.version == "2" && settings.terms.english == "Text")
        #expect(settings.terms.russian == "Строка\nвторая\n")
        #expect(settings.logLevel == .debug)
    }

    @Test("take what a file leaves out from the embedded ones")
    func defaults() throws {
        let settings = try Settings.load(bytes: Array("terminal: k\n".utf8), name: "k.yaml")
        var expected = Settings.embedded
        expected.terminal = "k"
        #expect(settings == expected)
        #expect(expected.listener == .tcp(address: "127.0.0.1", port: 7333))
        #expect(expected.barcodePrefixes.first == "20" && expected.barcodePrefixes.count == 10)
        #expect(expected.programmePath == nil && expected.stations.map(\.name) == ["main"])
        #expect(try Settings.load(bytes: Array("{}".utf8), name: "k.yaml") == .embedded)
    }

    @Test(
        "listen on loopback and nowhere else",
        arguments: [
            ("127.0.0.1", true), ("127.255.1.2", false), ("\"::1\"", true), ("0.0.0.0", false),
            ("192.168.1.5", false), ("\"::\"", false), ("localhost", false), ("127.1", false),
            ("127.0.0.256", false), ("127.0.0.01", false), ("127.0.0.1.evil.com", false),
            ("128.0.0.1", false), ("127.0.0.+1", false), ("127.0.0.", false),
        ]
    )
    func loopback(address: String, isGood: Bool) throws {
        let found = problems("page: {address: \(address)}\n")
        #expect(found.isEmpty == isGood)
        #expect(found.allSatisfy { $0.contains("is not a loopback address; write 127.0.0.1") })
    }

    @Test(
        "say file, line, path, what and how to mend",
        arguments: [
            (
                "terminal: kiosk-1",
                "k.yaml:1: terminal: `kiosk-1` cannot be a name here; use 1 to 32 letters A-Z "
                    + "a-z, digits and ._"
            ),
            (
                "terminal: \(String(repeating: "k", count: 33))",
                "k.yaml:1: terminal: `\(String(repeating: "k", count: 33))` cannot be a name "
                    + "here; use 1 to 32 letters A-Z a-z, digits and ._"
            ),
            (
                "page: {port: 65536}",
                "k.yaml:1: page.port: `65536` is out of range; give a number from 0 to 65535"
            ),
            (
                "page: {socket: /run/x.sock, port: 1}",
                "k.yaml:1: page.socket: may not stand beside `address` or `port`; give either "
                    + "`socket`, or `address` and `port`"
            ),
            (
                "page: {socket: x.sock}",
                "k.yaml:1: page.socket: must be an absolute path; write it from the root, such "
                    + "as /run/kopilka/page.sock"
            ),
            (
                "page: {socket: /\(String(repeating: "x", count: 107))}",
                "k.yaml:1: page.socket: is too long; shorten it to at most 107 bytes"
            ),
            (
                "stations: []",
                "k.yaml:1: stations: names no station; add one, or remove the field"
            ),
            (
                "stations: [{name: a}, {name: b, readers: [{match: {serial: x}}], "
                    + "scanners: [{match: {serial: x}}]}]",
                "k.yaml:1: stations[0]: does not say which readers and scanners are its own; "
                    + "with more than one station, list `readers` and `scanners` in each"
            ),
            (
                "stations: [{name: a, readers: [{role: cashier, match: {serial: x}}]}]",
                "k.yaml:1: stations[0].readers[0].role: `cashier` is not one of the choices; "
                    + "write one of `customer`"
            ),
            (
                "stations: [{name: a, readers: [{}]}]",
                "k.yaml:1: stations[0].readers[0]: `match` is missing; add it"
            ),
            (
                "stations: [{name: a, readers: [{match: {}}]}]",
                "k.yaml:1: stations[0].readers[0].match: does not say which device is meant; "
                    + "give usbPath, serial or name, as `kopilka devices` shows them"
            ),
            (
                "stations: [{name: a, readers: [{match: {usbPath: 1-}}]}]",
                "k.yaml:1: stations[0].readers[0].match.usbPath: `1-` is not a USB port path; "
                    + "write it as `kopilka devices` shows it, such as 1-1.3"
            ),
            (
                "stations: [{name: a, scanners: [{match: {interface: hid}}]}]",
                "k.yaml:1: stations[0].scanners[0].match.interface: unknown field `interface`; "
                    + "the fields here are `usbPath`, `serial` or `name`"
            ),
            (
                "tills: [{name: a}, {name: a}]",
                "k.yaml:1: tills[1].name: another till is `a` already; remove one"
            ),
            (
                "tills: [a]",
                "k.yaml:1: tills[0]: must be a map; write `name: value` lines, indented"
            ),
            (
                "credentials: {barcodePrefixes: [2x]}",
                "k.yaml:1: credentials.barcodePrefixes[0]: `2x` is not the beginning of a "
                    + "barcode; write 1 to 12 digits, such as \"29\""
            ),
            (
                "times: {resultSeconds: 1}",
                "k.yaml:1: times.resultSeconds: `1` is out of range; give a number from 2 to 120"
            ),
            (
                "times: {restultSeconds: 5}",
                "k.yaml:1: times.restultSeconds: unknown field `restultSeconds`; did you mean "
                    + "`resultSeconds`? the fields here are `resultSeconds`, `balanceSeconds`, "
                    + "`inputSeconds`, `saleSeconds`, `cardBindSeconds` or `repeatSeconds`"
            ),
            (
                "terms: {version: \"1\", russian: Да}",
                "k.yaml:1: terms: `english` is missing; add it"
            ),
            (
                "log: {level: loud}",
                "k.yaml:1: log.level: `loud` is not one of the choices; write one of `debug`, "
                    + "`info`, `warning` or `error`"
            ),
            (
                "password: x",
                "k.yaml:1: password: unknown field `password`; the fields here are `terminal`, "
                    + "`programme`, `page`, `stations`, `tills`, `goods`, `credentials`, `times`, "
                    + "`terms` or `log`"
            ),
            ("", "k.yaml:1: the file is empty; write its content, or give another file"),
        ]
    )
    func messages(text: String, message: String) {
        #expect(problems(text) == [message])
    }

    @Test("are read from mutated text or refused with problems, never with a trap")
    func fuzz() {
        let seed = UInt64.random(in: 0 ... .max)
        var source = SeededSource(seed: seed)
        let pieces = Array(" \n:-[]{},#'\"0129a.é\u{0}".utf8)
        var accepted = 0
        for _ in 0..<1_000 {
            var bytes = Array(whole.utf8)
            for _ in 0..<Int.random(in: 1...3, using: &source) {
                let index = Int.random(in: 0..<bytes.count, using: &source)
                switch Int.random(in: 0..<3, using: &source) {
                case 0: bytes[index] = pieces.randomElement(using: &source) ?? 0
                case 1: bytes.remove(at: index)
                default: bytes.insert(pieces.randomElement(using: &source) ?? 0, at: index)
                }
            }
            do throws(InvalidDocument) {
                let settings = try Settings.load(bytes: bytes, name: "k.yaml")
                accepted += 1
                #expect(!settings.stations.isEmpty, "seed \(seed)")
            } catch {
                #expect(error.problems.allSatisfy { !$0.mend.isEmpty }, "seed \(seed)")
            }
        }
        #expect(accepted > 20, "seed \(seed)")
    }
}

/// A small reproducible generator (splitmix64).
struct SeededSource: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}
