import CAllocations
import CanonicalJSON
import EventFormat
import Glibc
import Loyalty
import ProgrammeFile
import Replay

/// The loyalty core alone, as fast as it goes: one thread, no disk, nothing parsed.
///
///     replay-probe PROGRAMME MEMBERS PURCHASES core       the core's own time
///     replay-probe PROGRAMME MEMBERS PURCHASES decisions  and each decision written out
///     replay-probe PROGRAMME MEMBERS PURCHASES lines      a whole replay: lines read, journal hashed
///
/// PROGRAMME is a file. Prints one JSON object: events, refused, nanoseconds and those of the
/// processor, allocations (all of them, and those of the second half), peakBytes. The events are made before the clock runs, a
/// thousand at a time.
@main
enum ReplayProbe {
    private static let batch = 1_000

    static func main() throws {
        let words = CommandLine.arguments
        guard words.count == 5, let members = Int(words[2]), let purchases = Int(words[3]),
            ["core", "decisions", "lines"].contains(words[4]), members > 0, purchases > 0
        else {
            say(
                "usage: replay-probe PROGRAMME MEMBERS PURCHASES core|decisions|lines\n",
                to: STDERR_FILENO
            )
            exit(2)
        }
        let programme = try ProgrammeFile.load(text: text(of: words[1]), name: words[1]).programme
        var shop = Shop(programme, memberCount: members)
        let result =
            words[4] == "lines"
            ? try lines(programme, &shop, members, purchases)
            : core(programme, &shop, members, purchases, isDecided: words[4] == "decisions")
        say(result.json.canonicalText() + "\n", to: STDOUT_FILENO)
    }

    private struct Result {
        var events = 0
        var refused = 0
        var nanoseconds: Int64 = 0
        var processorNanoseconds: Int64 = 0
        var allocations: Int64 = 0
        var lateAllocations: Int64 = 0

        var json: JSONValue {
            .object([
                "events": .integer(Int64(events)), "refused": .integer(Int64(refused)),
                "nanoseconds": .integer(nanoseconds),
                "processorNanoseconds": .integer(processorNanoseconds),
                "allocations": .integer(allocations),
                "lateAllocations": .integer(lateAllocations), "peakBytes": .integer(peakBytes()),
            ])
        }

        mutating func add(_ started: Moment, _ count: Int, of all: Int) {
            let ended = Moment()
            nanoseconds += ended.time - started.time
            processorNanoseconds += ended.processor - started.processor
            let made = ended.allocations - started.allocations
            allocations += made
            if events >= all / 2 { lateAllocations += made }
            events += count
        }
    }

    /// What the clocks and the counter show.
    private struct Moment {
        let allocations = Int64(allocation_count())
        let time = nanoseconds(CLOCK_MONOTONIC)
        let processor = nanoseconds(CLOCK_THREAD_CPUTIME_ID)
    }

    private static func core(
        _ programme: Programme,
        _ shop: inout Shop,
        _ members: Int,
        _ purchases: Int,
        isDecided: Bool
    ) -> Result {
        var state = LoyaltyState(programme: programme)
        for number in 0..<members {
            for event in shop.joining(number) { _ = state.apply(event) }
        }
        var result = Result()
        while result.events < purchases {
            let events = shop.purchases(min(batch, purchases - result.events))
            let started = Moment()
            for event in events {
                if !state.take(event) { result.refused += 1 }
                if isDecided { _ = state.decision() }
            }
            result.add(started, events.count, of: purchases)
        }
        return result
    }

    private static func lines(
        _ programme: Programme,
        _ shop: inout Shop,
        _ members: Int,
        _ purchases: Int
    ) throws -> Result {
        var replay = Replay(programme: programme)
        var journal = JournalWriter(isKept: false)
        for number in 0..<members {
            for event in shop.joining(number) {
                try journal.append(replay.take(RecordedEvent(event)).transactions)
            }
        }
        var result = Result()
        while result.events < purchases {
            let lines = shop.purchases(min(batch, purchases - result.events))
                .map { EventFormat.canonicalBytes($0) }
            let started = Moment()
            for line in lines {
                let step = replay.take(try RecordedEvent(line: line, number: 1))
                if case .decided(.refused) = step.answer { result.refused += 1 }
                try journal.append(step.transactions)
            }
            result.add(started, lines.count, of: purchases)
        }
        return result
    }
}

/// The time of a clock in nanoseconds.
private func nanoseconds(_ clock: clockid_t) -> Int64 {
    var time = timespec()
    unsafe clock_gettime(clock, &time)
    return Int64(time.tv_sec) * 1_000_000_000 + Int64(time.tv_nsec)
}

/// The most memory that was resident, in bytes.
private func peakBytes() -> Int64 {
    var usage = rusage()
    unsafe getrusage(.init(0), &usage)
    return Int64(usage.ru_maxrss) * 1_024
}

private func text(of path: String) throws -> String {
    guard let file = unsafe fopen(path, "r") else {
        say("replay-probe: cannot read \(path)\n", to: STDERR_FILENO)
        exit(2)
    }
    defer { unsafe fclose(file) }
    var bytes = [UInt8](repeating: 0, count: 1 << 20)
    let count = unsafe fread(&bytes, 1, bytes.count, file)
    return String(decoding: bytes[..<count], as: UTF8.self)
}

private func say(_ text: String, to descriptor: Int32) {
    let bytes = Array(text.utf8)
    unsafe write(descriptor, bytes, bytes.count)
}
