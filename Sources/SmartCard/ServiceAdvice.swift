/// What an error of the PC/SC service means to a technician, with the command that mends it.
package enum ServiceAdvice {
    /// One English sentence: what, and how to mend it.
    package static func text(_ error: PCSCError) -> String {
        switch error.kind {
        case .serviceDown:
            "the PC/SC service does not answer (\(error)); start it: "
                + "sudo systemctl enable --now pcscd.socket"
        case .accessDenied:
            "the PC/SC service refuses this user (\(error)); allow it: "
                + "sudo install -m 0644 hardware/polkit/50-kopilka-pcsc.rules /etc/polkit-1/rules.d/"
        case .readerGone, .noReaders:
            "the reader is not plugged in (\(error)); plug it in"
        case .inUse:
            "another program holds the reader (\(error)); find it: "
                + "sudo ss -xp | grep pcscd.comm"
        default:
            "the PC/SC service reports an error (\(error)); restart it: "
                + "sudo systemctl restart pcscd.service"
        }
    }
}
