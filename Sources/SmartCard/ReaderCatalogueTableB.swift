extension ReaderCatalogue {
    /// The second part of the table; the form is described at `parse`.
    static let tableB = #"""
        349e:0430 yes shouldwork TOKEN2 (Feitian OEM)
        = TOKEN2 MFA NFC Reader
        # rebadged R502-CL
        096e:0622 yes shouldwork Feitian
        = Feitian VR504 VHBR Contactless & Contact Card Reader
        # vR504
        096e:0624 no shouldwork Feitian
        = Feitian bR301
        # bR301 BLE (contact); PID shared with Avtor KP-375BLE
        096e:061a no shouldwork Feitian
        = FEITIAN bR301
        # bR301 (contact, Bluetooth)
        096e:0685 unverified shouldwork Feitian
        = Feitian R805
        # R805
        09d8:0427 yes shouldwork Elatec
        = Elatec TWN4 SmartCard NFC
        # TWN4 SmartCard NFC CCID+CDC (iProduct 'RFID Device (CCID+CDC)'); may take up to 1 s to
        # answer slot status with no tag
        09d8:0428 yes shouldwork Elatec
        = Elatec TWN4/B1.06/CPF3.05/S1SC1.32/P (Beta 3)
        # TWN4 MultiTech CCID; same 1 s quirk. LEGIC front-end variant lacks Apple automatic pass
        # selection (kormax/apple-vas#4)
        09d8:0425 unverified none Elatec
        # not in libccid, which knows 09d8:0427 and 09d8:0428 only
        08e6:5503 yes supported Gemalto (Thales)
        = Gemalto Prox Dual USB PC Link Reader
        # Prox-DU: Contactless first then Contact; serial embedded in interface name; libccid allows
        # Escape 52 F8 04 01 00 xx to switch interface
        08e6:5504 yes supported Gemalto (Thales)
        = Gemalto Prox SU USB PC LinkReader
        # Prox-SU: Contact FIRST then Contactless
        1db2:0801 yes shouldwork DUALi
        = DUALi DE-620 Combi
        # DE-620 Combi
        1db2:088b yes shouldwork DUALi
        = DUALi DRAGON NFC READER
        # Dragon NFC reader + SAM
        1db2:0600 yes disabled DUALi
        = DUALi DE-ABCM6
        # DE-ABCM6; libccid DISABLED (vendor class)
        054c:0dc8 yes shouldwork Sony
        = SONY FeliCa RC-S300/S
        # PaSoRi RC-S300/S (Port-400): CCID; nfcpy does NOT support it (nfcpy#240)
        054c:0dc9 yes shouldwork Sony
        = SONY FeliCa RC-S300/P
        # PaSoRi RC-S300/P
        054c:0d8f yes shouldwork Sony
        = SONY FeliCa RC-S660/U
        # RC-S660/U
        054c:06c1 yes none Sony
        # PaSoRi RC-S380/S: NOT CCID; kernel port100 driver claims it; no pcscd driver (PCSC#86)
        054c:06c3 yes none Sony
        # PaSoRi RC-S380 (P): NOT CCID; nfcpy rcs380 only
        054c:02e1 yes none Sony
        # PaSoRi RC-S360: NOT CCID; kernel pn533_usb claims it
        1c34:6132 yes shouldwork SpringCard
        = SpringCard Puck
        # Puck in PC/SC mode: certified for Apple VAS + Google Smart Tap; ECP is a reader register
        1c34:613a yes shouldwork SpringCard
        = SpringCard Puck
        # Puck variant
        1c34:7141 yes shouldwork SpringCard
        = SpringCard Prox'N'Roll
        # Prox'N'Roll (CSB6 generation). The VAS-certified model is Prox'N'Roll HSP (H663 family),
        # not this one
        1c34:91b1 yes shouldwork SpringCard
        = SpringCard H663 Series
        # H663 Series (Prox'N'Roll HSP PC/SC belongs to the HSP/H663 generation - mapping inferred,
        # check on hardware)
        1c34:8141 yes shouldwork SpringCard
        = SpringCard NFC'Roll
        # NFC'Roll
        1c34:6112 yes shouldwork SpringCard
        = SpringCard E518
        # E518 (SpringCore)
        1fc9:010b yes shouldwork NXP
        = NXP PR533
        # PR533 in CCID mode
        1fc9:0107 yes shouldwork NXP
        = NXP Pegoda 2 N
        # Pegoda 2
        1fc9:0117 yes shouldwork NXP
        = NXP PN7462AU CCID
        # PN7462AU
        1fc9:0157 yes shouldwork NXP
        = NXP Pegoda 3
        # Pegoda 3: CL first, CT second
        04cc:2533 yes none NXP/ST-Ericsson
        # PN533 dongles: NOT CCID; kernel pn533_usb claims it
        0a5c:5834 yes shouldwork Broadcom (Dell ControlVault)
        = Broadcom Corp 5880
        # Contacted FIRST, Contactless second; NFC radio must be enabled by vendor command
        # (jacekkow/controlvault2-nfc-enable)
        0a5c:5843 yes shouldwork Broadcom (Dell ControlVault)
        = Broadcom Corp 58200
        # 58200; contact first, contactless second
        0a5c:5844 yes unsupported Broadcom (Dell ControlVault)
        = Broadcom Corp 58200
        # 58200 contactless-only; libccid unsupported list; wedges after some NFC reads (CCID#187 on
        # 58200)
        046a:00a2 unverified shouldwork Cherry
        = Cherry KC 1000 SC/DI
        # KC 1000 SC/DI keyboard; descriptor alone does not show contactless
        0db5:0160 yes shouldwork Access IS
        = Access IS NFC Smart Module
        # NFC Smart Module; interface NFC0
        0db5:0180 yes shouldwork Access IS
        = Access IS ATR220
        # ATR220; transit/kiosk reader, interface NFC0
        0c4b:9102 yes shouldwork REINER SCT
        = REINER SCT cyberJack RFID basis
        # cyberJack RFID basis: built for eID; vendor told one user it was not suitable for his use
        # (PCSC#105)
        0b81:0200 yes supported id3
        = id3 Semiconductors CL1356T
        # CL1356T: libccid sleeps 1 s and uses 60 s timeout at open
        1fd3:cc1d yes shouldwork ASK-RFID (Paragon ID)
        = ASK-RFID CPL108
        # CPL108
        31aa:2001 yes shouldwork Circle
        = Circle CIR215 CL
        # CIR215 CL
        31aa:3001 yes shouldwork Circle
        = Circle CIR315
        # CIR315 PICC + SAM
        25dd:3403 yes shouldwork bit4id
        = BIT4ID miniLector AIR NFC v3
        # miniLector AIR NFC v3
        1667:0053 yes shouldwork GIGA-TMS
        = GIGA-TMS NFC CCID Reader
        # NFC CCID reader
        """#
}
