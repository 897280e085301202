/// Who tapped, told honestly: what the card is, which number it gave, and what that number is worth.
package struct CardIdentity: Hashable, Sendable {
    /// How the card talks.
    package let technology: CardTechnology
    /// The product in words; empty when not known.
    package let product: String
    /// What kind of number it gave; nil: none, or of no valid length.
    package let identifierKind: IdentifierKind?
    /// The number, most significant byte first whatever order the reader gave; nil as above.
    package let canonical: UID?
    /// The chip's maker; empty when the number does not name one.
    package let manufacturer: String
    /// How far the number can be trusted.
    package let stability: IdentifierStability
    /// Why the number is judged so, one English sentence without the number; empty: nothing to say.
    package let reason: String
    /// What the customer can do instead, in Russian; empty for a usable identity.
    package let adviceRussian: String
    /// What the customer can do instead, in English; empty for a usable identity.
    package let adviceEnglish: String

    /// Whether the number may become a credential.
    ///
    /// A `fixed4` earns and never spends.
    package var usable: Bool { stability == .unique || stability == .fixed4 }

    /// The bytes that may become a credential; nil when the identity is not usable.
    package var credential: UID? { usable ? canonical : nil }

    /// The canonical number's bytes, most significant first; empty when there is none.
    ///
    /// Sensitive.
    package var canonicalBytes: [UInt8] { canonical?.bytes ?? [] }

    /// Judges a card by its ATR and by what the reader answered to GET DATA `FF CA 00 00 00`,
    /// without the status word; nil: nothing was read.
    ///
    /// Rules: ISO/IEC 14443-3 sections 6.5.4 and 7.9, NXP AN10927, ISO/IEC 15693-3 section 4.1,
    /// JIS X 6319-4, PC/SC part 3.
    package static func judge(atr bytes: [UInt8], uid: [UInt8]?) -> CardIdentity {
        guard let atr = ATR(bytes) else {
            return CardIdentity(.unknown, "", .none(.invalid, .damagedATR))
        }
        let (technology, product) = classify(atr, uidCount: uid?.count)
        if technology == .contact {
            return CardIdentity(technology, product, .none(.invalid, .contactCard))
        }
        guard let uid, let number = UID(uid) else {
            let why: IdentityReason = uid == nil ? .nothingRead : .wrongLength
            return CardIdentity(technology, product, .none(.invalid, why))
        }
        let verdict =
            switch technology {
            case .iso14443aLevel3, .iso14443aLevel4: IdentifierVerdict.typeA(number)
            case .iso14443b: IdentifierVerdict.typeB(number)
            case .iso15693: IdentifierVerdict.vicinity(number)
            case .felica: IdentifierVerdict.felica(number)
            case .contact, .unknown: IdentifierVerdict.unknownTechnology(number)
            }
        return CardIdentity(technology, product, verdict)
    }

    private init(_ technology: CardTechnology, _ product: String, _ verdict: IdentifierVerdict) {
        self.technology = technology
        self.product = product
        identifierKind = verdict.kind
        canonical = verdict.canonical
        manufacturer = verdict.manufacturer
        stability = verdict.stability
        reason = verdict.reason?.text ?? ""
        let isUsable = verdict.stability == .unique || verdict.stability == .fixed4
        let advice = isUsable ? CardAdvice.none : CardAdvice.of(verdict.stability, verdict.reason)
        adviceRussian = advice.russian
        adviceEnglish = advice.english
    }

    /// Technology and product of a whole ATR.
    ///
    /// The number's length helps where type A and B make historical bytes of the same form: a
    /// double or triple size number is always type A.
    private static func classify(
        _ atr: ATR,
        uidCount: Int?
    ) -> (CardTechnology, product: String) {
        if let storage = atr.storage { return (storage.technology, storage.product) }
        guard atr.isContactless else { return (.contact, "") }
        if let product = processorCards[atr.historical] { return (.iso14443aLevel4, product) }
        if atr.looksTypeB, uidCount != 7, uidCount != 10 {
            return (.iso14443b, "ISO 14443-4 B card")
        }
        return (.iso14443aLevel4, "ISO 14443-4 card")
    }

    /// Historical bytes that name a product.
    ///
    /// Some readers give the ATS whole, with its length byte.
    private static let processorCards: [[UInt8]: String] = [
        [0x80]: "MIFARE DESFire",
        [0x06, 0x75, 0x77, 0x81, 0x02, 0x80]: "MIFARE DESFire",
        [0x06, 0x77, 0x77, 0x71, 0x02, 0x80]: "NTAG 424 DNA",
        [0xC1, 0x05, 0x2F, 0x2F, 0x01, 0xBC, 0xD6]: "MIFARE Plus SL3",
    ]
}

