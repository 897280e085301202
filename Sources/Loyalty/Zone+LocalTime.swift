// Local time is the sum of an instant and the offset in force, in seconds since 1970-01-01T00:00:00
// of the local calendar. The way back is not one to one where the offset changes. Decided:
// a local time that the clocks skip (a gap) is read with the offset before it, and a local time
// that they show twice (a fold) is the earlier of the two instants. So the start of a day whose
// midnight is skipped is the instant of the change itself.

extension Zone {
    /// The local date of an instant.
    package func localDate(of instant: Instant) -> LocalDate {
        LocalDate(dayNumber: dayNumber(of: instant))
    }

    /// Seconds east of UTC at an instant.
    package func offsetSeconds(at instant: Instant) -> Int64 {
        segmentOffset(segmentIndex(of: instant.unixSeconds))
    }

    /// The local date of an instant, in days since 1970-01-01.
    func dayNumber(of instant: Instant) -> Int {
        Int(localSeconds(of: instant).flooredQuotient(by: secondsInDay))
    }

    /// The local time of an instant.
    func localSeconds(of instant: Instant) -> Int64 {
        instant.unixSeconds + offsetSeconds(at: instant)
    }

    /// The first instant of a local day, given in days since 1970-01-01.
    func startOfDay(_ dayNumber: Int) -> Instant {
        self.instant(ofLocalSeconds: Int64(dayNumber) * secondsInDay)
    }

    /// The instant of a local time, gaps and folds as decided above.
    func instant(ofLocalSeconds local: Int64) -> Instant {
        let first = segmentIndex(of: local - Zone.maximumOffsetSeconds)
        let last = segmentIndex(of: local + Zone.maximumOffsetSeconds)
        for index in first...last {
            let candidate = local - segmentOffset(index)
            let isInside = index == last || candidate < transitions[index].at.unixSeconds
            guard isInside else { continue }
            // In this segment, or skipped by the change that begins it.
            let begins = index > 0 ? transitions[index - 1].at.unixSeconds : Int64.min
            let offset = candidate >= begins ? segmentOffset(index) : segmentOffset(index - 1)
            return Instant(unixSeconds: local - offset)
        }
        preconditionFailure("the last segment has no end")
    }

    /// No zone is further from UTC than this, in seconds.
    static let maximumOffsetSeconds: Int64 = 26 * 3_600

    /// Segment 0 lies before the first transition, segment n after the n-th.
    private func segmentIndex(of unixSeconds: Int64) -> Int {
        var low = 0
        var high = transitions.count
        while low < high {
            let middle = (low + high) / 2
            if transitions[middle].at.unixSeconds <= unixSeconds {
                low = middle + 1
            } else {
                high = middle
            }
        }
        return low
    }

    private func segmentOffset(_ index: Int) -> Int64 {
        index == 0 ? initialOffsetSeconds : transitions[index - 1].offsetSeconds
    }

    /// Whether the offsets are possible and the transitions in order of time.
    var isWellFormed: Bool {
        let range = -Zone.maximumOffsetSeconds...Zone.maximumOffsetSeconds
        let areOffsetsPossible =
            range.contains(initialOffsetSeconds)
            && transitions.allSatisfy { range.contains($0.offsetSeconds) }
        return areOffsetsPossible
            && zip(transitions, transitions.dropFirst()).allSatisfy { $0.at < $1.at }
    }
}

/// Seconds of a day without a change of the offset.
let secondsInDay: Int64 = 86_400
