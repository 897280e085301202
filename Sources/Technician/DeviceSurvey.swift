package import BarcodeScanner
package import SmartCard

/// A look at everything that is plugged in, without taking anything from a running service.
package struct DeviceSurvey: Sendable {
    /// The readers, their service, and what is in their way.
    package let cards: CardDiagnosis
    /// The scanners, and what might be one.
    package let scanners: [ScannerStatus]
    /// Why the scanners could not be looked at; nil: they could.
    package let scannerFault: String?

    /// Makes a survey of what was seen.
    package init(cards: CardDiagnosis, scanners: [ScannerStatus], scannerFault: String?) {
        self.cards = cards
        self.scanners = scanners
        self.scannerFault = scannerFault
    }

    /// Looks; blocks for milliseconds, longer while another program holds a device.
    ///
    /// - Parameter scannerOptions: Which devices are scanners.
    /// - Returns: What was seen.
    package static func take(scannerOptions: ScannerOptions) -> DeviceSurvey {
        let cards = CardDiagnosis.run()
        do throws(USBError) {
            return DeviceSurvey(
                cards: cards,
                scanners: try ScannerSurvey.run(options: scannerOptions),
                scannerFault: nil
            )
        } catch {
            return DeviceSurvey(cards: cards, scanners: [], scannerFault: "\(error)")
        }
    }
}
