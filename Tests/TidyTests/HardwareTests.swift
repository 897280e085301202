import Foundation
import Testing

/// udev/ and hardware/ name the same devices.
@Suite struct HardwareTests {
    /// `vid:pid` pairs of the rules, each with the hardware file that its comment names.
    private static func ruleIDs() -> Set<String> {
        let vendor = #/ATTRS?\{idVendor\}=="([0-9a-f]{4})"/#
        let product = #/ATTRS?\{idProduct\}=="([0-9a-f]{4})"/#
        var ids: Set<String> = []
        for file in Tree.files(under: "udev", endings: ["rules"]) {
            for line in file.lines {
                guard let vid = line.firstMatch(of: vendor), let pid = line.firstMatch(of: product)
                else { continue }
                ids.insert("\(vid.1):\(pid.1)")
            }
        }
        return ids
    }

    /// `vid:pid` pairs that the device files name in their `USB:` lines.
    private static func fileIDs() -> Set<String> {
        let pair = #/\b([0-9a-f]{4}):([0-9a-f]{4})\b/#
        var ids: Set<String> = []
        for folder in ["hardware/readers", "hardware/scanners"] {
            for file in Tree.files(under: folder, endings: ["txt"]) {
                for line in file.lines where line.lowercased().hasPrefix("usb:") {
                    for match in line.lowercased().matches(of: pair) {
                        ids.insert("\(match.1):\(match.2)")
                    }
                }
            }
        }
        return ids
    }

    @Test("every id of a rule has its device file, and the reverse")
    func ids() {
        let rules = Self.ruleIDs()
        let files = Self.fileIDs()
        #expect(!rules.isEmpty)
        #expect(rules.subtracting(files).isEmpty, "no file in hardware/ for these")
        #expect(files.subtracting(rules).isEmpty, "no rule in udev/ for these")
    }

    @Test("every rule file says what it is for, where it goes, how to load and how to check it")
    func headers() {
        let files = Tree.files(under: "udev", endings: ["rules"])
        #expect(files.count >= 2)
        for file in files {
            let head = file.lines.prefix { $0.hasPrefix("#") || $0.isEmpty }.joined(separator: "\n")
            for word in ["Purpose:", "Install:", "Reload:", "Check:"] {
                #expect(head.contains(word), "\(file) has no \(word)")
            }
        }
    }

    @Test("no rule opens a device to everybody")
    func modes() {
        for file in Tree.files(under: "udev", endings: ["rules"]) {
            for line in file.lines where !line.hasPrefix("#") {
                #expect(!line.contains("0666"), "\(file): \(line)")
            }
        }
    }
}
