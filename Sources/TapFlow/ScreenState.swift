/// What one customer screen shows, in values of its own: the page needs nothing below TapFlow.
///
/// Never holds an identifier, a card number or a phone number.
package struct ScreenState: Hashable, Sendable {
    /// Grows by one with every change of this station's screen, from 1.
    package var revision: UInt64
    /// The station.
    package var station: String
    /// What is shown.
    package var view: View
    /// Milliseconds after which the screen goes back to the invitation, as of this state.
    ///
    /// Nil: it stays. Removing the card clears nothing.
    package var clearsInMilliseconds: Int?
    /// The sale that waits for a card; nil when there is none.
    package var pendingSale: PendingSale?
    /// Devices of this station that are not working now; empty when all is well.
    package var repairs: [Repair] = []

    /// Makes a state.
    package init(revision: UInt64, station: String, view: View) {
        self.revision = revision
        self.station = station
        self.view = view
    }

    /// The screens a customer can meet.
    package enum View: Hashable, Sendable {
        /// Nobody is here: invite to tap.
        case attract
        /// The answer to a tap without a sale.
        case balance(BalanceCard)
        /// The answer to a tap with a sale: what was earned and the new balance.
        case earned(EarnedCard)
        /// A usable card that nobody owns: one button enrols it.
        case unknownCard
        /// The card was enrolled just now.
        case enrolled(BalanceCard)
        /// A well-formed barcode that is no card of ours: how to join.
        case unknownBarcode
        /// A phone or a card with a random number: show the barcode instead.
        case randomIdentifier
        /// A card whose number cannot serve as an identity.
        case unusableCard
        /// The card left too early.
        case holdLonger
        /// A barcode with a wrong check digit or wrong characters.
        case badBarcode
        /// The commit takes longer than it should: do not tap again.
        case stillSaving
        /// The core or the ledger refused; the code is one of `RefusalCode`.
        case refused(RefusalCode)
    }
}

/// Why the screen says no.
package enum RefusalCode: String, Hashable, Sendable, CaseIterable {
    /// The receipt was counted already.
    case alreadyCounted
    /// The sale is too old.
    case tooOld
    /// An amount is outside its range.
    case amountOutOfRange
    /// The disk refused: nothing was credited, try again later.
    case storageUnavailable
    /// The card was taken by another member a moment ago.
    case cardInUse
    /// The card was replaced or blocked, or its member is blocked or has left.
    case cardInvalid
    /// The programme takes no purchases before the card is activated.
    case notActivated
    /// The programme takes no more purchases of this account in the span.
    case limitReached
    /// Too much at once.
    case busy
}

/// A device that is being repaired.
package struct Repair: Hashable, Sendable {
    /// What is out of order.
    package enum Device: String, Hashable, Sendable, CaseIterable {
        /// The card service (pcscd) is away.
        case cardService
        /// The reader of this station is unplugged or silent.
        case reader
        /// The scanner of this station is unplugged or silent.
        case scanner
    }

    /// What is out of order.
    package let device: Device

    /// Makes a repair notice.
    package init(device: Device) { self.device = device }
}

/// A sale that waits for a card.
package struct PendingSale: Hashable, Sendable {
    /// The sum of the receipt in minor units.
    package let totalMinor: Int64
    /// ISO 4217 code.
    package let currency: String

    /// Makes a pending sale.
    package init(totalMinor: Int64, currency: String) {
        self.totalMinor = totalMinor
        self.currency = currency
    }
}

/// A balance as a customer reads it, for the programme's first pot that has a value.
package struct BalanceCard: Hashable, Sendable {
    /// An amount and the local date (`YYYY-MM-DD`) that matters for it.
    package struct Dated: Hashable, Sendable {
        /// `YYYY-MM-DD`: first usable day of coming points, last usable day of expiring ones.
        package let date: String
        /// Micro-points.
        package let pointsMicro: Int64

        /// Makes a dated amount.
        package init(date: String, pointsMicro: Int64) {
            self.date = date
            self.pointsMicro = pointsMicro
        }
    }

    /// The next status and the distance to it.
    package struct NextTier: Hashable, Sendable {
        /// Tier id, as the programme names it.
        package let tier: String
        /// `spend` (minor units), `earned` (micro-points) or `visits`.
        package let measure: String
        /// What is still needed.
        package let need: Int64

        /// Makes a next tier.
        package init(tier: String, measure: String, need: Int64) {
            self.tier = tier
            self.measure = measure
            self.need = need
        }
    }

    /// Available micro-points.
    package var availableMicro: Int64 = 0
    /// Pending micro-points.
    package var pendingMicro: Int64 = 0
    /// Owed micro-points.
    package var debtMicro: Int64 = 0
    /// What the available points are worth in minor units, rounded down; nil: no value.
    package var valueMinor: Int64?
    /// ISO 4217 code.
    package var currency: String = "RUB"
    /// The pot's quantum in micro-points: nothing finer is shown.
    package var quantumMicro: Int64 = 1_000_000
    /// Current tier id; nil when the programme has no ladder.
    package var tier: String?
    /// The tier above.
    package var nextTier: NextTier?
    /// Benefits of the tier, as the programme names them.
    package var benefits: [String] = []
    /// What is coming and when, earliest first.
    package var coming: [Dated] = []
    /// What expires and when, earliest first.
    package var expiring: [Dated] = []

    /// Makes an empty balance.
    package init() {}
}

/// What a sale gave.
package struct EarnedCard: Hashable, Sendable {
    /// Micro-points granted and available at once.
    package var earnedMicro: Int64
    /// Micro-points granted that become available later; part of neither `earnedMicro` nor the
    /// available balance.
    package var earnedLaterMicro: Int64
    /// The sum of the receipt in minor units.
    package var totalMinor: Int64
    /// Why nothing was earned, when that is so: `velocity`, `partnerNotParticipating`, `noRule`.
    package var reason: String?
    /// The balance after it.
    package var balance: BalanceCard

    /// Makes a result.
    package init(
        earnedMicro: Int64,
        earnedLaterMicro: Int64,
        totalMinor: Int64,
        reason: String?,
        balance: BalanceCard
    ) {
        self.earnedMicro = earnedMicro
        self.earnedLaterMicro = earnedLaterMicro
        self.totalMinor = totalMinor
        self.reason = reason
        self.balance = balance
    }
}

/// What a customer's touch asks.
package enum ScreenAction: String, Hashable, Sendable, CaseIterable {
    /// Accept the terms and enrol the card on the screen.
    case enrol
    /// Start the countdown anew.
    case extend
    /// Clear the screen now.
    case dismiss
}

/// What came of a touch.
package enum ScreenActionResult: Hashable, Sendable {
    /// Done; the screen changes by its own event.
    case done
    /// The screen had changed meanwhile, or the view has no such action.
    case stale
    /// No such station.
    case unknownStation
}
