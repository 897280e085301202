/// What a keyboard layout types with the digit row, as far as a scan needs it.
///
/// Data: xkeyboard-config (the xkb-data package), level 1 and 2 of the keys AE01 to AE10 and TLDE.
package struct KeyboardLayout: Hashable, Sendable {
    /// The xkb name, for example `fr` or `fr(bepo)`.
    package let name: String
    /// The digit row without Shift, HID usages 0x1E to 0x27.
    let plain: [Unicode.Scalar]
    /// The digit row with Shift.
    let shifted: [Unicode.Scalar]
    /// The key before the digit row (HID usage 0x35) without and with Shift.
    let beforeOne: [Unicode.Scalar]

    private init(_ name: String, _ plain: String, _ shifted: String, _ beforeOne: String) {
        self.name = name
        self.plain = Array(plain.unicodeScalars)
        self.shifted = Array(shifted.unicodeScalars)
        self.beforeOne = Array(beforeOne.unicodeScalars)
    }

    /// The layout of an xkb name; nil when it is not known here.
    package static func named(_ name: String) -> KeyboardLayout? { all.first { $0.name == name } }

    /// The layouts known here.
    package static let all: [KeyboardLayout] = [
        KeyboardLayout("us", "1234567890", "!@#$%^&*()", "`~"),
        KeyboardLayout("gb", "1234567890", "!\"£$%^&*()", "`¬"),
        KeyboardLayout("de", "1234567890", "!\"§$%&/()=", "·°"),
        KeyboardLayout("ru", "1234567890", "!\"№;%:?*()", "ёЁ"),
        KeyboardLayout("fr", "&é\"'(-è_çà", "1234567890", "²~"),
        KeyboardLayout("fr(bepo)", "\"«»()@+-/*", "1234567890", "$#"),
        KeyboardLayout("be", "&é\"'(§è!çà", "1234567890", "²³"),
        KeyboardLayout("ch", "1234567890", "+\"*ç%&/()=", "§°"),
        KeyboardLayout("es", "1234567890", "!\"·$%&/()=", "ºª"),
        KeyboardLayout("it", "1234567890", "!\"£$%&/()=", "\\|"),
        KeyboardLayout("pt", "1234567890", "!\"#$%&/()=", "\\|"),
        KeyboardLayout("pl", "1234567890", "!@#$%^&*()", "`~"),
        KeyboardLayout("cz", "+ěščřžýáíé", "1234567890", ";·"),
        KeyboardLayout("sk", "+ľščťžýáíé", "1234567890", ";·"),
        KeyboardLayout("hu", "123456789ö", "'\"+!%/=()Ö", "0§"),
        KeyboardLayout("tr", "1234567890", "!'^+%&/()=", "\"é"),
        KeyboardLayout("lt", "ąčęėįšųū„“", "ĄČĘĖĮŠŲŪ()", "`~"),
        KeyboardLayout("lv", "1234567890", "!@#$%^&*()", "`~"),
        KeyboardLayout("ee", "1234567890", "!\"#¤%&/()=", "··"),
        KeyboardLayout("ua", "1234567890", "!\"№;%:?*()", "'ʼ"),
        KeyboardLayout("by", "1234567890", "!\"№;%:?*()", "ёЁ"),
        KeyboardLayout("kz", "\"әіңғ,.үұқ", "!ӘІҢҒ;:ҮҰҚ", "()"),
        KeyboardLayout("bg", "1234567890", "!?+\"%=:/–№", "()"),
        KeyboardLayout("rs", "1234567890", "!\"#$%&/()=", "`~"),
        KeyboardLayout("se", "1234567890", "!\"#¤%&/()=", "§½"),
        KeyboardLayout("no", "1234567890", "!\"#¤%&/()=", "|§"),
        KeyboardLayout("fi", "1234567890", "!\"#¤%&/()=", "§½"),
        KeyboardLayout("dk", "1234567890", "!\"#¤%&/()=", "½§"),
        KeyboardLayout("jp", "1234567890", "!\"#$%&'()~", "··"),
        KeyboardLayout("br", "1234567890", "!@#$%·&*()", "'\""),
        KeyboardLayout("il", "1234567890", "!@#$%^&*)(", ";~"),
        KeyboardLayout("gr", "1234567890", "!@#$%^&*()", "`~"),
        KeyboardLayout("vn", "ăâêô\u{300}\u{309}\u{303}\u{301}\u{323}đ", "ĂÂÊÔ%^&*(Đ", "`~"),
        KeyboardLayout(
            "ir",
            "\u{6F1}\u{6F2}\u{6F3}\u{6F4}\u{6F5}\u{6F6}\u{6F7}\u{6F8}\u{6F9}\u{6F0}",
            "!\u{66C}\u{66B}\u{FDFC}\u{66A}×\u{60C}*)(",
            "\u{200D}÷"
        ),
    ]
}
