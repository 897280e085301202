import Foundation
import Loyalty
import ProgrammeFile
import Testing

@Suite("Sentences of refusals")
struct RefusalSentenceTests {
    /// One of each case of `Refusal`.
    static let everyRefusal: [Refusal] = [
        .idempotencyConflict, .tooOld, .unknownCard, .cardReplaced, .cardBlocked, .unknownMember,
        .memberBlocked, .memberClosed, .spendRestricted, .notActivated, .memberExists,
        .birthdayRequired, .tooYoung, .unknownReferrer, .selfReferral,
        .duplicateReceipt(of: "e1"), .amountOutOfRange, .partnerNotParticipating, .unknownReward,
        .notSpendableHere, .notAMultipleOfStep(step: points("10")),
        .insufficientPoints(available: points("1234.567")),
        .overRedemptionLimit(limit: points("5")), .belowMinimum(minimum: points("100")), .velocity,
        .unknownReceipt, .overReturn, .nothingToReturn, .reasonRequired, .holdNotOpen, .overHold,
        .sameAccount, .badCheckDigit, .cardExists, .alreadyActive, .consentRequired, .phoneInUse,
        .noPendingActivation, .codeExpired, .wrongCode(triesLeft: 2), .credentialInUse,
        .unknownCredential, .offerLimit, .notOffered, .soldOut, .offerClosed, .offerFailed,
        .alreadyJoined,
    ]

    /// Which of the list a refusal is: a new case does not compile until it has a place here.
    private func place(of refusal: Refusal) -> Int {
        switch refusal {
        case .idempotencyConflict: 0
        case .tooOld: 1
        case .unknownCard: 2
        case .cardReplaced: 3
        case .cardBlocked: 4
        case .unknownMember: 5
        case .memberBlocked: 6
        case .memberClosed: 7
        case .spendRestricted: 8
        case .notActivated: 9
        case .memberExists: 10
        case .birthdayRequired: 11
        case .tooYoung: 12
        case .unknownReferrer: 13
        case .selfReferral: 14
        case .duplicateReceipt: 15
        case .amountOutOfRange: 16
        case .partnerNotParticipating: 17
        case .unknownReward: 18
        case .notSpendableHere: 19
        case .notAMultipleOfStep: 20
        case .insufficientPoints: 21
        case .overRedemptionLimit: 22
        case .belowMinimum: 23
        case .velocity: 24
        case .unknownReceipt: 25
        case .overReturn: 26
        case .nothingToReturn: 27
        case .reasonRequired: 28
        case .holdNotOpen: 29
        case .overHold: 30
        case .sameAccount: 31
        case .badCheckDigit: 32
        case .cardExists: 33
        case .alreadyActive: 34
        case .consentRequired: 35
        case .phoneInUse: 36
        case .noPendingActivation: 37
        case .codeExpired: 38
        case .wrongCode: 39
        case .credentialInUse: 40
        case .unknownCredential: 41
        case .offerLimit: 42
        case .notOffered: 43
        case .soldOut: 44
        case .offerClosed: 45
        case .offerFailed: 46
        case .alreadyJoined: 47
        }
    }

    private static func points(_ text: String) -> Points {
        let parts = text.split(separator: ".")
        let fraction = parts.count > 1 ? String(parts[1]) : ""
        let zeros = String(repeating: "0", count: 6 - fraction.count)
        return Points(micro: Int64("\(parts[0])\(fraction)\(zeros)") ?? 0)
    }

