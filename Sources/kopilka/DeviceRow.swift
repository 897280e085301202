import BarcodeScanner
import CanonicalJSON
import SmartCard
import TapFlow
import Technician

/// One device as `devices` prints it.
struct DeviceRow {
    let kind: String
    let name: String
    let role: String
    let state: String
    let detail: String
    let mend: String?
    let isHardware: Bool
    let isUsable: Bool

    var text: String {
        let base = "\(kind)  \(name)  role \(role)  \(state)"
        return [base, detail.isEmpty ? nil : detail, mend].compactMap(\.self)
            .joined(separator: "; ")
    }

    var json: JSONValue {
        .object([
            "kind": .string(kind), "name": .string(name), "role": .string(role),
            "state": .string(state), "detail": .string(detail), "mend": .text(mend),
            "hardware": .bool(isHardware), "usable": .bool(isUsable),
        ])
    }
}

extension DeviceSurvey {
    /// Every device with its role; what is virtual is never called hardware.
    func rows(stations: [FlowOptions.Station], hasVirtualUSB: Bool) -> [DeviceRow] {
        readerRows(stations) + faultRows
            + scanners.map { row($0, stations: stations, isVirtual: hasVirtualUSB) }
    }

    private func readerRows(_ stations: [FlowOptions.Station]) -> [DeviceRow] {
        cards.readers.map { reader in
            let kind = ReaderName(reader.key.name).slotKind
            let isAntenna = kind == .contactless || kind == .unknown
            let station = stations.first { station in
                station.readers.isEmpty || station.readers.contains { $0.matches(reader.key) }
            }
            return DeviceRow(
                kind: "reader",
                name: reader.isVirtual ? "\(reader.key.name) (virtual)" : reader.key.name,
                role: isAntenna ? station.map { "customer of \($0.name)" } ?? "-" : "-",
                state: isAntenna ? "ready" : "left alone",
                detail: isAntenna ? reader.key.text : "a \(kind.rawValue) slot",
                mend: nil,
                isHardware: !reader.isVirtual,
                isUsable: isAntenna
            )
        }
    }

    /// What is in the way of readers that should be there.
    private var faultRows: [DeviceRow] {
        cards.findings.filter { $0.severity != .ok && $0.subject != "readers" }.map { finding in
            let isService = finding.subject == "service"
            return DeviceRow(
                kind: isService ? "service" : "reader",
                name: isService ? "pcscd" : "USB port \(finding.subject)",
                role: "-",
                state: "not ready",
                detail: finding.what,
                mend: finding.command,
                isHardware: !isService,
                isUsable: false
            )
        }
    }

    private func row(
        _ scanner: ScannerStatus,
        stations: [FlowOptions.Station],
        isVirtual: Bool
    ) -> DeviceRow {
        let station = stations.first { station in
            station.scanners.isEmpty || station.scanners.contains { $0.matches(scanner.key) }
        }
        let isFree = scanner.state == .free || scanner.isWorking
        return DeviceRow(
            kind: "scanner",
            name: "\(scanner.name) at \(scanner.key.portPath)\(isVirtual ? " (virtual)" : "")",
            role: isFree ? station.map { "customer of \($0.name)" } ?? "-" : "-",
            state: isFree ? "ready, \(scanner.modeText)" : "not ready, \(scanner.modeText)",
            detail: isFree ? "" : scanner.reason ?? scanner.state.rawValue,
            mend: scanner.mend,
            isHardware: !isVirtual,
            isUsable: isFree
        )
    }
}
