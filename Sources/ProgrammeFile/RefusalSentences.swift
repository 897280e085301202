/// What people are told about each refusal, as one table: codes that share a sentence, and the
/// sentence in both languages with places for what differs.
package enum RefusalSentences {
    /// One sentence and the codes that it is for.
    package struct Row: Hashable, Sendable {
        /// The codes, as `Refusal.code` gives them.
        package let codes: [String]
        /// The Russian sentence; `{n}`, `{s}`, `{m}` are numbers, `{reason}` and `{code}` words.
        package let russian: String
        /// The English sentence with the same places.
        package let english: String

        fileprivate init(_ codes: String, _ russian: String, _ english: String) {
            self.codes = codes.split(separator: " ").map(String.init)
            self.russian = russian
            self.english = english
        }
    }

    /// All rows; every code of `Refusal` stands in exactly one.
    package static let table = identity + points + places + tillErrors

    /// The row of a code; of an unknown code the till's.
    static func row(of code: String) -> Row {
        table.first { $0.codes.contains(code) } ?? tillError
    }

    private static let identity = [
        Row(
            "unknownCard",
            "Карта не найдена. Проверьте номер или зарегистрируйтесь",
            "Card not found. Check the number or join"
        ),
        Row(
            "badCheckDigit",
            "Ошибка в номере: проверьте 13 цифр под штрихкодом",
            "Wrong number: check the 13 digits under the barcode"
        ),
        Row(
            "notActivated",
            "Карта не активирована: баллы копятся, но тратить пока нельзя",
            "Card not activated: points are saved, spending comes after activation"
        ),
        Row(
            "consentRequired",
            "Нужно принять условия и согласие на обработку данных",
            "Please accept the terms and the data consent"
        ),
        Row(
            "wrongCode",
            "Неверный код, осталось попыток: {n}",
            "Wrong code, {n} tries left"
        ),
        Row(
            "codeExpired noPendingActivation",
            "Код больше не действует, запросите новый",
            "The code is no longer valid, request a new one"
        ),
        Row("alreadyActive", "Карта уже активна", "Card already active"),
        Row("phoneInUse", "Номер телефона уже занят", "Phone number already used"),
        Row(
            "cardReplaced cardBlocked memberBlocked memberClosed",
            "Эта карта больше не действует. Обратитесь к сотруднику",
            "This card is no longer valid. Please ask the staff"
        ),
    ]

    private static let points = [
        Row(
            "spendRestricted",
            "Списание временно недоступно, начисление работает",
            "Spending is paused, earning works"
        ),
        Row(
            "insufficientPoints",
            "Недостаточно баллов: доступно {n}",
            "Not enough points: {n} available"
        ),
        Row(
            "overRedemptionLimit",
            "За эту покупку можно списать не больше {n}",
            "At most {n} points for this purchase"
        ),
        Row(
            "notAMultipleOfStep belowMinimum",
            "Можно списать кратно {s}, не меньше {m}",
            "Use multiples of {s}, at least {m}"
        ),
    ]

    private static let places = [
        Row(
            "notSpendableHere partnerNotParticipating",
            "Этот магазин не участвует",
            "This shop does not take part"
        ),
        Row("velocity", "Лимит операций на сегодня исчерпан", "Today's limit is reached"),
        Row(
            "duplicateReceipt idempotencyConflict",
            "Этот чек уже учтён",
            "This receipt is already counted"
        ),
        Row("tooOld", "Чек слишком старый", "The receipt is too old"),
        Row(
            "offerLimit notOffered soldOut offerClosed offerFailed alreadyJoined",
            "Предложение недоступно: {reason}",
            "The offer is not available: {reason}"
        ),
        Row(
            "overReturn nothingToReturn unknownReceipt",
            "Возврат невозможен: {reason}",
            "Return not possible: {reason}"
        ),
        Row(
            "tooYoung birthdayRequired selfReferral sameAccount",
            "Условие программы не выполнено: {reason}",
            "Programme condition not met: {reason}"
        ),
    ]

    private static let tillError = Row(
        "amountOutOfRange holdNotOpen overHold reasonRequired unknownReward unknownMember"
            + " memberExists unknownReferrer cardExists credentialInUse unknownCredential",
        "Ошибка кассы: {code}",
        "Till error: {code}"
    )

    private static let tillErrors = [tillError]
}
