/// GS1 element strings: application identifiers (AI) one after another, as GS1-128, DataBar,
/// GS1 DataMatrix and GS1 QR carry them.
package struct GS1ElementString: Hashable, Sendable {
    /// Elements at most; a label has a handful.
    package static let maximumElements = 32

    /// The elements in order: two-digit start of the AI and the whole element with it.
    package let elements: [[UInt8]]

    /// Splits `payload` at its application identifiers; nil when it is not well formed.
    ///
    /// Elements of predefined length need no separator; the others end at GS (0x1D) or at the end.
    /// A GS after an element of predefined length is tolerated, as readers must.
    /// GS1 General Specifications, figure 7.8.5-2.
    package init?(_ payload: [UInt8]) {
        var elements: [[UInt8]] = []
        var rest = payload[...]
        while !rest.isEmpty {
            if rest.first == ASCII.groupSeparator {
                guard !elements.isEmpty else { return nil }
                rest = rest.dropFirst()
                continue
            }
            guard elements.count < Self.maximumElements,
                let start = ASCII.digits(rest.prefix(2)), start.count == 2
            else { return nil }
            let prefix = Int(start[0]) * 10 + Int(start[1])
            let element: ArraySlice<UInt8>
            if let length = Self.predefinedLength(prefix) {
                element = rest.prefix(length)
                guard element.count == length, ASCII.digits(element) != nil else { return nil }
            } else {
                element = rest.prefix { $0 != ASCII.groupSeparator }
                guard element.count > 2, !element.contains(where: ASCII.isControl) else {
                    return nil
                }
            }
            elements.append(Array(element))
            rest = rest.dropFirst(element.count)
        }
        guard !elements.isEmpty else { return nil }
        self.elements = elements
    }

    /// The 14 digits (values 0 to 9) of AI 01; nil when there is none.
    package var gtin14: [UInt8]? {
        elements.first { $0.starts(with: "01".utf8) && $0.count == 16 }
            .flatMap { ASCII.digits($0.dropFirst(2)) }
    }

    /// Length of an element with its AI, by the AI's first two digits.
    private static func predefinedLength(_ prefix: Int) -> Int? {
        switch prefix {
        case 0: 20
        case 1, 2, 3: 16
        case 4: 18
        case 11...19: 8
        case 20: 4
        case 31...36: 10
        case 41: 16
        default: nil
        }
    }
}
