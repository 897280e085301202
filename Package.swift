// swift-tools-version: 6.3
import PackageDescription

/// House settings of every Swift target: language mode 6 with everything it can refuse.
let strict: [SwiftSetting] = [
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .strictMemorySafety(),
    .treatAllWarnings(as: .error),
]

/// Targets whose tests read data files.
let hasFixtures: Set<String> = ["BarcodeScanner", "Loyalty", "ProgrammeFile", "SmartCard"]

let package = Package(
    name: "kopilka",
    products: [.executable(name: "kopilka", targets: ["kopilka"])],
    dependencies: [
        .package(url: "https://github.com/groue/GRDB.swift", exact: "7.10.0"),
        .package(url: "https://github.com/apple/swift-nio", exact: "2.101.2"),
        .package(url: "https://github.com/apple/swift-argument-parser", exact: "1.8.2"),
        .package(url: "https://github.com/apple/swift-log", exact: "1.16.2"),
        .package(
            url: "https://github.com/swift-server/swift-service-lifecycle",
            exact: "2.13.0"
        ),
        .package(url: "https://github.com/jpsim/Yams", exact: "6.2.2"),
    ],
    targets: [
        // C: headers, and the few lines that Swift cannot import.
        .target(name: "CPCSC", linkerSettings: [.linkedLibrary("pcsclite")]),
        .target(name: "CLibUSB", linkerSettings: [.linkedLibrary("usb-1.0")]),
        .target(name: "CCrypto", linkerSettings: [.linkedLibrary("crypto")]),
        .target(name: "CPlatform"),

        // Leaves.
        .target(name: "Cryptography", dependencies: ["CCrypto"], swiftSettings: strict),
        .target(name: "CanonicalJSON", swiftSettings: strict),
        .target(name: "Loyalty", swiftSettings: strict),
        .target(
            name: "EventFormat",
            dependencies: ["CanonicalJSON", "Loyalty"],
            swiftSettings: strict
        ),
        .target(
            name: "StrictDocument",
            dependencies: [.product(name: "Yams", package: "Yams")],
            swiftSettings: strict
        ),
        .target(
            name: "ProgrammeFile",
            dependencies: [
                "CanonicalJSON", "Cryptography", "EventFormat", "Loyalty", "StrictDocument",
            ],
            swiftSettings: strict
        ),
        .target(
            name: "Replay",
            dependencies: ["CanonicalJSON", "Cryptography", "EventFormat", "Loyalty"],
            swiftSettings: strict
        ),
        .target(
            name: "Reports",
            dependencies: ["CanonicalJSON", "EventFormat", "Loyalty"],
            swiftSettings: strict
        ),
        .target(name: "Settings", dependencies: ["StrictDocument"], swiftSettings: strict),

        // Devices, storage, cache.
        .target(name: "SmartCard", dependencies: ["CPCSC", "CPlatform"], swiftSettings: strict),
        .target(
            name: "BarcodeScanner",
            dependencies: ["CLibUSB", "CPlatform"],
            swiftSettings: strict
        ),
        .target(name: "BalanceCache", swiftSettings: strict),
        .target(
            name: "Ledger",
            dependencies: [
                "CanonicalJSON", "Cryptography", "EventFormat", "Loyalty",
                .product(name: "GRDB", package: "GRDB.swift"),
                .product(name: "GRDBSQLite", package: "GRDB.swift"),
            ],
            swiftSettings: strict
        ),

        // The path of a tap, and what people see of it.
        .target(
            name: "TapFlow",
            dependencies: [
                "BalanceCache", "BarcodeScanner", "CPlatform", "CanonicalJSON", "Cryptography",
                "Ledger", "Loyalty", "SmartCard",
            ],
            swiftSettings: strict
        ),
        .target(
            name: "KioskPage",
            dependencies: [
                "CanonicalJSON", "TapFlow",
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOHTTP1", package: "swift-nio"),
                .product(name: "NIOPosix", package: "swift-nio"),
            ],
            resources: [
                .embedInCode("Page/page.html"), .embedInCode("Page/page.css"),
                .embedInCode("Page/page.js"),
            ],
            swiftSettings: strict
        ),
        .target(
            name: "Technician",
            dependencies: ["BarcodeScanner", "SmartCard"],
            swiftSettings: strict
        ),
        .executableTarget(
            name: "kopilka",
            dependencies: [
                "BarcodeScanner", "CPlatform", "CanonicalJSON", "Cryptography", "EventFormat",
                "KioskPage",
                "Ledger", "Loyalty", "ProgrammeFile", "Replay", "Reports", "Settings",
                "SmartCard", "StrictDocument", "TapFlow", "Technician",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
                .product(name: "Logging", package: "swift-log"),
                .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
                .product(name: "UnixSignals", package: "swift-service-lifecycle"),
            ],
            resources: [.embedInCode("Embedded/programme.yaml")],
            swiftSettings: strict
        ),

        // Tests, one target for each target; what needs a whole machine is in Tests/EndToEnd.
        .test("BalanceCache"),
        .test("BarcodeScanner"),
        .test("CanonicalJSON"),
        .test("Cryptography"),
        .test("EventFormat", ["CanonicalJSON", "Loyalty"]),
        .test("KioskPage", ["CanonicalJSON", "TapFlow"]),
        .test(
            "Ledger",
            ["Cryptography", "Loyalty", .product(name: "GRDB", package: "GRDB.swift")]
        ),
        .test("Loyalty", ["CanonicalJSON", "EventFormat", "ProgrammeFile"]),
        .test("ProgrammeFile", ["CanonicalJSON", "Cryptography", "Loyalty", "StrictDocument"]),
        .test(
            "Replay",
            ["CanonicalJSON", "Cryptography", "EventFormat", "Loyalty", "ProgrammeFile"]
        ),
        .test("Reports", ["CanonicalJSON", "EventFormat", "Loyalty", "ProgrammeFile", "Replay"]),
        .test("Settings", ["StrictDocument"]),
        .test("SmartCard", ["CPCSC"]),
        .test("StrictDocument"),
        .test(
            "TapFlow",
            [
                "BalanceCache", "BarcodeScanner", "Cryptography", "Ledger", "Loyalty", "SmartCard",
            ]
        ),
        .test("Technician", ["SmartCard"]),
        .testTarget(
            name: "TidyTests",
            dependencies: [
                "kopilka", .product(name: "ArgumentParser", package: "swift-argument-parser"),
            ],
            swiftSettings: strict
        ),
    ],
    swiftLanguageModes: [.v6]
)

extension Target {
    /// The tests of a target, and what else they import; data lies in `Fixtures`, read by path.
    static func test(_ name: String, _ others: [Dependency] = []) -> Target {
        .testTarget(
            name: "\(name)Tests",
            dependencies: [.byName(name: name)] + others,
            exclude: hasFixtures.contains(name) ? ["Fixtures"] : [],
            swiftSettings: strict
        )
    }
}
