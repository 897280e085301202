import Foundation
import Testing

/// The arrows of docs/ARCHITECTURE.md: the compiler sees only imports outside the transitive
/// closure, so the whole table is held here.
@Suite struct LayerTests {
    /// What each target may import besides the standard library.
    static let allowed: [String: Set<String>] = [
        "Cryptography": ["CCrypto", "Glibc", "Synchronization"],
        "CanonicalJSON": [],
        "Loyalty": [],
        "EventFormat": ["CanonicalJSON", "Loyalty"],
        "StrictDocument": ["Yams"],
        "ProgrammeFile": [
            "CanonicalJSON", "Cryptography", "EventFormat", "Glibc", "Loyalty", "StrictDocument",
        ],
        "Replay": ["CanonicalJSON", "Cryptography", "EventFormat", "Glibc", "Loyalty"],
        "Reports": ["CanonicalJSON", "EventFormat", "Loyalty"],
        "Settings": ["Glibc", "StrictDocument"],
        "SmartCard": ["CPCSC", "CPlatform", "Glibc", "Synchronization"],
        "BarcodeScanner": ["CLibUSB", "CPlatform", "Glibc", "Synchronization"],
        "BalanceCache": ["CPlatform", "Glibc", "Synchronization"],
        "Ledger": [
            "CanonicalJSON", "Cryptography", "EventFormat", "Foundation", "GRDB", "GRDBSQLite",
            "Glibc", "Loyalty", "Synchronization",
        ],
        "TapFlow": [
            "BalanceCache", "BarcodeScanner", "CPlatform", "CanonicalJSON", "Cryptography", "Glibc",
            "Ledger", "Loyalty", "SmartCard", "Synchronization",
        ],
        "KioskPage": [
            "CanonicalJSON", "Glibc", "NIOConcurrencyHelpers", "NIOCore", "NIOHTTP1", "NIOPosix",
            "Synchronization", "TapFlow",
        ],
        "Technician": ["BarcodeScanner", "Glibc", "SmartCard"],
        "kopilka": [
            "ArgumentParser", "BalanceCache", "BarcodeScanner", "CPlatform", "CanonicalJSON",
            "Cryptography", "EventFormat", "Glibc", "KioskPage", "Ledger", "Logging", "Loyalty",
            "ProgrammeFile", "Replay", "Reports", "ServiceLifecycle", "Settings", "SmartCard",
            "StrictDocument", "Synchronization", "TapFlow", "Technician", "UnixSignals",
        ],
    ]

    @Test("every file imports only what its target may")
    func imports() throws {
        let pattern =
            #/^\s*(?:(?:public|package|internal|private|@testable|@preconcurrency) +)*import +(?:struct |class |enum |func )?(\w+)/#
        var seen: Set<String> = []
        for file in Tree.sources {
            let target = String(file.path.split(separator: "/")[1])
            let allowed = try #require(Self.allowed[target], "\(target) is not in the table")
            seen.insert(target)
            for line in file.lines {
                guard let match = line.firstMatch(of: pattern) else { continue }
                #expect(allowed.contains(String(match.1)), "\(file) imports \(match.1)")
            }
        }
        #expect(seen == Set(Self.allowed.keys), "the table names targets that do not exist")
    }
}
