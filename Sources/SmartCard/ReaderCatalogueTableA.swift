extension ReaderCatalogue {
    /// The first part of the table; the form is described at `parse`.
    static let tableA = #"""
        072f:2200 yes unsupported ACS
        = ACS ACR122U PICC Interface
        = ACS ACR122U
        # ACR122U (also ACR122U-SAM/ACR122T). CLASH: kernel pn533_usb claims it ->
        # LIBUSB_ERROR_BUSY. libccid refuses fw < 2.06 unless ifdDriverOptions 0x04; libccid gives
        # it 1 s slot-status timeout at open (may take up to 1 s to answer with no tag). libacsccid
        # preferred (enables polling mode, simulates slot status for fw 2.00-2.04). Beeps on tap by
        # default: FF 00 52 00 00 by Escape. Firmware poll 500/250 ms: FF 00 51 xx bit5. No serial
        # string in readers dump
        072f:221a yes shouldwork ACS
        = ACS ACR1251 Dual Reader
        = ACS ACR1251 1S CL Reader
        # ACR1251U-A1; SAM slot always present as 2nd reader: filter it out by interface name
        072f:2229 yes acsccid ACS
        = ACS ACR1251 CL Reader
        # ACR1251U-A2; in libacsccid only (not in libccid list, so libccid does not drive it)
        072f:223b yes shouldwork ACS
        = ACS ACR1252 Dual Reader
        = ACS ACR1252 1S CL Reader
        # ACR1252U-A1/M1; NFC Forum certified; PICC + SAM readers; poll interval by Escape E0 00 00
        # 23 01 xx (bits 5:4 = 250/500/1000/2500 ms, default 8F); card-emulation writes can wedge
        # CCID until replug
        072f:223e yes shouldwork ACS
        = ACS ACR1252 Reader
        = ACS ACR1252 CL Reader
        # ACR1252U-A2 (no SAM)
        072f:2259 yes shouldwork ACS
        = ACS ACR1252IMP Reader
        = ACS ACR1252IMP 1S CL Reader
        # ACR1252IMP
        072f:226b yes shouldwork ACS
        = ACS WalletMate 1S CL Reader
        # ACR1252U-MW/MV = WalletMate: sold as Apple VAS + Google Smart Tap certified (ECP in reader
        # firmware)
        072f:2307 yes acsccid ACS
        = ACS WalletMate II 1S CL Reader
        # WalletMate II (ACM1552U-ZW); libacsccid >=1.1.11
        072f:2401 yes acsccid ACS
        = ACS WalletMate II 2S CL Reader
        # WalletMate II 2S (ACR1552U-MW); libacsccid >=1.1.12
        072f:223f yes shouldwork ACS
        = ACS ACR1255U-J1
        = ACS ACR1255U-J1 PICC Reader
        # ACR1255U-J1 (USB + Bluetooth); needs auto-poll on (E0 00 00 23 01 8F) in some firmware
        072f:2224 yes unsupported ACS
        = ACS ACR1281U
        = ACS ACR1281 1S Dual Reader
        # ACR1281U-C1 dual interface; libccid lists it unsupported -> use libacsccid
        072f:2303 yes shouldwork ACS
        = ACS ACR1552 1S CL Reader
        # ACR1552U-M1 (with SAM); ISO 15693 support; poll/ATR option E0 00 00 23, poll types E0 00
        # 01 20 (REF-ACR1552U 1.08: no ECP/VAS escape listed)
        072f:2308 yes shouldwork ACS
        = ACS ACR1552 CL Reader
        # ACR1552U-M2; as M1 without SAM
        072f:230a yes acsccid ACS
        = ACS ACR1555 1S CL Reader
        # ACR1555U; libacsccid >=1.1.11 only
        072f:2301 yes shouldwork ACS
        = ACS ACR1581 1S Dual Reader
        # ACR1581U-C1; PICC + ICC + SAM = 3 readers; libacsccid simulates slot status from
        # interrupts
        072f:90cc no supported ACS
        = ACS ACR 38U-CCID
        = ACS ACR38U-CCID
        # contact ACR38U-CCID; same PID also used by old ACR122U.txt dump and ACR100/ACR38
        # plugin/AET65 - do not catalogue as NFC by VID:PID alone
        076b:5121 yes shouldwork HID OMNIKEY
        = OMNIKEY AG CardMan 5121
        # seen as two slots of one reader, 00 00 and 00 01, contactless = 00 01, name 'OMNIKEY
        # CardMan (076B:5121) 5121 (serial) 00 01' under the HID driver (LudovicRousseau/pcsc-
        # tools#9)
        076b:5321 yes shouldwork HID OMNIKEY
        = OMNIKEY CardMan 5321
        # dual (CardMan 5321); TPDU-level descriptor
        076b:532a yes disabled HID OMNIKEY
        = OMNIKEY 5321 CLi USB
        # 5321 CLi; libccid DISABLED, vendor class
        076b:5421 yes shouldwork HID OMNIKEY
        = OMNIKEY 5421
        # 5421 dual
        076b:5422 yes shouldwork HID OMNIKEY
        = HID Global OMNIKEY 5422 Smartcard Reader
        # 5422: CL interface first then contact; libccid treats as 2-interface composite
        076b:5022 yes shouldwork HID OMNIKEY
        = HID Global OMNIKEY 5022 Smart Card Reader
        # 5022 CL; users report ~10 s late removal event after MIFARE key-B auth (danm-de/pcsc-
        # sharp#105)
        076b:5023 yes shouldwork HID OMNIKEY
        = HID Global OMNIKEY 5023 Smart Card Reader
        # 5023 CL
        076b:502a yes shouldwork HID OMNIKEY
        = HID OMNIKEY 5025-CL
        # 5025-CL is a 125 kHz HID Prox reader (general knowledge, no source fetched): no ISO 14443
        # UID
        076b:5412 yes shouldwork HID OMNIKEY
        = HID Global OMNIKEY 5122 Smartcard Reader
        # 5122 dual
        076b:5432 yes shouldwork HID OMNIKEY
        = HID Global OMNIKEY 5122 Dual
        # 5122 Dual variant
        076b:5127 yes shouldwork HID OMNIKEY
        = HID OMNIKEY 5127 CK
        # 5127 CK (keyboard-wedge capable; must be in CCID mode)
        076b:5326 yes shouldwork HID OMNIKEY
        = HID OMNIKEY 5326 DFR
        # 5326 DFR
        076b:5427 yes shouldwork HID OMNIKEY
        = HID OMNIKEY 5427 CK
        # 5427 CK: libccid always allows Escape for this model (APDU exchange without card);
        # keyboard-wedge capable, byte-order switch in wedge mode; crash reports with HID own driver
        # ha0ulx64 on unplug (pyscard#128)
        076b:5a27 yes shouldwork HID OMNIKEY
        = HID Global OMNIKEY 5027CK CCID CONFIG IF
        # 5027CK config interface (wedge reader; CCID interface is configuration only)
        076b:5340 yes disabled HID OMNIKEY
        = HID OMNIKEY 5021 CL
        # 5021 CL; libccid DISABLED (vendor class) - needs HID driver; pcscd start/stop ~60 s
        # reported with HID driver (PCSC#149)
        04e6:5291 yes shouldwork Identiv/SCM
        = SCM Microsystems Inc. SCL010 Contactless Reader
        # SCL010; two firmwares: old is vendor class, libccid refuses fw < 1.12
        04e6:5292 yes disabled Identiv/SCM
        = SCM Microsystems Inc. SCL01x Contactless Reader
        # SCL01x vendor-class variant: libccid DISABLED
        04e6:5293 yes shouldwork Identiv/SCM
        = SCM Microsystems Inc. SCL01x Contactless Reader
        # SCL011; libccid 4x open timeout: 'needs 350 ms to answer'
        04e6:5591 yes none Identiv/SCM
        # SCL3711: NOT CCID, not in libccid list; PN533 chip; kernel pn533_usb claims it; usable by
        # libnfc/nfcpy, or with a separate IFD handler on pcscd
        04e6:5612 yes shouldwork Identiv/SCM
        = Identiv uTrust 3720 Contactless Reader
        # uTrust 3720 F; short-APDU only
        04e6:5613 yes shouldwork Identiv/SCM
        = Identiv uTrust 3721 Contactless Reader
        # uTrust 3721 F: CCID or keyboard-wedge (HID) modes
        04e6:5790 yes shouldwork Identiv/SCM
        = Identiv uTrust 3700 F CL Reader
        # uTrust 3700 F: libccid 4x open timeout (350 ms); occasional power-up failure = mute tag
        # until removed (PCSC#102; 3720 F does not)
        04e6:5791 yes shouldwork Identiv/SCM
        = Identiv uTrust 3701 F CL Reader
        # uTrust 3701 F: same timeout quirk
        04e6:5724 yes shouldwork Identiv/SCM
        = Identiv Identiv uTrust 4701 F Dual Interface Reader
        # uTrust 4701 F: contact interface FIRST, CL second -> reader index 01 is the NFC one
        04e6:5725 yes shouldwork Identiv/SCM
        = Identiv Identiv uTrust 4711 F CL + SAM Reader
        # uTrust 4711 F: SAM interface FIRST, CL second
        04e6:5720 yes shouldwork Identiv/SCM
        = Identive Identive CLOUD 4500 F Dual Interface Reader
        # CLOUD 4500 F / 4700 F share this PID; contact first, contactless second; Escape 0xAC
        # controls firmware polling (4700 F manual)
        04e6:512b yes shouldwork Identiv/SCM
        = SCM Microsystems Inc. SDI011 Contactless Reader
        # SDI011; vendor class, handled through explicit udev line
        096e:060d yes shouldwork Feitian
        = Feitian R502
        # R502: 4 CCID interfaces CL / contact / SAM1 / SAM2 -> four pcsc readers
        096e:0608 yes shouldwork Feitian
        = Feitian 502-CL
        # R502-CL; PID shared with Avtor KP382; TOKEN2 349E:0430 is a rebadge (interface 'R502
        # Contactless Reader')
        """#
}
