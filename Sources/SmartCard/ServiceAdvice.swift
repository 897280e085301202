/// What an error of the PC/SC service means to a technician, with the command that mends it.
package enum ServiceAdvice {
    /// One English sentence: what, and how to mend it, with the command.
    package static func text(_ error: PCSCError) -> String {
        command(error).map { "\(what(error)): \($0)" } ?? what(error)
    }

    /// The same sentence without the command.
    package static func what(_ error: PCSCError) -> String {
        switch error.kind {
        case .serviceDown: "the PC/SC service does not answer (\(error)); start it"
        case .accessDenied:
            "the PC/SC service refuses this user, unless it was ended just now (\(error)); if it "
                + "stays so, allow it"
        case .readerGone, .noReaders: "the reader is not plugged in (\(error)); plug it in"
        case .inUse: "another program holds the reader (\(error)); find it"
        default: "the PC/SC service reports an error (\(error)); restart it"
        }
    }

    /// The command that mends it; nil: none does.
    package static func command(_ error: PCSCError) -> String? {
        switch error.kind {
        case .serviceDown:
            "sudo apt-get install pcscd && sudo systemctl enable --now pcscd.socket"
        case .accessDenied:
            "sudo install -m 0644 hardware/polkit/50-kopilka-pcsc.rules /etc/polkit-1/rules.d/"
        case .readerGone, .noReaders: nil
        case .inUse: "sudo ss -xp | grep pcscd.comm"
        default: "sudo systemctl restart pcscd.service"
        }
    }
}
