extension LoyaltyState {
    /// The first instant after H at which points of an account end; nil: none do.
    package func nextExpiry(ofAccount id: String) -> Instant? {
        guard let now, let account = accountNumbers[ByteText(id)] else { return nil }
        let due = accountTable[account].expiries.pending.first { $0.at > now.instant.unixSeconds }
        return due.map { Instant(unixSeconds: $0.at) }
    }
}
