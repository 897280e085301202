/// When a tap passed each stage, in nanoseconds of CLOCK_MONOTONIC.
package struct TapStamps: Hashable, Sendable {
    /// The wait for a change returned: the first moment that software can know of the card.
    package var wake: UInt64
    /// The card was open; 0: never reached.
    package var connected: UInt64
    /// The identifier was read and judged; 0: never reached.
    package var identified: UInt64

    /// Makes stamps.
    package init(wake: UInt64, connected: UInt64 = 0, identified: UInt64 = 0) {
        self.wake = wake
        self.connected = connected
        self.identified = identified
    }
}

/// Why a card that lies on the reader could not be read.
package enum UnreadableReason: String, Hashable, Sendable, CaseIterable {
    /// The card does not answer to being powered, or speaks no protocol.
    case mute
    /// The card does not answer the command.
    case noAnswer
    /// What it answers is no identifier.
    case badAnswer
    /// Another program holds the card for itself.
    case heldByAnotherProgram
    /// Another program keeps resetting the card.
    case keptBeingReset
    /// This process may not open cards.
    case accessDenied
    /// The reader has not come back from a command for longer than the watchdog allows.
    case stuck
}

/// Something that happened at a reader.
package struct CardEvent: Hashable, Sendable {
    /// What happened.
    package enum Kind: Hashable, Sendable {
        /// A card was read. It may be unusable: see its `usable` and advice.
        case present(CardIdentity)
        /// A card came and went before it was read: "hold it a moment longer".
        case leftTooEarly
        /// A card lies there and cannot be read.
        case unreadable(UnreadableReason)
        /// The card that was `present` left.
        case removed
    }

    /// Where.
    package let reader: ReaderKey
    /// What.
    package let kind: Kind
    /// When.
    package let stamps: TapStamps

    /// Makes an event.
    package init(reader: ReaderKey, kind: Kind, stamps: TapStamps) {
        self.reader = reader
        self.kind = kind
        self.stamps = stamps
    }
}

/// How readers are watched.
///
/// Every wait and every retry has its bound here.
package struct CardReaderOptions: Hashable, Sendable {
    /// The same card back at the same reader within this time of its leaving is the same tap: a
    /// card at the edge of the field flickers.
    ///
    /// 0 to 10,000 milliseconds; 0 switches this off.
    package var repeatMilliseconds = 1_000
    /// The longest a card is tried to be read, all retries together, in milliseconds.
    package var readMilliseconds = 2_000
    /// A call that has not come back after this many milliseconds is reported as stuck.
    package var watchdogMilliseconds = 5_000
    /// A thread still stuck after this many milliseconds is given up and replaced.
    package var replaceMilliseconds = 15_000
    /// Threads given up that may be alive at the same time; with more, a stuck reader stays so.
    package var maximumAbandonedThreads = 4
    /// The longest wait of a reader's thread, in milliseconds; nothing depends on its end.
    package var readerWaitMilliseconds: UInt32 = 60_000
    /// The longest wait of the list's thread, in milliseconds: pcsc-lite before 2.3 can miss a
    /// reader that comes between two calls, which is then found so late.
    package var listWaitMilliseconds: UInt32 = 15_000
    /// The first wait before the service or a reader is tried again, in milliseconds; it doubles.
    package var firstRetryMilliseconds = 100
    /// The longest such wait, in milliseconds.
    package var lastRetryMilliseconds = 2_000
    /// How long `stop()` and a restart wait for a thread before they give it up, in milliseconds.
    package var joinMilliseconds = 3_000
    /// A card that lay there when pcscd or the reader went, and lies there when it is back within
    /// this time, is the same tap, in milliseconds.
    package var continuationMilliseconds = 60_000
    /// Readers watched at the same time; pcsc-lite itself knows 16.
    package var maximumReaders = 16
    /// Where sysfs lists USB devices.
    package var sysfsFolder = USBDevice.sysfsFolder

    /// The values above.
    package init() {}
}

/// How often things happened since the start.
package struct CardReaderCounters: Hashable, Sendable {
    /// Cards read, repeats not counted.
    package var taps = 0
    /// Repeats within the window, not reported.
    package var repeats = 0
    /// Cards that left before they were read.
    package var leftTooEarly = 0
    /// Cards that could not be read.
    package var unreadable = 0
    /// Errors of PC/SC calls that were got over by trying again.
    package var errors = 0
    /// Times the reader's thread was started again.
    package var restarts = 0
}

/// One reader as it is now.
package struct ReaderStatus: Hashable, Sendable {
    /// Where a reader stands.
    package enum State: Hashable, Sendable {
        /// Its thread is finding out what it is.
        case starting
        /// Waiting for a card.
        case working
        /// A card lies on it.
        case cardPresent
        /// Something is in the way and being tried again; the text says what, in English.
        case repairing(String)
        /// Unplugged.
        case gone
        /// Not watched, since it is no antenna: the text says what it is.
        case leftAlone(String)
    }

    /// Its lasting identity.
    package var key: ReaderKey
    /// Where it stands.
    package var state: State
    /// Since when, in nanoseconds of CLOCK_MONOTONIC.
    package var since: UInt64
    /// Whether nothing shows that it is hardware.
    package var isVirtual: Bool
    /// The USB device; nil: there is none, or it is not known.
    package var device: USBDevice?
    /// What the slot is for.
    package var slotKind: SlotKind
    /// What happened on it.
    package var counters: CardReaderCounters

    /// Whether a card held to it would be read now.
    package var isWorking: Bool { state == .working || state == .cardPresent }
}

/// The PC/SC service and all readers as they are now.
package struct CardReadersStatus: Hashable, Sendable {
    /// Whether the service can be reached.
    package enum Service: Hashable, Sendable {
        /// Not tried yet, or stopped.
        case notStarted
        /// It answers.
        case up
        /// It does not; the text says why and how to mend it, in English.
        case down(reason: String)
    }

    /// The service.
    package var service: Service
    /// Since when, in nanoseconds of CLOCK_MONOTONIC.
    package var serviceSince: UInt64
    /// Times the service was lost.
    package var serviceLosses: Int
    /// Threads given up that are still alive.
    package var abandonedThreads: Int
    /// Every reader seen, sorted by name.
    package var readers: [ReaderStatus]
}
