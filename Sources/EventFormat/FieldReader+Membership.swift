import CanonicalJSON
import Loyalty

// Members and their cards.
extension FieldReader {
    mutating func enrollment() throws(EventFormatError) -> Enrollment {
        Enrollment(
            member: try requiredText("member"),
            account: try optionalText("account"),
            birthday: try date("birthday"),
            card: try optionalText("card"),
            phone: try optionalText("phone"),
            referrer: try optionalText("referrer"),
            segments: try texts("segments"),
            flags: try flags("flags"),
            status: try word("status", MemberStatus.self) ?? .active
        )
    }

    mutating func statusChange() throws(EventFormatError) -> StatusChange {
        let who = try identification()
        guard let status = try word("status", MemberStatus.self) else {
            throw fault("status", "is missing")
        }
        return StatusChange(who: who, status: status)
    }

    mutating func instrumentRegistration() throws(EventFormatError) -> InstrumentRegistration {
        InstrumentRegistration(
            who: try identification(),
            instrument: try requiredText("instrument"),
            kind: try requiredText("kind")
        )
    }

    mutating func activationRequest() throws(EventFormatError) -> ActivationRequest {
        ActivationRequest(
            card: try requiredFreeText("card"),
            phone: try requiredText("phone"),
            code: try requiredFreeText("code"),
            consents: try consents(),
            birthday: try date("birthday")
        )
    }

    mutating func activationCode() throws(EventFormatError) -> ActivationCode {
        ActivationCode(card: try requiredFreeText("card"), code: try requiredFreeText("code"))
    }

    mutating func cardReplacement() throws(EventFormatError) -> CardReplacement {
        CardReplacement(
            card: try requiredFreeText("card"),
            replacement: try requiredFreeText("new")
        )
    }

    private mutating func date(_ name: String) throws(EventFormatError) -> LocalDate? {
        guard let text = try optionalText(name) else { return nil }
        guard let date = EventFormat.date(from: text) else {
            throw fault(name, EventFormatError.badDate)
        }
        return date
    }

    /// What is absent was not agreed to.
    private mutating func consents() throws(EventFormatError) -> Consents {
        guard let value = optional("consents") else { return Consents() }
        var inner = try FieldReader(value, in: path(of: "consents"))
        let consents = Consents(
            offer: try inner.truth("offer"),
            personalData: try inner.truth("personalData"),
            sms: try inner.truth("sms")
        )
        try inner.finish()
        return consents
    }

    private mutating func truth(_ name: String) throws(EventFormatError) -> Bool {
        guard let value = optional(name) else { return false }
        guard let truth = value.bool else { throw fault(name, "must be true or false") }
        return truth
    }

    /// Flags are an object of name to `true`; one that is `false` is not set.
    private mutating func flags(_ name: String) throws(EventFormatError) -> [String] {
        guard let value = optional(name) else { return [] }
        guard let members = value.object else { throw fault(name, "must be an object") }
        guard members.count <= EventLimits.maximumFlags else {
            throw fault(name, "may have at most \(EventLimits.maximumFlags) members")
        }
        var names: [String] = []
        for (flag, value) in members.inCanonicalOrder {
            _ = try text(.string(flag), name)
            guard let isSet = value.bool else { throw fault(name, "each must be true or false") }
            if isSet { names.append(flag) }
        }
        return names.sorted()
    }
}
