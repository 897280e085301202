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
    /// Every device with its role.
    func rows(stations: [FlowOptions.Station]) -> [DeviceRow] {
        var rows: [DeviceRow] = []
        if case .down(let reason) = readers.service {
            rows.append(
                DeviceRow(
                    kind: "service",
                    name: "pcscd",
                    role: "-",
                    state: "down",
                    detail: reason,
                    mend: nil,
                    isHardware: false,
                    isUsable: false
                )
            )
        }
        rows += readers.readers.map { reader in
            let station = stations.first { station in
                station.readers.isEmpty || station.readers.contains { $0.matches(reader.key) }
            }
            return DeviceRow(
                kind: "reader",
                name: reader.isVirtual ? "\(reader.key.name) (virtual)" : reader.key.name,
                role: reader.isAntenna ? station.map { "customer of \($0.name)" } ?? "-" : "-",
                state: reader.isWorking ? "ready" : "not ready",
                detail: reader.isWorking ? reader.key.text : reader.words,
                mend: nil,
                isHardware: !reader.isVirtual,
                isUsable: reader.isWorking
            )
        }
        rows += scanners.map { scanner in
            let station = stations.first { station in
                station.scanners.isEmpty || station.scanners.contains { $0.matches(scanner.key) }
            }
            let isFree = scanner.state == .free || scanner.state == .ready
            return DeviceRow(
                kind: "scanner",
                name: "\(scanner.name) at \(scanner.key.portPath)",
                role: isFree ? station.map { "customer of \($0.name)" } ?? "-" : "-",
                state: isFree ? "ready, \(scanner.modeText)" : "not ready, \(scanner.modeText)",
                detail: isFree ? "" : scanner.reason ?? scanner.state.rawValue,
                mend: scanner.mend,
                isHardware: true,
                isUsable: isFree
            )
        }
        return rows
    }
}
