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

extension Checkup {
    /// A finding about readers, in the words of the doctor.
    fileprivate init(_ finding: CardDiagnosis.Finding) {
        let verdict: Verdict =
            switch finding.severity {
            case .ok: .good
            case .warning: .note
            case .fault: .broken
            }
        self.init(
            name: finding.subject,
            verdict: verdict,
            detail: finding.what,
            mend: finding.command
        )
    }
}

extension DeviceSurvey {
    /// What the survey says about the readers' service, readers and scanners.
    package var checks: [Checkup] { cards.findings.map(Checkup.init) + scannerChecks }

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
