import CPCSC

/// State bits of one reader, as `SCardGetStatusChange` reports them.
package struct ReaderStateFlags: OptionSet, Hashable, Sendable {
    /// The bits; the event counter above them is not part of this.
    package let rawValue: UInt16

    /// Takes bits as they are.
    package init(rawValue: UInt16) { self.rawValue = rawValue }

    /// Something differs from what the caller knew.
    package static let changed = Self(rawValue: UInt16(SCARD_STATE_CHANGED))
    /// The service does not know the reader.
    package static let unknown = Self(rawValue: UInt16(SCARD_STATE_UNKNOWN))
    /// The reader does not answer its driver.
    package static let unavailable = Self(rawValue: UInt16(SCARD_STATE_UNAVAILABLE))
    /// No card.
    package static let empty = Self(rawValue: UInt16(SCARD_STATE_EMPTY))
    /// A card.
    package static let present = Self(rawValue: UInt16(SCARD_STATE_PRESENT))
    /// Another program has the card for itself.
    package static let exclusive = Self(rawValue: UInt16(SCARD_STATE_EXCLUSIVE))
    /// Some program has the card open.
    package static let inUse = Self(rawValue: UInt16(SCARD_STATE_INUSE))
    /// The card does not answer.
    package static let mute = Self(rawValue: UInt16(SCARD_STATE_MUTE))
}

/// What is known of a reader after a wait: flags, event counter, ATR.
package struct ReaderSnapshot: Hashable, Sendable {
    /// State bits.
    package let flags: ReaderStateFlags
    /// Insertions and removals so far, modulo 65536: two steps with a card before and after are
    /// another tap.
    package let eventCount: UInt16
    /// The ATR of the card; empty without one.
    package let atr: [UInt8]

    /// Nothing known: the first wait returns at once.
    package static let unaware = ReaderSnapshot(flags: [], eventCount: 0, atr: [])

    /// Makes a snapshot.
    package init(flags: ReaderStateFlags, eventCount: UInt16, atr: [UInt8]) {
        self.flags = flags
        self.eventCount = eventCount
        self.atr = atr
    }

    /// What is handed back as "known" on the next wait.
    fileprivate var known: DWORD {
        DWORD(flags.subtracting(.changed).rawValue) | DWORD(eventCount) << 16
    }
}

/// A session with the PC/SC service.
///
/// Every call but `cancel()` blocks and must come from one thread.
///
/// A call on a context waits for the one before it, so each thread has a context of its own. After
/// a restart of the service every context is dead for good, whatever SCardIsValidContext says.
package struct PCSCContext: ~Copyable, Sendable {
    /// Not a reader: it changes when readers come and go.
    package static let readerListNotification = #"\\?PnP?\Notification"#
    /// How often the list is asked for again when readers keep arriving between size and content.
    package static let maximumListAttempts = 8

    private let raw: SCARDCONTEXT

    /// Opens a session.
    ///
    /// Blocks until the service answers.
    ///
    /// - Throws: `serviceDown`, `accessDenied`, others; all of them are worth another try later.
    ///
    /// Wraps `SCardEstablishContext`.
    package init() throws(PCSCError) {
        var context = SCARDCONTEXT()
        let code = unsafe SCardEstablishContext(DWORD(SCARD_SCOPE_SYSTEM), nil, nil, &context)
        try PCSCError.check(code, .establishContext)
        raw = context
    }

    deinit { SCardReleaseContext(raw) }

    /// The names of all readers in the service's order; empty when there is none.
    ///
    /// Blocks shortly.
    ///
    /// - Throws: `serviceDown` and others.
    ///
    /// Wraps `SCardListReaders`.
    package borrowing func readerNames() throws(PCSCError) -> [String] {
        for _ in 0..<PCSCContext.maximumListAttempts {
            var size = DWORD(0)
            var code = unsafe SCardListReaders(raw, nil, nil, &size)
            if code == SCARD_E_NO_READERS_AVAILABLE { return [] }
            try PCSCError.check(code, .listReaders)
            var buffer = [CChar](repeating: 0, count: Int(size))
            code = unsafe SCardListReaders(raw, nil, &buffer, &size)
            if code == SCARD_E_NO_READERS_AVAILABLE { return [] }
            // A reader came in between.
            if code == SCARD_E_INSUFFICIENT_BUFFER { continue }
            try PCSCError.check(code, .listReaders)
            return buffer.prefix(Int(size)).split(separator: 0).map {
                String(decoding: $0.map(UInt8.init(bitPattern:)), as: UTF8.self)
            }
        }
        throw PCSCError(code: UInt32(SCARD_E_INSUFFICIENT_BUFFER), call: .listReaders)
    }

    /// Blocks until `reader` differs from `known`, or the time is over.
    ///
    /// - Throws: `timeout`, `cancelled`, `readerGone`, `serviceDown` and others.
    ///
    /// Wraps `SCardGetStatusChange`.
    package borrowing func waitForChange(
        of reader: String,
        from known: ReaderSnapshot,
        timeoutMilliseconds: UInt32
    ) throws(PCSCError) -> ReaderSnapshot {
        var entry = unsafe SCARD_READERSTATE()
        unsafe entry.dwCurrentState = known.known
        let code = unsafe reader.withCString { name in
            unsafe entry.szReader = name
            defer { unsafe entry.szReader = nil }
            return unsafe SCardGetStatusChange(raw, DWORD(timeoutMilliseconds), &entry, 1)
        }
        try PCSCError.check(code, .getStatusChange)
        let atrCount = unsafe min(Int(entry.cbAtr), Int(MAX_ATR_SIZE))
        let atr = unsafe withUnsafeBytes(of: &entry.rgbAtr) { unsafe Array($0.prefix(atrCount)) }
        let state = unsafe entry.dwEventState
        return ReaderSnapshot(
            flags: ReaderStateFlags(rawValue: UInt16(truncatingIfNeeded: state)),
            eventCount: UInt16(truncatingIfNeeded: state >> 16),
            atr: atr
        )
    }

    /// Ends a wait of this context from any thread; lost when nothing waits just then, so it is
    /// repeated until the waiting thread reports that it ended.
    ///
    /// Wraps `SCardCancel`.
    package borrowing func cancel() { SCardCancel(raw) }

    /// Opens `reader` or the card in it.
    ///
    /// Blocks while another program's transaction runs.
    ///
    /// - Throws: `noCard`, `mute`, `inUse`, `readerGone`, `serviceDown` and others.
    ///
    /// Wraps `SCardConnect`.
    package borrowing func connect(
        to reader: String,
        mode: PCSCCard.Mode
    ) throws(PCSCError) -> PCSCCard {
        try PCSCCard(context: raw, reader: reader, mode: mode)
    }
}