    /// The sentences of the kiosk as they were agreed on; two more codes than there are those of
    /// linked credentials.
    private static let agreed: [(codes: String, russian: String, english: String)] = [
        (
            "unknownCard",
            "Карта не найдена. Проверьте номер или зарегистрируйтесь",
            "Card not found. Check the number or join"
        ),
        (
            "badCheckDigit",
            "Ошибка в номере: проверьте 13 цифр под штрихкодом",
            "Wrong number: check the 13 digits under the barcode"
        ),
        (
            "notActivated",
            "Карта не активирована: баллы копятся, но тратить пока нельзя",
            "Card not activated: points are saved, spending comes after activation"
        ),
        (
            "consentRequired",
            "Нужно принять условия и согласие на обработку данных",
            "Please accept the terms and the data consent"
        ),
        (
            "wrongCode",
            "Неверный код, осталось попыток: {n}",
            "Wrong code, {n} tries left"
        ),
        (
            "codeExpired noPendingActivation",
            "Код больше не действует, запросите новый",
            "The code is no longer valid, request a new one"
        ),
        (
            "alreadyActive",
            "Карта уже активна",
            "Card already active"
        ),
        (
            "phoneInUse",
            "Номер телефона уже занят",
            "Phone number already used"
        ),
        (
            "cardReplaced cardBlocked memberBlocked memberClosed",
            "Эта карта больше не действует. Обратитесь к сотруднику",
            "This card is no longer valid. Please ask the staff"
        ),
        (
            "spendRestricted",
            "Списание временно недоступно, начисление работает",
            "Spending is paused, earning works"
        ),
        (
            "insufficientPoints",
            "Недостаточно баллов: доступно {n}",
            "Not enough points: {n} available"
        ),
        (
            "overRedemptionLimit",
            "За эту покупку можно списать не больше {n}",
            "At most {n} points for this purchase"
        ),
        (
            "notAMultipleOfStep belowMinimum",
            "Можно списать кратно {s}, не меньше {m}",
            "Use multiples of {s}, at least {m}"
        ),
        (
            "notSpendableHere partnerNotParticipating",
            "Этот магазин не участвует",
            "This shop does not take part"
        ),
        (
            "velocity",
            "Лимит операций на сегодня исчерпан",
            "Today's limit is reached"
        ),
        (
            "duplicateReceipt idempotencyConflict",
            "Этот чек уже учтён",
            "This receipt is already counted"
        ),
        (
            "tooOld",
            "Чек слишком старый",
            "The receipt is too old"
        ),
        (
            "offerLimit notOffered soldOut offerClosed offerFailed alreadyJoined",
            "Предложение недоступно: {reason}",
            "The offer is not available: {reason}"
        ),
        (
            "overReturn nothingToReturn unknownReceipt",
            "Возврат невозможен: {reason}",
            "Return not possible: {reason}"
        ),
        (
            "tooYoung birthdayRequired selfReferral sameAccount",
            "Условие программы не выполнено: {reason}",
            "Programme condition not met: {reason}"
        ),
        (
            "amountOutOfRange holdNotOpen overHold reasonRequired unknownReward "
                + "unknownMember memberExists unknownReferrer cardExists credentialInUse "
                + "unknownCredential",
            "Ошибка кассы: {code}",
            "Till error: {code}"
        ),
    ]

    @Test("exist for every refusal in both languages, and no place in them is left empty")
    func everyCase() {
        #expect(Self.everyRefusal.map(place) == Array(0...47))
        for refusal in Self.everyRefusal {
            let rows = RefusalSentences.table.filter { $0.codes.contains(refusal.code) }
            #expect(rows.count == 1, "\(refusal.code)")
            let sentence = RefusalSentence(refusal)
            for text in [sentence.russian, sentence.english] {
                #expect(!text.isEmpty && !text.contains("{") && !text.contains("}"), "\(text)")
            }
            #expect(sentence.russian.unicodeScalars.contains { ("а"..."я").contains($0) })
            #expect(!sentence.english.unicodeScalars.contains { $0.value > 0x7F })
        }
        let codes = RefusalSentences.table.flatMap(\.codes)
        #expect(Set(codes) == Set(Self.everyRefusal.map(\.code)))
        #expect(codes.count == Self.everyRefusal.count)
    }

    @Test("are word for word those that were agreed on")
    func templates() {
        #expect(RefusalSentences.table.count == Self.agreed.count)
        for (codes, russian, english) in Self.agreed {
            let row = RefusalSentences.table.first { $0.russian == russian }
            #expect(row?.codes.sorted() == codes.split(separator: " ").map(String.init).sorted())
            #expect(row?.english == english)
        }
    }

