extension LoyaltyState {
    /// Begins a batch: what is applied from now on can be taken back as a whole.
    package mutating func openBatch() {
        precondition(!isBatchOpen, "a batch is open already")
        assert(undoSteps.isEmpty)
        isBatchOpen = true
    }

    /// Ends the batch and makes it final, once it is durable.
    package mutating func keepBatch() {
        precondition(isBatchOpen, "no batch is open")
        isBatchOpen = false
        settle()
        assert(undoSteps.isEmpty)
    }

    /// Ends the batch as if none of its events had come, when the disk refuses it.
    ///
    /// - Complexity: Linear in what the batch changed.
    package mutating func undoBatch() {
        precondition(isBatchOpen, "no batch is open")
        rollBack(to: 0)
        isBatchOpen = false
        assert(undoSteps.isEmpty)
    }
}
