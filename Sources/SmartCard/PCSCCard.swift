import CPCSC

/// An open card, or a reader opened without one.
///
/// Every call blocks; one thread only.
package struct PCSCCard: ~Copyable, Sendable {
    /// How a card is opened.
    package enum Mode: Hashable, Sendable {
        /// Together with other programs, T=0 or T=1.
        case shared
        /// The reader itself, card or not.
        case reader
    }

    private let raw: SCARDHANDLE
    private let negotiated: DWORD

    init(context: SCARDCONTEXT, reader: String, mode: Mode) throws(PCSCError) {
        var handle = SCARDHANDLE()
        var active = DWORD(0)
        let share = mode == .shared ? SCARD_SHARE_SHARED : SCARD_SHARE_DIRECT
        let protocols = mode == .shared ? SCARD_PROTOCOL_T0 | SCARD_PROTOCOL_T1 : 0
        let code = unsafe reader.withCString {
            unsafe SCardConnect(context, $0, DWORD(share), DWORD(protocols), &handle, &active)
        }
        try PCSCError.check(code, .connect)
        raw = handle
        negotiated = active
    }

    // The card stays powered as it is: the next connection goes on where this one ended.
    deinit { SCardDisconnect(raw, DWORD(SCARD_LEAVE_CARD)) }

    /// Makes the handle valid again after another program reset the card.
    ///
    /// - Throws: `cardRemoved`, `mute`, `inUse`, `serviceDown` and others.
    ///
    /// Wraps `SCardReconnect`.
    package borrowing func reconnect() throws(PCSCError) {
        var active = DWORD(0)
        let code = unsafe SCardReconnect(
            raw,
            DWORD(SCARD_SHARE_SHARED),
            DWORD(SCARD_PROTOCOL_T0 | SCARD_PROTOCOL_T1),
            DWORD(SCARD_LEAVE_CARD),
            &active
        )
        try PCSCError.check(code, .reconnect)
    }

    /// Runs `body` while no other program can talk to the card.
    ///
    /// pcscd keeps the lock when a transaction ends after another program's reset (SCardDisconnect
    /// waits for the lock, and then resets without taking it), and every other program would wait
    /// for ever. So the end is tried again on a valid handle; false in the result: the lock is
    /// still held, and only closing this card gives it back.
    ///
    /// - Throws: As `body` does, and `cardRemoved`, `cardReset`, `serviceDown` and others of the
    ///   begin.
    ///
    /// Wraps `SCardBeginTransaction` and `SCardEndTransaction`.
    package borrowing func transaction<Result>(
        _ body: (borrowing PCSCTransaction) throws(PCSCError) -> Result
    ) throws(PCSCError) -> (result: Result, isReleased: Bool) {
        try PCSCError.check(SCardBeginTransaction(raw), .beginTransaction)
        let result: Result
        do {
            result = try body(PCSCTransaction(raw: raw, negotiated: negotiated))
        } catch {
            _ = endTransaction()
            throw error
        }
        return (result, endTransaction())
    }

    private borrowing func endTransaction() -> Bool {
        if SCardEndTransaction(raw, DWORD(SCARD_LEAVE_CARD)) == SCARD_S_SUCCESS { return true }
        guard (try? reconnect()) != nil else { return false }
        return SCardEndTransaction(raw, DWORD(SCARD_LEAVE_CARD)) == SCARD_S_SUCCESS
    }

    /// Sends `input` to the reader's driver and returns its answer of at most 264 bytes.
    ///
    /// - Throws: `unsupported`, `exchangeFailed`, `readerGone`, `serviceDown` and others.
    ///
    /// Wraps `SCardControl`.
    package borrowing func control(
        code: UInt32,
        _ input: [UInt8] = []
    ) throws(PCSCError) -> [UInt8] {
        var answer = [UInt8](repeating: 0, count: Int(MAX_BUFFER_SIZE))
        var count = DWORD(0)
        let result = unsafe SCardControl(
            raw,
            DWORD(code),
            input,
            DWORD(input.count),
            &answer,
            DWORD(answer.count),
            &count
        )
        try PCSCError.check(result, .control)
        return Array(answer.prefix(Int(count)))
    }

    /// Reads an attribute of the reader, at most 264 bytes.
    ///
    /// - Throws: `unsupported` and others; drivers differ in the code for an unknown attribute.
    ///
    /// Wraps `SCardGetAttrib`.
    package borrowing func attribute(_ id: UInt32) throws(PCSCError) -> [UInt8] {
        var value = [UInt8](repeating: 0, count: Int(MAX_BUFFER_SIZE))
        var count = DWORD(value.count)
        let result = unsafe SCardGetAttrib(raw, DWORD(id), &value, &count)
        try PCSCError.check(result, .getAttribute)
        return Array(value.prefix(Int(count)))
    }
}

/// The right to talk to a card while no other program can; lives only inside `transaction`.
package struct PCSCTransaction: ~Copyable {
    private let raw: SCARDHANDLE
    private let negotiated: DWORD

    fileprivate init(raw: SCARDHANDLE, negotiated: DWORD) {
        self.raw = raw
        self.negotiated = negotiated
    }

    /// Sends a command of at least 4 bytes and returns how many bytes of `buffer` the answer fills.
    ///
    /// The caller owns `buffer`; `ReceiveBuffer.size` bytes hold any answer. Drivers report a card
    /// taken away as success with 0 or 1 bytes: fewer than 2 means removed. Can block for ever with
    /// a card that never answers, so a watchdog stands over the thread.
    ///
    /// - Throws: `cardRemoved`, `cardReset`, `exchangeFailed`, `serviceDown` and others.
    ///
    /// Wraps `SCardTransmit`.
    package borrowing func transmit(
        _ command: [UInt8],
        into buffer: inout [UInt8]
    ) throws(PCSCError) -> Int {
        precondition(command.count >= 4, "some drivers take shorter commands for control codes")
        var header = SCARD_IO_REQUEST(
            dwProtocol: negotiated,
            cbPciLength: DWORD(MemoryLayout<SCARD_IO_REQUEST>.size)
        )
        var count = DWORD(buffer.count)
        let code = unsafe SCardTransmit(
            raw,
            &header,
            command,
            DWORD(command.count),
            nil,
            &buffer,
            &count
        )
        try PCSCError.check(code, .transmit)
        return Int(count)
    }
}

/// Sizes of answer buffers.
package enum ReceiveBuffer {
    /// Bytes that hold the longest extended answer.
    package static let size = Int(cpcsc_MAX_BUFFER_SIZE_EXTENDED)
}

/// Codes and attributes by which a reader tells where it is plugged in.
enum ReaderQuery {
    /// `SCARD_ATTR_CHANNEL_ID`: 0x0020 for USB, then bus and address.
    static let channelAttribute = UInt32(cpcsc_SCARD_ATTR_CHANNEL_ID)
    /// libccid 1.7.1 and later: the USB path as text.
    static let usbPathCode = UInt32(cpcsc_IOCTL_USB_PATH)
}