    @Test("are the same in the reference of the programme format")
    func documented() throws {
        let page = URL(filePath: #filePath).deletingLastPathComponent()
            .appending(path: "../../docs/PROGRAMME.md").standardized
        let text = try String(contentsOf: page, encoding: .utf8)
        let section = try #require(text.components(separatedBy: "\n## Refusals\n").last)
        let rows = section.components(separatedBy: "\n## ")[0].split(separator: "\n")
            .filter { $0.hasPrefix("| `") }
            .map { row in
                row.split(separator: "|").map { $0.trimmingCharacters(in: .whitespaces) }
            }
        #expect(rows.count == RefusalSentences.table.count)
        for (row, cells) in zip(RefusalSentences.table, rows) {
            let codes = row.codes.map { "`\($0)`" }.joined(separator: ", ")
            #expect(cells == [codes, row.russian, row.english])
        }
    }

    @Test("hold their numbers as each language writes them, never rounded up")
    func numbers() {
        var fine = RefusalSentence.Terms()
        fine.quantum = Self.points("0.01")
        fine.step = Self.points("0.5")
        fine.minimum = Self.points("1000")
        let whole = RefusalSentence.Terms()
        let examples: [(Refusal, RefusalSentence.Terms, String, String)] = [
            (
                .insufficientPoints(available: Self.points("1234567.899999")), whole,
                "доступно 1\u{A0}234\u{A0}567", "Not enough points: 1,234,567 available"
            ),
            (
                .insufficientPoints(available: Self.points("1234.567")), fine,
                "доступно 1\u{A0}234,56", "1,234.56 available"
            ),
            (.insufficientPoints(available: Self.points("0.999999")), whole, "доступно 0", "0 ava"),
            (.insufficientPoints(available: Self.points("0.05")), fine, "но 0,05", ": 0.05 ava"),
            (
                .overRedemptionLimit(limit: Self.points("1.9")), whole,
                "не больше 1", "At most 1 point for this purchase"
            ),
            (
                .overRedemptionLimit(limit: Self.points("1.9")), fine,
                "не больше 1,9", "At most 1.9 points for this purchase"
            ),
            (
                .overRedemptionLimit(limit: Self.points("21")), whole,
                "не больше 21", "At most 21 points for this purchase"
            ),
            (
                .notAMultipleOfStep(step: Self.points("10")), whole,
                "кратно 10, не меньше 10", "multiples of 10, at least 10"
            ),
            (
                .notAMultipleOfStep(step: Self.points("0.5")), fine,
                "кратно 0,5, не меньше 1\u{A0}000", "multiples of 0.5, at least 1,000"
            ),
            (
                .belowMinimum(minimum: Self.points("1000")), fine,
                "кратно 0,5, не меньше 1\u{A0}000", "multiples of 0.5, at least 1,000"
            ),
            (
                .belowMinimum(minimum: Self.points("25")), whole,
                "кратно 1, не меньше 25", "multiples of 1, at least 25"
            ),
            (.wrongCode(triesLeft: 2), whole, "осталось попыток: 2", "Wrong code, 2 tries left"),
            (.wrongCode(triesLeft: 1), whole, "осталось попыток: 1", "Wrong code, 1 try left"),
            (.wrongCode(triesLeft: 0), whole, "осталось попыток: 0", "Wrong code, 0 tries left"),
            (.holdNotOpen, whole, "Ошибка кассы: holdNotOpen", "Till error: holdNotOpen"),
            (.soldOut, whole, "Предложение недоступно: всё раскуплено", ": everything is sold"),
        ]
        for (refusal, terms, russian, english) in examples {
            let sentence = RefusalSentence(refusal, terms: terms)
            #expect(sentence.russian.hasSuffix(russian), "\(sentence)")
            #expect(sentence.english.contains(english), "\(sentence)")
        }
    }

    @Test("take step and minimum from the reward, and the quantum from its pot")
    func rewards() {
        var reward = Reward(id: "pay", kind: .tender, pot: "PTS")
        reward.step = Self.points("50")
        reward.minPoints = Self.points("200")
        let terms = RefusalSentence.Terms(reward, in: Pot(quantum: Self.points("10")))
        let below = RefusalSentence(.belowMinimum(minimum: reward.minPoints), terms: terms)
        #expect(below.russian == "Можно списать кратно 50, не меньше 200")
        let few = RefusalSentence(.insufficientPoints(available: Self.points("99")), terms: terms)
        #expect(few.english == "Not enough points: 90 available")
    }
}
