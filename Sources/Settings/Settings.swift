/// The configuration of one kiosk, validated.
package struct Settings: Hashable, Sendable {
    /// Where the page and the till API listen: on this machine only.
    package enum Listener: Hashable, Sendable {
        /// A loopback address, and a port; 0: any free one.
        case tcp(address: String, port: UInt16)
        /// A Unix socket, absolute path.
        case unixSocket(path: String)
    }

    /// How much the log tells.
    package enum LogLevel: String, Hashable, Sendable, CaseIterable {
        /// Every step.
        case debug
        /// Starts, stops, devices.
        case info
        /// What may need a look.
        case warning
        /// What failed.
        case error
    }

    /// The terminal's id, the first part of every event id: 1 to 32 of `A-Za-z0-9._`.
    package var terminal = "kiosk1"
    /// The programme file; nil: the embedded demonstration programme.
    package var programmePath: String?
    /// Where the page and the till API listen.
    package var listener = Listener.tcp(address: "127.0.0.1", port: 7333)
    /// Stations, at least one; the first is the default.
    package var stations = [StationSettings(name: "main")]
    /// Names of the tills; the bearer token of each is made in the state folder.
    package var tills = ["till1"]
    /// The table of goods, CSV; nil: none.
    package var goodsPath: String?
    /// First digits of the 13-digit barcodes that are loyalty cards.
    package var barcodePrefixes = (20...29).map(String.init)
    /// How long things stay and wait.
    package var times = TimeSettings()
    /// What a new member accepts on the screen.
    package var terms = TermsSettings.embedded
    /// How much the log tells.
    package var logLevel = LogLevel.info

    private init() {}

    /// What holds when there is no configuration file.
    package static let embedded = Settings()
}

/// One customer screen and the devices that belong to it.
package struct StationSettings: Hashable, Sendable {
    /// Its name.
    package var name: String
    /// Its readers; empty: every reader.
    package var readers: [DeviceSettings] = []
    /// Its scanners; empty: every scanner.
    package var scanners: [DeviceSettings] = []

    init(name: String) { self.name = name }
}

/// One device of a station: what it is for, and which one it is.
package struct DeviceSettings: Hashable, Sendable {
    /// What a device is for.
    package enum Role: String, Hashable, Sendable, CaseIterable {
        /// Customers present their cards and codes to it.
        case customer
    }

    /// What it is for.
    package var role: Role
    /// USB port path, such as `1-1.3`; nil: any.
    package var usbPath: String?
    /// Serial number; nil: any.
    package var serial: String?
    /// Role of a reader's slot, such as `contactless`; nil: any, and always for scanners.
    package var interface: String?
    /// Name without plug-order numbers; nil: any.
    package var name: String?

    init(role: Role) { self.role = role }
}

/// How long things stay on the screen and wait, in seconds.
package struct TimeSettings: Hashable, Sendable {
    /// The result of a tap, 2 to 120.
    package var resultSeconds = 8
    /// A balance, 5 to 300.
    package var balanceSeconds = 20
    /// A question or an advice, 5 to 300.
    package var inputSeconds = 20
    /// A sale without a card, 10 to 3,600.
    package var saleSeconds = 60
    /// A card presented before its sale, 5 to 600.
    package var cardBindSeconds = 30
    /// The same card or code presented again counts as the same within this time, 1 to 60.
    package var repeatSeconds = 1

    init() {}
}

/// What a new member accepts.
package struct TermsSettings: Hashable, Sendable {
    /// The version, which the enrolment records: 1 to 32 of `A-Za-z0-9._-`.
    package var version: String
    /// The text in Russian.
    package var russian: String
    /// The text in English.
    package var english: String

    /// The terms of the demonstration programme.
    package static let embedded = TermsSettings(
        version: "1",
        russian: """
            Вы участвуете без имени и телефона. Вместо номера карты мы храним его отпечаток, а также \
            ваши покупки с картой и баллы. Баллы — скидка, а не деньги: их нельзя обменять на \
            наличные. Правила начисления и срок жизни баллов устанавливает магазин.
            """,
        english: """
            You take part without a name or a phone number. Instead of your card's number we \
            keep its fingerprint, and with it your purchases with the card and your points. Points \
            are a discount, not money, and cannot be exchanged for cash. The shop sets how points \
            are earned and how long they live.
            """
    )
}
