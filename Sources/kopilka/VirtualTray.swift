import CanonicalJSON
import Cryptography
import Glibc
import TapFlow

/// The tray of the demonstration: presents virtual cards and codes through the control socket of
/// the virtual hardware, and posts sales as a till would.
final class VirtualTray: DemoTray {
    let items: [DemoItem] = [
        DemoItem(
            id: "sale",
            kind: .sale,
            titleRussian: "Покупка на 1\u{A0}234,50\u{A0}₽",
            titleEnglish: "A purchase of ₽1,234.50"
        ),
        DemoItem(
            id: "ntag",
            kind: .card,
            titleRussian: "Карта NTAG, 7 байт",
            titleEnglish: "NTAG card, 7 bytes"
        ),
        DemoItem(
            id: "classic",
            kind: .card,
            titleRussian: "Карта MIFARE Classic",
            titleEnglish: "MIFARE Classic card"
        ),
        DemoItem(
            id: "desfire",
            kind: .card,
            titleRussian: "Карта DESFire",
            titleEnglish: "DESFire card"
        ),
        DemoItem(
            id: "phone",
            kind: .card,
            titleRussian: "Телефон (случайный номер)",
            titleEnglish: "Phone (random number)"
        ),
        DemoItem(
            id: "stranger",
            kind: .card,
            titleRussian: "Незнакомая карта",
            titleEnglish: "Unknown card"
        ),
        DemoItem(
            id: "card-code",
            kind: .code,
            titleRussian: "Штрихкод карты",
            titleEnglish: "Loyalty card barcode"
        ),
        DemoItem(
            id: "product-code",
            kind: .code,
            titleRussian: "Штрихкод товара",
            titleEnglish: "Product barcode"
        ),
        DemoItem(
            id: "bad-code",
            kind: .code,
            titleRussian: "Код с ошибкой",
            titleEnglish: "Code with a wrong digit"
        ),
    ]

    private let socketPath: String
    private let flow: TapFlow

    init(socketPath: String, flow: TapFlow) {
        self.socketPath = socketPath
        self.flow = flow
    }

    func present(_ id: String) async -> Bool {
        guard let item = items.first(where: { $0.id == id }) else { return false }
        if item.kind == .sale { return await postSale() }
        let path = socketPath
        let request = JSONValue.object(["present": .string(id)]).canonicalText()
        return await withCheckedContinuation { continuation in
            // A thread of its own, because the socket blocks; at most one for each touch.
            FlowThread(name: "kopilka-tray") {
                continuation.resume(returning: Self.ask(path, request))
            }.detach()
        }
    }

    private func postSale() async -> Bool {
        var sale = SaleRequest(
            id: "demo-" + Hex.encode(randomBytes(count: 6)),
            station: flow.stations[0],
            lines: []
        )
        sale.receipt = sale.id
        for (sku, category, thousandths, unit, total) in [
            ("milk", "dairy", 2_000, 9_950, 19_900), ("cheese", "dairy", 742, 89_900, 66_706),
            ("bread", "bakery", 1_000, 6_844, 6_844), ("tea", "grocery", 1_000, 30_000, 30_000),
        ] as [(String, String, Int64, Int64, Int64)] {
            var line = SaleRequest.Line(
                quantityThousandths: thousandths,
                unitMinor: unit,
                totalMinor: total
            )
            line.sku = sku
            line.category = category
            sale.lines.append(line)
        }
        guard case .accepted = await flow.postSale(sale, till: "demo") else { return false }
        return true
    }

    /// One request line, one answer line; blocks at most two seconds.
    private static func ask(_ path: String, _ request: String) -> Bool {
        let descriptor = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
        guard descriptor >= 0 else { return false }
        defer { close(descriptor) }
        var patience = timeval(tv_sec: 2, tv_usec: 0)
        for option in [SO_RCVTIMEO, SO_SNDTIMEO] {
            unsafe setsockopt(
                descriptor,
                SOL_SOCKET,
                option,
                &patience,
                socklen_t(MemoryLayout<timeval>.size)
            )
        }
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        let bytes = Array(path.utf8)
        guard bytes.count < MemoryLayout.size(ofValue: address.sun_path) else { return false }
        unsafe withUnsafeMutableBytes(of: &address.sun_path) { unsafe $0.copyBytes(from: bytes) }
        let connected = unsafe withUnsafePointer(to: &address) { pointer in
            unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                unsafe connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_un>.size))
            }
        }
        guard connected == 0 else { return false }
        let line = Array((request + "\n").utf8)
        let sent = unsafe line.withUnsafeBytes {
            unsafe send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
        }
        guard sent == line.count else { return false }
        var answer = [UInt8](repeating: 0, count: 1_024)
        let count = unsafe answer.withUnsafeMutableBytes {
            unsafe recv(descriptor, $0.baseAddress, $0.count, 0)
        }
        guard count > 0, let parsed = try? JSONValue.parse(Array(answer[..<count])),
            case .object(let object) = parsed
        else { return false }
        return object["ok"] == .bool(true)
    }
}
