import CPCSC

@testable import SmartCard

/// What other programs do to a card: taking it for themselves, resetting it.
struct OtherProgram: ~Copyable {
    private let session: SCARDCONTEXT
    private let card: SCARDHANDLE

    /// Opens the card; it comes a moment after it was presented.
    init(_ reader: String, isExclusive: Bool) throws(PCSCError) {
        var session = SCARDCONTEXT()
        let established = unsafe SCardEstablishContext(
            DWORD(SCARD_SCOPE_SYSTEM),
            nil,
            nil,
            &session
        )
        try PCSCError.check(established, .establishContext)
        var card = SCARDHANDLE()
        var active = DWORD(0)
        var code = SCARD_E_NO_SMARTCARD
        for _ in 0..<5_000 where code == SCARD_E_NO_SMARTCARD {
            code = unsafe reader.withCString {
                unsafe SCardConnect(
                    session,
                    $0,
                    DWORD(isExclusive ? SCARD_SHARE_EXCLUSIVE : SCARD_SHARE_SHARED),
                    DWORD(SCARD_PROTOCOL_T0 | SCARD_PROTOCOL_T1),
                    &card,
                    &active
                )
            }
        }
        if code != SCARD_S_SUCCESS { SCardReleaseContext(session) }
        try PCSCError.check(code, .connect)
        self.session = session
        self.card = card
    }

    /// Lets the card go, resetting it or not.
    consuming func release(resetting: Bool) {
        SCardDisconnect(card, DWORD(resetting ? SCARD_RESET_CARD : SCARD_LEAVE_CARD))
    }

    deinit { SCardReleaseContext(session) }
}
