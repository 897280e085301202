import Loyalty
import ProgrammeFile
import StrictDocument
import Testing

/// Sentences as they are written here: ordinary spaces in place of no-break ones.
private func plain(_ explanation: Explanation) -> [String] {
    [explanation.ru, explanation.en].map { $0.replacing("\u{A0}", with: " ") }
}

/// The sentences of the first rule of the sample programme with another rule in its place.
private func said(_ rule: String) throws -> [String] {
    let text = programme([("pot: PTS, amount: {rateBp: 500}", rule)])
    let loaded = try ProgrammeFile.load(text: text, name: "x")
    let all = ProgrammeFile.explain(loaded.programme)
    return plain(try #require(all.first { $0.path == "rules.r" }))
}

@Suite("Sentences of a programme")
struct ExplanationTests {
    @Test(
        "say what a rule does in both languages",
        arguments: [
            (
                "pot: PTS, amount: {rateBp: 525}",
                "При покупке: начисляем баллы на 5,25 % от оплаченной деньгами стоимости чека.",
                "On a purchase: we grant points worth 5.25% of the money paid for the receipt."
            ),
            (
                "pot: PTS, amount: {perUnit: 500000}, if: {cat: [a, b], notCat: [c]}",
                "При покупке: начисляем 0,5 балла за каждую единицу товаров категории «a» или "
                    + "«b», кроме категории «c».",
                "On a purchase: we grant 0.5 points for each unit of goods of category \"a\" or "
                    + "\"b\" except category \"c\"."
            ),
            (
                "pot: PTS, basis: net, amount: {perStep: {minor: 12345600, grant: 3000000}}",
                "При покупке: начисляем 3 балла за каждые полные 123 456 ₽ стоимости после "
                    + "скидок чека.",
                "On a purchase: we grant 3 points for each full ₽123,456 of the discounted "
                    + "price of the receipt."
            ),
            (
                "pot: PTS, amount: {fixed: 21000000}, cap: {day: 21000000, total: 1500000}",
                "При покупке: начисляем 21 балл; не больше 21 балла в день; не больше 1,5 балла "
                    + "на всех участников вместе.",
                "On a purchase: we grant 21 points; at most 21 points a day; at most 1.5 points "
                    + "for all members together."
            ),
            (
                "pot: PTS, amount: {fixed: 11000000}, if: {minBasket: 50050, minQty: 21, "
                    + "sku: [X]}",
                "При покупке, если куплено не меньше 21 единицы товаров с артикулом «X» и по "
                    + "чеку оплачено деньгами не меньше 500,50 ₽: начисляем 11 баллов.",
                "On a purchase, if at least 21 units of goods with article \"X\" are bought and "
                    + "the money paid for the receipt is at least ₽500.50: we grant 11 points."
            ),
            (
                "pot: PTS, amount: {fixed: 22000000}, limit: {n: 2, per: month}, "
                    + "lot: {vest: {workdays: 22}, expiry: {at: 2030-01-31T21:00:01Z}}",
                "При покупке: начисляем 22 балла; не чаще 2 раз в месяц; доступны в начале "
                    + "22-го рабочего дня после этого; сгорают в 00:00:01 01.02.2030.",
                "On a purchase: we grant 22 points; at most 2 times a month; available at the "
                    + "start of the 22nd working day after that; they expire at 00:00:01 on "
                    + "1 Feb 2030."
            ),
            (
                "discountBp: 1000, if: {days: [6, 7], hours: [\"22:30\", \"24:00\"], "
                    + "fromDate: 2026-03-01, brand: [nike]}",
                "При покупке, если дата - с 01.03.2026, это суббота или воскресенье и время - с "
                    + "22:30 до 24:00: скидка 10 % на товары марки «nike».",
                "On a purchase, if the date is from 1 Mar 2026, it is Saturday or Sunday and the "
                    + "time is from 22:30 to 24:00: a discount of 10% on goods of brand \"nike\"."
            ),
            (
                "donateBp: 100, fund: nature, if: {cat: [wood]}",
                "При покупке, если чек содержит товары категории «wood»: отдаём 1 % от "
                    + "оплаченной деньгами стоимости чека фонду «nature» за счёт программы.",
                "On a purchase, if the receipt has goods of category \"wood\": we give 1% of the "
                    + "money paid for the receipt to the fund \"nature\" at the programme's "
                    + "expense."
            ),
            (
                "pot: PTS, boost: {of: base, num: 4, den: 3}, to: referrer, funder: cafe",
                "При покупке: в пользу пригласившего увеличиваем начисления баллов группы "
                    + "«base» в 4/3 раза; за счёт партнёра «cafe».",
                "On a purchase: for the referrer we multiply the points of group \"base\" by "
                    + "4/3; at the expense of partner \"cafe\"."
            ),
            (
                "pot: PTS, boost: {of: base, num: 5, den: 1}, if: {birthdayWithin: {before: 1}}",
                "При покупке, если до дня рождения не больше чем 1 день: увеличиваем начисления "
                    + "баллов группы «base» в 5 раз.",
                "On a purchase, if the birthday is at most 1 day away: we multiply the points of "
                    + "group \"base\" by 5."
            ),
            (
                "pot: PTS, amount: {fromAttr: kop, mul: 3000, div: 2}, round: halfEven, "
                    + "if: {partner: [cafe, house], segment: [vip], attr: {age: {eq: 20230101}}}",
                "При покупке, если это у нас или у партнёра «cafe», участник из сегмента «vip» "
                    + "и показатель «age» равен 20230101: начисляем 3 балла за каждые 2 000 "
                    + "единиц показателя «kop», пропорционально; округляем до ближайшего, "
                    + "половину - к чётному.",
                "On a purchase, if it is at our own place or at partner \"cafe\", the member is "
                    + "in segment \"vip\" and the value \"age\" is 20230101: we grant 3 points "
                    + "for each 2,000 units of \"kop\", in proportion; rounded to the nearest, "
                    + "halves to even."
            ),
            (
                "pot: PTS, amount: {balanceBp: 400, div: 12}, group: i, priority: -2, "
                    + "lot: {vest: {after: PT25H1M}, expiry: {after: P13M2D, round: endOfMonth}, "
                    + "expiryFrom: vest}",
                "При покупке: начисляем 4 % доступного остатка баллов, делённые на 12; доступны "
                    + "через 25 часов 1 минуту; сгорают через 1 год 1 месяц 2 дня, в конце того "
                    + "месяца; срок сгорания считаем с момента, когда они стали доступны; группа "
                    + "«i»; приоритет -2.",
                "On a purchase: we grant 4% of the available points, divided by 12; available "
                    + "after 25 hours 1 minute; they expire after 1 year 1 month 2 days, at the "
                    + "end of that month; their life counts from when they became available; "
                    + "group \"i\"; priority -2."
            ),
        ]
    )
    func rules(rule: String, ru: String, en: String) throws {
        #expect(try said(rule) == [ru, en])
    }

    @Test(
        "say what fires a rule",
        arguments: [
            ("enroll", "При вступлении в программу: ", "On joining the programme: "),
            ("activate", "При активации карты: ", "On activating a card: "),
            ("action:tap", "За действие «tap»: ", "For the action \"tap\": "),
        ]
    )
    func triggers(on: String, ru: String, en: String) throws {
        let text = programme([
            (
                "on: purchase, pot: PTS, amount: {rateBp: 500}",
                "on: \(on), pot: PTS, amount: {fixed: 5000000}"
            )
        ])
        let loaded = try ProgrammeFile.load(text: text, name: "x")
        let sentence = try #require(
            ProgrammeFile.explain(loaded.programme).first { $0.path == "rules.r" }
        )
        #expect(plain(sentence) == [ru + "начисляем 5 баллов.", en + "we grant 5 points."])
    }

    @Test("take the Russian form that the last digits ask for")
    func plurals() throws {
        // The forms as a grammar lists them, apart from the rule in the code.
        let few = [2, 3, 4, 22, 23, 24, 32, 33, 34, 42, 43, 44, 52, 53, 54, 62, 63, 64]
        let one = [1, 21, 31, 41, 51, 61, 101]
        for count in 1...64 {
            let word = one.contains(count) ? "балл" : few.contains(count) ? "балла" : "баллов"
            for hundreds in [0, 100, 1_000] {
                let micro = (hundreds + count) * 1_000_000
                let shown =
                    hundreds == 1_000
                    ? "1 0\(count < 10 ? "0" : "")\(count)" : "\(hundreds + count)"
                let ru = try said("pot: PTS, amount: {fixed: \(micro)}")[0]
                #expect(ru == "При покупке: начисляем \(shown) \(word).")
            }
        }
    }

    @Test("say amounts exactly, whatever their digits")
    func amounts() throws {
        let cases: [(Int64, String, String)] = [
            (10_000, "0,01 балла", "0.01 points"), (1_230_000, "1,23 балла", "1.23 points"),
            (1_000_000_000_000_000, "1 000 000 000 баллов", "1,000,000,000 points"),
            (999_999_999_990_000, "999 999 999,99 балла", "999,999,999.99 points"),
        ]
        for (micro, ru, en) in cases {
            let sentences = try said("pot: PTS, amount: {fixed: \(micro)}")
            #expect(
                sentences == ["При покупке: начисляем \(ru).", "On a purchase: we grant \(en)."]
            )
        }
    }

    @Test("keep a no-break space in Russian numbers and before signs")
    func spaces() throws {
        let loaded = try ProgrammeFile.load(
            text: programme([("{rateBp: 500}", "{fixed: 1000000000}, if: {minBasket: 100000}")]),
            name: "x"
        )
        let ru = ProgrammeFile.explain(loaded.programme).first { $0.path == "rules.r" }?.ru
        #expect(ru?.contains("1\u{A0}000\u{A0}₽") == true)
        #expect(ru?.contains("1\u{A0}000 баллов") == true)
    }

    @Test(
        "say money in the digits of its currency",
        arguments: [
            ("RUB", "1 000,50 ₽", "₽1,000.50"), ("EUR", "1 000,50 EUR", "EUR 1,000.50"),
            ("JPY", "100 050 JPY", "JPY 100,050"), ("KWD", "100,050 KWD", "KWD 100.050"),
        ]
    )
    func currencies(code: String, ru: String, en: String) throws {
        let text = programme([
            ("tzOffsetMin: 180", "tzOffsetMin: 180\ncurrency: \(code)"),
            ("{rateBp: 500}", "{fixed: 1000000}, if: {minBasket: 100050}"),
        ])
        let loaded = try ProgrammeFile.load(text: text, name: "x")
        let rule = try #require(
            ProgrammeFile.explain(loaded.programme).first { $0.path == "rules.r" }
        )
        #expect(plain(rule)[0].contains("не меньше \(ru):"))
        #expect(plain(rule)[1].contains("at least \(en):"))
    }

    @Test("name every part of a programme and of its versions once")
    func everything() throws {
        let programme = try Sample.everything.load().programme
        let all = ProgrammeFile.explain(programme)
        #expect(
            all.map(\.path) == [
                "pots.CB", "pots.PTS", "pots.STP",
            ] + programme.rules.map { "rules.\($0.id)" }
                + programme.rewards.map { "rewards.\($0.id)" } + ["ladders.status", "ladders.club"]
                + ["offers.mine", "offers.quest", "offers.massage", "velocity[0]", "velocity[1]"]
                + ["versions[0].programme.pots.PTS", "versions[1].programme.pots.PTS"]
        )
        for sentence in all {
            for text in [sentence.ru, sentence.en] {
                #expect(text.hasSuffix(".") && !text.contains("  ") && !text.contains(".."))
                #expect(text.first?.isLowercase == false, "\(text)")
            }
        }
    }

    @Test("differ for rules that differ, in every worked example")
    func distinct() throws {
        var count = 0
        for sample in try Sample.workedExamples() + Sample.all {
            let programme = try sample.load().programme
            let sentences = ProgrammeFile.explain(programme).filter { $0.path.hasPrefix("rules.") }
            #expect(sentences.count == programme.rules.count)
            for (index, rule) in programme.rules.enumerated() {
                for (other, text) in zip(programme.rules, sentences).dropFirst(index + 1) {
                    var same = other
                    same.id = rule.id
                    let isSaidAlike =
                        text.ru == sentences[index].ru || text.en == sentences[index].en
                    #expect(!isSaidAlike || same == rule, "\(sample.name): \(text)")
                }
            }
            count += sentences.count
        }
        #expect(count > 80)
    }

    @Test("differ after every change of a field of a rule")
    func everyField() throws {
        let text = Sample.everything.text
        let changes = [
            ("priority: -3", "priority: -4"), ("{minor: 5000,", "{minor: 5001,"),
            ("grant: 1000000}}", "grant: 1000001}}"), ("basis: gross", "basis: net"),
            ("round: ceil", "round: floor"), ("funder: self", "funder: cafe"),
            ("to: referrer", "to: self"), ("cat: [milk, ", "cat: ["), ("[tobacco]", "[rum]"),
            ("\"0123\"", "\"0124\""), ("brand: [no]", "brand: [yes]"),
            ("[house, cafe, elsewhere]", "[house, cafe]"), ("minBasket: 100000", "minBasket: 1"),
            ("minQty: 2", "minQty: 3"), ("2026-01-01\n", "2026-01-02\n"),
            ("2026-12-31", "2026-12-30"), ("days: [7, 1]", "days: [7]"), ("08:30", "08:31"),
            ("24:00", "23:59"), ("status: [base, gold]", "status: [gold]"),
            (", club: [in]}", "}"), ("kind: [mir, visa]", "kind: [mir]"),
            ("registered: true", "registered: false"), ("first: true", "first: false"),
            ("referred: true", "referred: false"), ("[donor]", "[vip]"), ("gte: 3,", "gte: 4,"),
            ("lte: 9", "lte: 8"), ("eq: -1", "eq: 1"), ("[diapers]", "[toys]"), ("P30D", "P31D"),
            ("before: 3", "before: 2"), ("after: 7}", "after: 8}"), ("n: 3, per", "n: 4, per"),
            ("per: calendarYear}\n    lot", "per: lifetime}\n    lot"), ("P3W", "P4W"),
            ("PT90M, round: exact", "PT91M, round: exact"),
            ("PT90M, round: exact", "PT90M, round: endOfDay"),
            ("exact}, expiryFrom: earn", "exact}, expiryFrom: vest"),
            ("total: 9000000", "total: 9000001"),
            ("event: 1000000", "event: 1000001"), ("promo: best", "promo: sum"),
            ("group: promo", "group: base"),
        ]
        let before = try #require(
            ProgrammeFile.explain(try Sample.everything.load().programme)
                .first { $0.path == "rules.all" }
        )
        for (old, new) in changes {
            let changed = text.replacing(old, with: new, maxReplacements: 1)
                .replacing(new == "group: base" ? "promo: best, " : "\u{0}", with: "")
            #expect(changed != text, "\(old)")
            let loaded = try ProgrammeFile.load(text: changed, name: "x")
            let after = ProgrammeFile.explain(loaded.programme).first { $0.path == "rules.all" }
            #expect(after?.ru != before.ru && after?.en != before.en, "\(old) to \(new)")
        }
    }
}
