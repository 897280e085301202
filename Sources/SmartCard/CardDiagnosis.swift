/// What stands between a technician and working readers: service, kernel drivers, missing drivers.
package struct CardDiagnosis: Hashable, Sendable {
    /// One thing that was looked at.
    package struct Finding: Hashable, Sendable {
        /// How bad it is.
        package enum Severity: String, Hashable, Sendable {
            /// As it should be.
            case ok
            /// Works, but not as it should.
            case warning
            /// Does not work.
            case fault
        }

        /// How bad it is.
        package let severity: Severity
        /// What was looked at: `service`, `readers`, or the USB port of a device.
        package let subject: String
        /// What was found, one English sentence without a full stop.
        package let what: String
        /// The command that mends it; nil: nothing to mend, or no command does.
        package let command: String?

        /// Makes a finding.
        package init(
            _ severity: Severity,
            _ subject: String,
            _ what: String,
            command: String? = nil
        ) {
            self.severity = severity
            self.subject = subject
            self.what = what
            self.command = command
        }
    }

    /// The error of the service; nil: it answers.
    package let serviceError: PCSCError?
    /// Every reader the service lists, with its place where it could be found out.
    package let readers: [ReaderPlace]
    /// Every USB device that is a reader by its class or by the catalogue.
    package let devices: [USBDevice]

    /// Makes a diagnosis of what was found; for tests and for `run`.
    package init(serviceError: PCSCError?, readers: [ReaderPlace], devices: [USBDevice]) {
        self.serviceError = serviceError
        self.readers = readers
        self.devices = devices.filter { device in
            device.interfaceClasses.contains(0x0B)
                || ReaderCatalogue.entry(vendor: device.vendor, product: device.product) != nil
        }
    }

    /// Kernel drivers that take contactless readers away from pcscd (Linux, drivers/nfc).
    package static let conflictingDrivers: Set<String> = ["pn533_usb", "port100", "pn533", "nfc"]

    /// Looks at the machine.
    ///
    /// Blocks for milliseconds, longer while another program holds a reader.
    package static func run(sysfsFolder: String = USBDevice.sysfsFolder) -> CardDiagnosis {
        let devices = USBDevice.devices(in: sysfsFolder)
        do throws(PCSCError) {
            let context = try PCSCContext()
            let places = try context.readerNames().map { name in
                (try? ReaderPlace.find(name, context, among: devices))
                    ?? .resolve(name: name, channel: nil, path: nil, devices: devices)
            }
            return CardDiagnosis(serviceError: nil, readers: places, devices: devices)
        } catch {
            return CardDiagnosis(serviceError: error, readers: [], devices: devices)
        }
    }

    /// Everything found, faults with the command that mends them.
    package var findings: [Finding] {
        var all: [Finding] = []
        if let serviceError {
            all.append(
                Finding(
                    .fault,
                    "service",
                    ServiceAdvice.what(serviceError),
                    command: ServiceAdvice.command(serviceError)
                )
            )
        } else {
            all.append(Finding(.ok, "service", "the PC/SC service answers"))
            all.append(readersFinding)
        }
        let listed = Set(readers.compactMap(\.key.usbPath))
        all += devices.compactMap { finding(of: $0, isListed: listed.contains($0.path)) }
        return all
    }

    private var readersFinding: Finding {
        let usable = readers.filter {
            let kind = ReaderName($0.key.name).slotKind
            return kind == .contactless || kind == .unknown
        }
        guard usable.isEmpty else {
            let hardware = usable.filter { !$0.isVirtual }.count
            let virtual = usable.count - hardware
            return Finding(
                .ok,
                "readers",
                "\(hardware) readers plugged in, \(virtual) virtual readers"
            )
        }
        return Finding(
            .fault,
            "readers",
            readers.isEmpty
                ? "the PC/SC service lists no reader"
                : "the PC/SC service lists no contactless reader, only contact and SAM slots"
        )
    }

    private func finding(of device: USBDevice, isListed: Bool) -> Finding? {
        let entry = ReaderCatalogue.entry(vendor: device.vendor, product: device.product)
        let title = "\(entry?.title ?? device.label) (\(device.id))"
        if let driver = device.drivers.first(where: Self.conflictingDrivers.contains) {
            return Finding(
                entry?.driver == ReaderCatalogue.Driver.none ? .warning : .fault,
                device.path,
                "the kernel driver \(driver) holds \(title), so pcscd cannot open it",
                command: "sudo install -m 0644 hardware/modprobe/kopilka-nfc.conf "
                    + "/etc/modprobe.d/ && sudo modprobe -r \(driver)"
            )
        }
        if isListed { return nil }
        switch entry?.driver {
        case ReaderCatalogue.Driver.none?:
            return Finding(
                .warning,
                device.path,
                "\(title) is not a PC/SC reader: no driver of pcscd takes it"
            )
        case .acsccid:
            return Finding(
                .fault,
                device.path,
                "\(title) needs ACS's own driver",
                command: "sudo apt-get install libacsccid1"
            )
        case .disabled:
            return Finding(
                .fault,
                device.path,
                "\(title) needs its maker's own driver: libccid refuses it"
            )
        case .unsupported:
            return Finding(
                .fault,
                device.path,
                "\(title) is known to give trouble with libccid: ACS's own driver takes it",
                command: device.vendor == 0x072F ? "sudo apt-get install libacsccid1" : nil
            )
        case .supported, .shouldwork, nil:
            guard serviceError == nil else { return nil }
            return Finding(
                .fault,
                device.path,
                "pcscd does not list \(title)",
                command: "sudo apt-get install libccid && sudo systemctl restart pcscd.service"
            )
        }
    }
}

extension ReaderPlace {
    /// Asks a reader's driver where it is plugged in.
    ///
    /// - Throws: `inUse` while another program has it, `readerGone`, `serviceDown` and others.
    static func find(
        _ name: String,
        _ context: borrowing PCSCContext,
        among devices: [USBDevice]
    ) throws(PCSCError) -> ReaderPlace {
        let reader = try context.connect(to: name, mode: .reader)
        return resolve(
            name: name,
            channel: try? reader.attribute(ReaderQuery.channelAttribute),
            path: try? reader.control(code: ReaderQuery.usbPathCode),
            devices: devices
        )
    }
}
