import CanonicalJSON
import Loyalty

// The fields that several events have.
extension CanonicalWriter {
    mutating func at(_ event: LoyaltyEvent) {
        name("at")
        instant(event.at)
    }

    mutating func id(_ event: LoyaltyEvent) { text("id", event.id) }

    mutating func type(_ type: String) { text("type", type) }

    mutating func text(_ name: String, _ text: String) {
        self.name(name)
        string(text)
    }

    mutating func optional(_ name: String, _ text: String?) {
        guard let text else { return }
        self.text(name, text)
    }

    mutating func optional(_ name: String, _ number: Int64?) {
        guard let number else { return }
        self.name(name)
        integer(number)
    }

    mutating func optional(_ name: String, _ date: LocalDate?) {
        guard let date else { return }
        self.name(name)
        plainString { EventFormat.append(date, to: &$0) }
    }

    /// Writes a list of texts; an empty one is left out.
    mutating func texts(_ name: String, _ texts: [String]) {
        guard !texts.isEmpty else { return }
        self.name(name)
        beginArray()
        for text in texts { string(text) }
        endArray()
    }

    /// Writes an instant as UTC.
    mutating func instant(_ instant: Instant) {
        plainString { EventFormat.append(instant, to: &$0) }
    }
}

// Who an event is about.
extension CanonicalWriter {
    mutating func cardOrCredential(_ who: Identification) {
        card(who)
        linked(who)
    }

    mutating func card(_ who: Identification) {
        if case .card(let number) = who { text("card", number) }
    }

    mutating func linked(_ who: Identification) {
        guard case .credential(let credential) = who else { return }
        name("credential")
        beginObject()
        self.credential(credential)
        endObject()
    }

    mutating func member(_ who: Identification) {
        if case .member(let id) = who { text("member", id) }
    }

    /// Writes one side of a transfer or merge.
    mutating func party(_ name: String, _ who: Identification) {
        self.name(name)
        switch who {
        case .member(let id): string(id)
        case .card(let number):
            beginObject()
            text("card", number)
            endObject()
        case .credential(let credential):
            beginObject()
            self.credential(credential)
            endObject()
        }
    }

    /// Writes the two members of a credential, within an object that is open.
    mutating func credential(_ credential: Credential) {
        name("key")
        plainString { EventFormat.appendKey(of: credential, to: &$0) }
        text("kind", credential.kind.rawValue)
    }
}
