/// What a number may be used for, by its GS1 prefix.
package enum ItemClass: String, Hashable, Sendable {
    /// An ordinary trade item.
    case retail
    /// No organisation has this prefix.
    case unassigned
    /// Restricted circulation inside one region: variable measure, prefix -> meaning is local.
    case rcnRegion = "rcn_region"
    /// Restricted circulation inside one company.
    case rcnCompany = "rcn_company"
    /// Kept by GS1 US for later use (older lists: coupons).
    case usReserved = "us_reserved"
    /// Kept by the GS1 Global Office for a future member organisation.
    case organisationReserved = "mo_reserved"
    /// GS1's own: global office, EPC, demonstrations.
    case gs1Special = "gs1_special"
    /// Blocks from which GTIN-8 numbers are issued.
    case gtin8Block = "gtin8_block"
    /// A serial publication (prefix 977).
    case issn
    /// A book (prefixes 978 and 979).
    case isbn
    /// Printed music (prefix 9790).
    case ismn
    /// A refund receipt (prefix 980).
    case refund
    /// A coupon of a common currency area (prefixes 981 to 983).
    case couponCurrency = "coupon_currency"
    /// A coupon (prefixes 990 to 999).
    case coupon
}

/// The organisation that issued a number.
///
/// It says nothing about where a product comes from.
package struct GS1Prefix: Hashable, Sendable {
    /// What numbers with the prefix may be used for.
    package let itemClass: ItemClass
    /// The issuing organisation or the use; nil when the prefix is not assigned.
    package let issuer: String?

    /// The prefix of a 13-digit number.
    package static func of(_ number: GTIN13) -> GS1Prefix {
        let digits = number.digits
        if digits[0..<5].allSatisfy({ $0 == 0 }) {
            // 00000 is left free beside GTIN-8 in its padded form; 0000000 is for companies.
            return digits[5] == 0 && digits[6] == 0 && digits[7] == 0
                ? GS1Prefix(itemClass: .rcnCompany, issuer: companyUse)
                : GS1Prefix(itemClass: .unassigned, issuer: "Unused to avoid collision with GTIN-8")
        }
        if digits[0..<4].elementsEqual([9, 7, 9, 0]) {
            return GS1Prefix(itemClass: .ismn, issuer: "Bookland (ISBN)")
        }
        return row(Int(number.value / 1_000_000_000))
    }

    /// The GS1-8 prefix of a GTIN-8.
    ///
    /// GS1 General Specifications, section 1.4.3.
    ///
    /// - Parameter digits: The eight digits, values 0 to 9.
    /// - Returns: Class and issuer.
    package static func ofGTIN8(_ digits: [UInt8]) -> GS1Prefix {
        precondition(digits.count == 8, "a GTIN-8 has eight digits")
        let four = digits[0..<4].reduce(0) { $0 * 10 + Int($1) }
        switch four {
        case 0..<1000, 2000..<3000: return GS1Prefix(itemClass: .rcnCompany, issuer: companyUse)
        case 9770...: return GS1Prefix(itemClass: .retail, issuer: "Reserved for future use")
        default: return row(four)
        }
    }

    private static let companyUse = "Used to issue Restricted Circulation Numbers within a company"

    /// Finds the row of the first four digits by halving.
    private static func row(_ four: Int) -> GS1Prefix {
        let rows = GS1PrefixTable.rows
        var low = 0
        var high = rows.count
        while low < high {
            let middle = (low + high) / 2
            if rows[middle].last < four { low = middle + 1 } else { high = middle }
        }
        guard low < rows.count, rows[low].first <= four else {
            return GS1Prefix(itemClass: .unassigned, issuer: nil)
        }
        return GS1Prefix(itemClass: rows[low].use, issuer: rows[low].issuer)
    }
}
