import BarcodeScanner
import SmartCard

/// One thing for the flow's thread to take, from a device, a till or a finger.
enum FlowInput: Sendable {
    /// A card came, left or could not be read.
    case card(CardEvent)
    /// A barcode was read.
    case scan(ScanEvent)
    /// A till posts a sale.
    case post(SaleRequest, till: String, reply: @Sendable (SalePosting) -> Void)
    /// A till takes a sale back.
    case cancel(id: String, till: String, reply: @Sendable (SaleAnswer) -> Void)
    /// A till asks for a sale that is not in memory.
    case look(id: String, till: String, reply: @Sendable (SaleAnswer) -> Void)
    /// A finger touched the screen.
    case touch(
        ScreenAction,
        station: String,
        revision: UInt64,
        reply: @Sendable (ScreenActionResult) -> Void
    )
}

/// The two times at which a batch is decided.
struct Moment: Sendable {
    /// Stamps events.
    let wallUnixSeconds: Int64
    /// Ends waits.
    let monotonicNanoseconds: UInt64

    /// This moment and so many seconds, on the monotonic clock.
    func after(seconds: Int) -> UInt64 {
        monotonicNanoseconds + UInt64(seconds) * 1_000_000_000
    }
}