/// What a number is, apart from the card it came from.
struct IdentifierVerdict: Hashable, Sendable {
    var kind: IdentifierKind?
    var canonical: UID?
    var manufacturer = ""
    var stability: IdentifierStability
    var reason: IdentityReason?

    static func none(_ stability: IdentifierStability, _ reason: IdentityReason) -> Self {
        Self(stability: stability, reason: reason)
    }

    /// ISO 14443 A: 4, 7 or 10 bytes.
    ///
    /// 88 is the cascade tag and never leads a number.
    static func typeA(_ number: UID) -> Self {
        switch number.count {
        case 4:
            return single(number)
        case 7, 10:
            let kind: IdentifierKind = number.count == 7 ? .uid7 : .uid10
            // UID3 of 7 follows a cascade tag itself: 88 there means a level was left out.
            if number[0] == 0x88 || (number.count == 7 && number[3] == 0x88) {
                return Self(kind: kind, canonical: number, stability: .invalid, reason: .cascade)
            }
            return Self(
                kind: kind,
                canonical: number,
                manufacturer: CardManufacturers.name(number[0]),
                stability: .unique
            )
        default:
            return .none(.invalid, .wrongLength)
        }
    }

    private static func single(_ number: UID) -> Self {
        let (stability, reason): (IdentifierStability, IdentityReason) =
            switch number[0] {
            case 0x88: (.invalid, .cascade)
            case 0x08: (.random, .randomUID)
            case let first where first & 0x0F == 0x0F: (.nonUnique, .fixedNonUnique)
            default: (.fixed4, .fourBytes)
            }
        return Self(kind: .uid4, canonical: number, stability: stability, reason: reason)
    }

    /// ISO 14443 B: the PUPI may be drawn anew each time, and nothing in it says so.
    static func typeB(_ number: UID) -> Self {
        guard number.count == 4 else { return .none(.invalid, .wrongLength) }
        return Self(kind: .pupi, canonical: number, stability: .random, reason: .pupi)
    }

    /// ISO 15693: E0, maker, serial; sent least significant byte first on air, and some readers
    /// leave it so.
    static func vicinity(_ number: UID) -> Self {
        guard number.count == 8 else { return .none(.invalid, .wrongLength) }
        let leads = number[0] == 0xE0
        let trails = number[7] == 0xE0
        if leads && trails {
            return Self(
                kind: .uid8,
                canonical: number,
                stability: .ambiguous,
                reason: .eitherOrder
            )
        }
        guard leads || trails else {
            return Self(kind: .uid8, canonical: number, stability: .invalid, reason: .notVicinity)
        }
        let canonical = leads ? number : number.reversed
        return Self(
            kind: .uid8,
            canonical: canonical,
            manufacturer: CardManufacturers.name(canonical[1]),
            stability: .unique,
            reason: leads ? nil : .reversed
        )
    }

    /// FeliCa: 01FE and 02FE lead numbers that a device made up for this session.
    static func felica(_ number: UID) -> Self {
        guard number.count == 8 else { return .none(.invalid, .wrongLength) }
        let isMadeUp = (number[0] == 0x01 || number[0] == 0x02) && number[1] == 0xFE
        return Self(
            kind: .idm,
            canonical: number,
            stability: isMadeUp ? .random : .unique,
            reason: isMadeUp ? .sessionIDm : nil
        )
    }

    /// A reader that does not say what the card is: only a length that no other technology uses
    /// tells it.
    static func unknownTechnology(_ number: UID) -> Self {
        switch number.count {
        case 7, 10: typeA(number)
        case 4:
            Self(
                kind: .uid4,
                canonical: number,
                stability: .ambiguous,
                reason: .unknownTechnology
            )
        case 8:
            Self(
                kind: .uid8,
                canonical: number,
                stability: .ambiguous,
                reason: .unknownTechnology
            )
        default: .none(.invalid, .wrongLength)
        }
    }
}
