import BarcodeScanner
import SmartCard

/// One thing that was looked at, what was found, and the command that mends it.
package struct Checkup: Hashable, Sendable {
    /// How it stands.
    package enum Verdict: String, Hashable, Sendable {
        /// As it must be.
        case good
        /// Worth knowing; nothing is in the way.
        case note
        /// In the way.
        case broken
    }

    /// What was looked at.
    package let name: String
    /// How it stands.
    package let verdict: Verdict
    /// What was found, one clause.
    package let detail: String
    /// The command to type; nil: none is needed, or the detail says what to do.
    package let mend: String?

    /// Makes a finding.
    package init(name: String, verdict: Verdict, detail: String, mend: String?) {
        self.name = name
        self.verdict = verdict
        self.detail = detail
        self.mend = mend
    }
}

extension DeviceSurvey {
    /// What the survey says about the readers' service, readers and scanners.
    package var checks: [Checkup] {
        [serviceCheck] + readerChecks + scannerChecks
    }

    private var serviceCheck: Checkup {
        switch readers.service {
        case .up:
            Checkup(name: "pcscd", verdict: .good, detail: "it answers", mend: nil)
        case .notStarted:
            Checkup(
                name: "pcscd",
                verdict: .broken,
                detail: "it did not answer within a second",
                mend: "sudo systemctl restart pcscd.socket"
            )
        case .down(let reason):
            Checkup(
                name: "pcscd",
                verdict: .broken,
                detail: reason,
                mend: "sudo systemctl enable --now pcscd.socket"
            )
        }
    }

    private var readerChecks: [Checkup] {
        guard !readers.readers.isEmpty else {
            return [
                Checkup(
                    name: "readers",
                    verdict: .note,
                    detail: "pcscd lists no reader; plug one in, or see what `kopilka devices` "
                        + "says of it",
                    mend: nil
                )
            ]
        }
        return readers.readers.map { reader in
            let name = "reader \(reader.key.name)"
            return switch reader.state {
            case .working, .cardPresent, .starting:
                Checkup(name: name, verdict: .good, detail: "ready", mend: nil)
            case .repairing(let reason):
                Checkup(name: name, verdict: .broken, detail: reason, mend: nil)
            case .gone:
                Checkup(name: name, verdict: .broken, detail: "unplugged", mend: nil)
            case .leftAlone(let reason):
                Checkup(name: name, verdict: .note, detail: "left alone: \(reason)", mend: nil)
            }
        }
    }

    private var scannerChecks: [Checkup] {
        if let scannerFault {
            return [
                Checkup(name: "scanners", verdict: .broken, detail: scannerFault, mend: nil)
            ]
        }
        guard !scanners.isEmpty else {
            return [
                Checkup(
                    name: "scanners",
                    verdict: .note,
                    detail: "none is plugged in",
                    mend: nil
                )
            ]
        }
        return scanners.map { scanner in
            let name = "scanner \(scanner.name) at \(scanner.key.portPath)"
            let detail = "\(scanner.modeText), \(scanner.reason ?? "ready")"
            let verdict: Checkup.Verdict =
                switch scanner.state {
                case .ready, .settling, .free: .good
                case .leftAlone: .note
                case .opening, .denied, .busy, .faulty, .unsupportedMode, .tooMany, .unplugged:
                    .broken
                }
            return Checkup(name: name, verdict: verdict, detail: detail, mend: scanner.mend)
        }
    }
}
