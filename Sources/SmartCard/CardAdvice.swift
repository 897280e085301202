/// Why an identity is judged as it is: one English sentence each, for the technician.
enum IdentityReason: Hashable, Sendable {
    case damagedATR, contactCard, nothingRead, wrongLength, cascade, randomUID, fixedNonUnique
    case fourBytes, pupi, eitherOrder, notVicinity, reversed, sessionIDm, unknownTechnology

    var text: String {
        switch self {
        case .damagedATR: "the ATR is damaged: structure, length or check byte is wrong"
        case .contactCard: "a card with contacts has no contactless identifier"
        case .nothingRead: "the reader gave no identifier for this card"
        case .wrongLength: "no identifier of this technology has this length"
        case .cascade: "88 is the cascade tag: the reader did not resolve the cascade"
        case .randomUID: "first byte 08: the card draws a new number at every tap (phones, watches)"
        case .fixedNonUnique: "first byte xF: the number is fixed but not unique"
        case .fourBytes: "4 bytes, not random: may be re-used elsewhere, earns only"
        case .pupi: "a type B number may be drawn anew at every tap and nothing in it says so"
        case .eitherOrder: "begins and ends with E0: the order of the bytes cannot be told"
        case .notVicinity: "an ISO 15693 number begins with E0, this one has it at neither end"
        case .reversed: "the reader gives the least significant byte first: turned round"
        case .sessionIDm: "the device made this IDm up for the session (prefix 01FE or 02FE)"
        case .unknownTechnology: "the reader does not say which kind of card this number is of"
        }
    }
}

/// What the customer is told when a card cannot be used.
struct CardAdvice: Hashable, Sendable {
    let russian: String
    let english: String

    static let none = CardAdvice(russian: "", english: "")

    static func of(_ stability: IdentifierStability, _ reason: IdentityReason?) -> CardAdvice {
        switch (stability, reason) {
        case (.random, .randomUID), (.random, .sessionIDm):
            CardAdvice(
                russian: "Телефон и часы каждый раз называют новый номер. "
                    + "Покажите сканеру штрихкод вашей карты.",
                english: "Phones and watches give a new number each time. "
                    + "Show the barcode of your card to the scanner."
            )
        case (_, .contactCard):
            CardAdvice(
                russian: "Выньте карту и приложите её к считывателю, "
                    + "или покажите сканеру штрихкод.",
                english: "Take the card out and hold it to the reader, "
                    + "or show its barcode to the scanner."
            )
        case (.invalid, .cascade), (.invalid, .damagedATR), (.invalid, .wrongLength):
            CardAdvice(
                russian: "Карта прочитана не полностью. Приложите её ещё раз, одну и ровно; "
                    + "если не поможет, покажите сканеру штрихкод.",
                english: "The card was not read completely. Hold it to the reader once more, "
                    + "alone and flat; if that fails, show its barcode to the scanner."
            )
        default:
            CardAdvice(
                russian: "По номеру этой карты вас нельзя узнать. "
                    + "Покажите сканеру штрихкод вашей карты или возьмите новую у сотрудника.",
                english: "This card's number cannot tell who you are. "
                    + "Show the barcode of your card, or ask the staff for a new card."
            )
        }
    }
}
