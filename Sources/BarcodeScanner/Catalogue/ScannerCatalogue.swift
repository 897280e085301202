/// One known id of a scanner.
///
/// It names the device; what the device speaks its descriptors tell.
package struct ScannerModel: Hashable, Sendable {
    /// idVendor.
    package let vendorID: UInt16
    /// idProduct.
    package let productID: UInt16
    /// The mode in which the model shows this id, as far as the source says.
    package let mode: ScannerMode
    /// Who makes it.
    package let maker: String
    /// What it is called.
    package let model: String
    /// Whether other products have the same id.
    package let isShared: Bool
}

/// Names of scanners by their USB ids.
package enum ScannerCatalogue {
    /// The row of an id; nil when it is not known.
    package static func model(vendorID: UInt16, productID: UInt16) -> ScannerModel? {
        byID[UInt32(vendorID) << 16 | UInt32(productID)]
    }

    private static let byID: [UInt32: ScannerModel] = Dictionary(
        rows.map { (UInt32($0.vendorID) << 16 | UInt32($0.productID), $0) },
        uniquingKeysWith: { first, _ in first }
    )
}
