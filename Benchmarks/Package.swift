// swift-tools-version: 6.3
import PackageDescription

/// House settings of every Swift target, as in the package above.
let strict: [SwiftSetting] = [
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .strictMemorySafety(),
    .treatAllWarnings(as: .error),
]

// The package above sells nothing but a program, so what is measured inside it is built here from
// the same sources, through links.
let package = Package(
    name: "benchmarks",
    products: [
        .executable(name: "scan-probe", targets: ["ScanProbe"]),
        .executable(name: "replay-probe", targets: ["ReplayProbe"]),
    ],
    dependencies: [.package(url: "https://github.com/jpsim/Yams", exact: "6.2.2")],
    targets: [
        .target(name: "CPlatform"),
        .target(name: "CLibUSB", linkerSettings: [.linkedLibrary("usb-1.0")]),
        .target(
            name: "BarcodeScanner",
            dependencies: ["CLibUSB", "CPlatform"],
            swiftSettings: strict
        ),
        .target(name: "CCrypto", linkerSettings: [.linkedLibrary("crypto")]),
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
        // Takes the place of the C library's allocator, so it is in no other program.
        .target(name: "CAllocations"),
        .executableTarget(
            name: "ReplayProbe",
            dependencies: [
                "CAllocations", "CanonicalJSON", "EventFormat", "Loyalty", "ProgrammeFile",
                "Replay",
            ],
            swiftSettings: strict
        ),
        .executableTarget(
            name: "ScanProbe",
            dependencies: ["BarcodeScanner"],
            swiftSettings: strict
        ),
    ],
    swiftLanguageModes: [.v6]
)
