import CPCSC

/// The PC/SC calls, by their C names: the place where an error came from.
package enum PCSCCall: String, Hashable, Sendable {
    /// Opens a session with the service.
    case establishContext = "SCardEstablishContext"
    /// Ends a session.
    case releaseContext = "SCardReleaseContext"
    /// Lists readers.
    case listReaders = "SCardListReaders"
    /// Waits for a change.
    case getStatusChange = "SCardGetStatusChange"
    /// Ends a wait from another thread.
    case cancel = "SCardCancel"
    /// Opens a card.
    case connect = "SCardConnect"
    /// Opens a card again after a reset.
    case reconnect = "SCardReconnect"
    /// Closes a card.
    case disconnect = "SCardDisconnect"
    /// Takes a card for oneself.
    case beginTransaction = "SCardBeginTransaction"
    /// Gives it back.
    case endTransaction = "SCardEndTransaction"
    /// Sends a command.
    case transmit = "SCardTransmit"
    /// Talks to the reader itself.
    case control = "SCardControl"
    /// Reads an attribute of the reader.
    case getAttribute = "SCardGetAttrib"
}

/// An operating error of PC/SC, sorted by what to do about it.
///
/// Even codes that name a bad argument are operating errors here: the service on the other end of
/// the socket and the reader's driver choose the code, and no device fault may end this process.
package struct PCSCError: Error, Hashable, Sendable, CustomStringConvertible {
    /// What to do about it.
    package enum Kind: String, Hashable, Sendable {
        /// There is no card: wait for the next one.
        case noCard
        /// The card left: report it and wait for the next one.
        case cardRemoved
        /// Another program reset the card: reconnect and begin again.
        case cardReset
        /// A card that does not answer, or speaks no common protocol: ask to hold it again.
        case mute
        /// The reader left, or is unknown: list the readers again.
        case readerGone
        /// No reader at all: wait for one.
        case noReaders
        /// The service is not there, or restarted: a new context is needed.
        case serviceDown
        /// The service refuses this user: rights must be given, then a new context.
        case accessDenied
        /// Another program has the card for itself: try again later.
        case inUse
        /// The wait was cancelled by `cancel()`.
        case cancelled
        /// The wait ended without a change.
        case timeout
        /// The exchange failed: the card went, or reader or card misbehaved.
        case exchangeFailed
        /// The buffer is too small: ask for the size again.
        case bufferTooSmall
        /// Reader or driver cannot do this.
        case unsupported
        /// Anything else.
        case other
    }

    /// What to do about it.
    package let kind: Kind
    /// The code as winscard.h has it, such as 0x8010001D.
    package let code: UInt32
    /// The call that failed.
    package let call: PCSCCall

    /// Sorts a code of libpcsclite.
    ///
    /// The library's LONG is 64 bits wide and positive.
    package init(code: UInt32, call: PCSCCall) {
        precondition(code != 0, "success is no error")
        self.code = code
        self.call = call
        kind = PCSCError.kind(of: code)
    }

    /// The code of a reader that the service does not know.
    static let unknownReader = UInt32(SCARD_E_UNKNOWN_READER)

    /// One line: the call and the code in hexadecimal.
    package var description: String {
        "\(call.rawValue): \(kind.rawValue) (0x\(String(code, radix: 16, uppercase: true)))"
    }

    /// Throws unless `code` says success.
    static func check(_ code: LONG, _ call: PCSCCall) throws(PCSCError) {
        guard code == SCARD_S_SUCCESS else {
            throw PCSCError(code: UInt32(truncatingIfNeeded: code), call: call)
        }
    }

    private static func kind(of code: UInt32) -> Kind {
        switch Int(code) {
        case SCARD_E_NO_SMARTCARD: .noCard
        case SCARD_W_REMOVED_CARD: .cardRemoved
        case SCARD_W_RESET_CARD: .cardReset
        case SCARD_W_UNRESPONSIVE_CARD, SCARD_W_UNPOWERED_CARD, SCARD_W_UNSUPPORTED_CARD,
            SCARD_E_PROTO_MISMATCH, SCARD_E_CARD_UNSUPPORTED:
            .mute
        case SCARD_E_UNKNOWN_READER, SCARD_E_READER_UNAVAILABLE, SCARD_E_READER_UNSUPPORTED:
            .readerGone
        case SCARD_E_NO_READERS_AVAILABLE: .noReaders
        // After each of these the context is dead, also when the service is back.
        case SCARD_E_NO_SERVICE, SCARD_E_SERVICE_STOPPED, SCARD_F_COMM_ERROR,
            SCARD_E_INVALID_HANDLE, SCARD_E_SYSTEM_CANCELLED:
            .serviceDown
        case SCARD_W_SECURITY_VIOLATION, SCARD_E_NO_ACCESS: .accessDenied
        case SCARD_E_SHARING_VIOLATION: .inUse
        case SCARD_E_CANCELLED: .cancelled
        case SCARD_E_TIMEOUT: .timeout
        case SCARD_E_NOT_TRANSACTED, SCARD_F_INTERNAL_ERROR, SCARD_E_PCI_TOO_SMALL: .exchangeFailed
        case SCARD_E_INSUFFICIENT_BUFFER: .bufferTooSmall
        case SCARD_E_UNSUPPORTED_FEATURE: .unsupported
        default: .other
        }
    }
}
