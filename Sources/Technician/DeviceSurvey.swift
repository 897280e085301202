package import BarcodeScanner
package import SmartCard

/// A look at everything that is plugged in, without taking anything from a running service.
package struct DeviceSurvey: Sendable {
    /// The card service and its readers.
    package let readers: CardReadersStatus
    /// The scanners, and what might be one.
    package let scanners: [ScannerStatus]
    /// Why the scanners could not be looked at; nil: they could.
    package let scannerFault: String?

    /// Looks; blocks for about a second, because the readers' service answers in its own time.
    ///
    /// - Parameters:
    ///   - scannerOptions: Which devices are scanners.
    ///   - pause: Waits until the readers have answered.
    package static func take(
        scannerOptions: ScannerOptions,
        pause: () async -> Void
    ) async -> DeviceSurvey {
        let watch = CardReaders(deliver: { _ in })
        watch.start()
        await pause()
        let readers = watch.status()
        watch.stop()
        do throws(USBError) {
            return DeviceSurvey(
                readers: readers,
                scanners: try ScannerSurvey.run(options: scannerOptions),
                scannerFault: nil
            )
        } catch {
            return DeviceSurvey(
                readers: readers,
                scanners: [],
                scannerFault: "\(error)"
            )
        }
    }
}
