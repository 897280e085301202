/// The ledger accounts that belong to no member: what was issued at whose expense, and breakage.
///
/// Everything ever issued in a pot fits `Int64`; so does then every sum of points in that pot.
struct Books: Sendable {
    /// Funders by name; a name stays once it is known, and shows only when it has issued points.
    private var funders = NameTable()
    /// Micro-points issued, by funder, then by pot.
    private var issued: [[Int64]] = []
    /// Micro-points issued by all, by pot.
    private var issuedTotals: [Int64]
    /// Micro-points that ended, by pot.
    private var broken: [Int64]

    /// Makes empty books.
    init(potCount: Int) {
        issuedTotals = Array(repeating: 0, count: potCount)
        broken = Array(repeating: 0, count: potCount)
    }

    /// Makes room for more pots.
    mutating func extend(toPotCount count: Int) {
        let more = count - broken.count
        precondition(more >= 0, "pots stay")
        issuedTotals += Array(repeating: 0, count: more)
        broken += Array(repeating: 0, count: more)
        for funder in issued.indices { issued[funder] += Array(repeating: 0, count: more) }
    }

    /// The number of a funder.
    mutating func funder(_ name: String) -> Int {
        let number = funders.insert(name)
        if number == issued.count { issued.append(Array(repeating: 0, count: broken.count)) }
        return number
    }

    /// Whether so many more micro-points can be issued in a pot.
    func canIssue(_ amount: Int64, pot: Int) -> Bool {
        assert(amount >= 0)
        return !issuedTotals[pot].addingReportingOverflow(amount).overflow
    }

    /// Issues points, or takes an issue back.
    mutating func issue(_ amount: Int64, funder: Int, pot: Int) {
        issued[funder][pot] += amount
        issuedTotals[pot] += amount
        assert(issued[funder][pot] >= 0 && issuedTotals[pot] >= issued[funder][pot])
    }

    /// Ends points, or takes that back.
    mutating func breakOff(_ amount: Int64, pot: Int) {
        broken[pot] += amount
        assert(broken[pot] >= 0 && broken[pot] <= issuedTotals[pot])
    }

    /// Every account and pot with something in it, credit positive.
    func balances(pots: [String]) -> [(account: String, commodity: String, amount: Int64)] {
        var result: [(account: String, commodity: String, amount: Int64)] = []
        for (pot, commodity) in pots.enumerated() {
            if broken[pot] != 0 { result.append(("brk", commodity, broken[pot])) }
            for (funder, name) in funders.names.enumerated() where issued[funder][pot] != 0 {
                result.append(("iss/" + name, commodity, -issued[funder][pot]))
            }
        }
        return result.sorted {
            (ByteText($0.account), ByteText($0.commodity))
                < (ByteText($1.account), ByteText($1.commodity))
        }
    }
}
