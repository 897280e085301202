package import Loyalty

/// What a person is told about one refusal, in both languages, without a full stop.
package struct RefusalSentence: Hashable, Sendable {
    /// What the sentence needs to know beside the refusal itself.
    package struct Terms: Hashable, Sendable {
        /// The pot's quantum, above zero: what a person has or may use is floored to it.
        package var quantum = Points(micro: 1_000_000)
        /// The reward's step, where the refusal does not name it; nil: the quantum.
        package var step: Points?
        /// The reward's minimum, where the refusal does not name it; nil: one step.
        package var minimum: Points?

        /// Makes the terms of a pot of whole points.
        package init() {}

        /// Makes the terms of a reward in its pot.
        package init(_ reward: Reward, in pot: Pot) {
            quantum = pot.quantum
            step = reward.step
            minimum = reward.minPoints
        }
    }

    /// A no-break space for thousands, a decimal comma.
    package let russian: String
    /// A comma for thousands, a decimal point.
    package let english: String

    /// Says a refusal.
    package init(_ refusal: Refusal, terms: Terms = Terms()) {
        let row = RefusalSentences.row(of: refusal.code)
        let english = Self.isOfOne(refusal, terms) ? Self.singular(row.english) : row.english
        let said = Self.places(of: refusal, terms).reduce(Said(row.russian, english)) {
            Said(
                $0.ru.replacing($1.name, with: $1.value.ru),
                $0.en.replacing($1.name, with: $1.value.en)
            )
        }
        russian = said.ru
        self.english = said.en
    }

    /// What stands in the places of the sentence.
    private static func places(
        of refusal: Refusal,
        _ terms: Terms
    ) -> [(name: String, value: Said)] {
        let step = terms.step ?? terms.quantum
        let minimum = { (step: Points) in max(terms.minimum?.micro ?? 0, step.micro) }
        switch refusal {
        case .wrongCode(let tries): return [("{n}", .integer(Int64(tries)))]
        case .insufficientPoints(let points), .overRedemptionLimit(let points):
            return [("{n}", number(floored(points.micro, to: terms.quantum)))]
        case .notAMultipleOfStep(let step):
            return [("{s}", number(step.micro)), ("{m}", number(minimum(step)))]
        case .belowMinimum(let least):
            return [("{s}", number(step.micro)), ("{m}", number(least.micro))]
        default:
            let reason = reason(of: refusal).map { [("{reason}", $0)] } ?? []
            return reason + [("{code}", Said(both: refusal.code))]
        }
    }

    /// Points as a number: exact, since step and minimum are as the programme says.
    private static func number(_ micro: Int64) -> Said { .decimal(micro, digits: 6) }

    /// Never rounded up, so that what is shown can be used.
    private static func floored(_ micro: Int64, to quantum: Points) -> Int64 {
        micro - (micro % quantum.micro + quantum.micro) % quantum.micro
    }

    /// Whether an English word after the number is in the singular.
    private static func isOfOne(_ refusal: Refusal, _ terms: Terms) -> Bool {
        switch refusal {
        case .wrongCode(let tries): tries == 1
        case .overRedemptionLimit(let limit): floored(limit.micro, to: terms.quantum) == 1_000_000
        default: false
        }
    }

    private static func singular(_ sentence: String) -> String {
        sentence.replacing("{n} tries", with: "{n} try")
            .replacing("{n} points", with: "{n} point")
    }
}

// What exactly, behind the colon of a sentence that several codes share.
extension RefusalSentence {
    /// The reason in words; nil: the sentence says all.
    private static func reason(of refusal: Refusal) -> Said? {
        switch refusal {
        case .offerLimit:
            Said("вы уже выбрали столько, сколько можно", "you have chosen as often as you can")
        case .notOffered: Said("такого выбора в нём нет", "it has no such choice")
        case .soldOut: Said("всё раскуплено", "everything is sold")
        case .offerClosed: Said("срок истёк", "it is over")
        case .offerFailed:
            Said("срок истёк, участников не хватило", "it is over, there were too few buyers")
        case .alreadyJoined: Said("вы уже участвуете", "you take part already")
        case .overReturn:
            Said("это больше, чем осталось от покупки", "it is more than is left of the purchase")
        case .nothingToReturn: Said("возвращать нечего", "there is nothing to return")
        case .unknownReceipt: Said("покупка не найдена", "the purchase was not found")
        case .tooYoung:
            Said("возраст меньше, чем нужно для участия", "the age is below the least for joining")
        case .birthdayRequired: Said("укажите дату рождения", "please give the date of birth")
        case .selfReferral: Said("нельзя пригласить самого себя", "you cannot invite yourself")
        case .sameAccount: Said("у обоих один счёт", "both share one account")
        default: nil
        }
    }
}
