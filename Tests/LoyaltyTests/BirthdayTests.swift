import Testing

@testable import Loyalty

@Suite("Birthdays")
struct BirthdayTests {
    @Test(
        "are kept on their day, and those of 29 February on the 28th in common years",
        arguments: [
            // X51 and X52 of the worked examples.
            ((2000, 2, 29), 2024, (2, 29)), ((2000, 2, 29), 2100, (2, 28)),
            ((2000, 2, 29), 2023, (2, 28)), ((2000, 2, 29), 2400, (2, 29)),
            ((2000, 2, 29), 2000, (2, 29)), ((1999, 2, 28), 2024, (2, 28)),
            ((1999, 3, 1), 2023, (3, 1)), ((1999, 12, 31), 2023, (12, 31)),
            ((1999, 1, 31), 2023, (1, 31)), ((1999, 4, 30), 1970, (4, 30)),
        ]
    )
    func table(born: (Int, Int, Int), year: Int, day: (Int, Int)) {
        let birthday = LocalDate(year: born.0, month: born.1, day: born.2)
        let expected = LocalDate(year: year, month: day.0, day: day.1)
        #expect(birthday.birthday(inYear: year) == expected)
    }

    @Test("of every day in every year are that day, but for 29 February")
    func everyDay() {
        let first = LocalDate(year: 2000, month: 1, day: 1).dayNumber
        for number in first..<first + 366 {
            let born = LocalDate(dayNumber: number)
            for year in 1990...2110 {
                let kept = born.birthday(inYear: year)
                let isReal = LocalDate.isReal(year: year, month: born.month, day: born.day)
                #expect(kept.year == year && kept.month == born.month)
                #expect(kept.day == (isReal ? born.day : 28))
            }
        }
    }
}
