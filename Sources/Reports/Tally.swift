/// One report in the making.
protocol Tally: Sendable {
    /// Takes the next applied event.
    mutating func take(_ fact: Fact)

    /// The report, when the history is over.
    ///
    /// - Parameter people: Everybody, as the end of the history knows them.
    /// - Returns: The table of the report.
    func table(_ people: People) -> ReportTable
}
