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
    products: [.executable(name: "scan-probe", targets: ["ScanProbe"])],
    targets: [
        .target(name: "CPlatform"),
        .target(name: "CLibUSB", linkerSettings: [.linkedLibrary("usb-1.0")]),
        .target(
            name: "BarcodeScanner",
            dependencies: ["CLibUSB", "CPlatform"],
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
