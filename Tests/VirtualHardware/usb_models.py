"""The devices of the bench: barcode scanners in their three modes, and a contactless reader."""

import struct
from string import ascii_lowercase, ascii_uppercase

from usb_devices import STALL, HidDevice, UsbDevice, endpoint_descriptor, interface_descriptor

AIM_IDENTIFIERS = {
    "ean13": "]E0", "ean8": "]E4", "upca": "]E0", "code128": "]C0", "gs1-128": "]C1",
    "qr": "]Q1", "datamatrix": "]d1", "gs1-datamatrix": "]d2", "code39": "]A0",
}
LEFT_SHIFT = 2


class HidPosScanner(HidDevice):
    """A scanner in HID POS mode (usage page 8C).

    A report of 64 bytes: report id 2, byte count, three bytes of AIM identifier, 56 bytes of data,
    two bytes of the maker's symbology, and bit 0 of the last one: the data goes on.
    """

    vendor_id, product_id, product = 0x1209, 0x8C02, "Virtual HID POS scanner"
    serial = "VIRTUALPOS1"
    data_bytes = 56
    report_descriptor = bytes.fromhex(
        "058c0902a101"  # usage page bar code scanner, usage scanner, application
        "0912a1028502"  # scanned data report, logical, report id 2
        "150026ff007508"  # 0 to 255, 8 bits
        "95010501093b8102"  # byte count
        "058c950309fb09fc09fd8102"  # AIM identifier, three bytes
        "953809fe820201"  # decoded data, 56 bytes
        "95020600ff09018102"  # the maker's symbology, two bytes
        "058c150025017501950109ff8102"  # decoded data continued, one bit
        "95078103"  # padding
        "c0c0"
    )

    def scan(self, symbology, data):
        """Sends a code as one or more reports."""
        parts = [data[i:i + self.data_bytes] for i in range(0, len(data), self.data_bytes)]
        for number, part in enumerate(parts or [b""], start=1):
            report = bytes([2, len(part)]) + AIM_IDENTIFIERS[symbology].encode()
            report += part.ljust(self.data_bytes, b"\0") + b"\0\0"
            self.push(self.endpoint, report + bytes([1 if number < len(parts) else 0]))


class HidKeyboardScanner(HidDevice):
    """A scanner in keyboard mode: key down and key up for every character, then Enter."""

    vendor_id, product_id, product = 0x1209, 0x8C01, "Virtual keyboard scanner"
    serial = "VIRTUALKBD1"
    subclass, protocol, packet_bytes = 1, 1, 8
    report_descriptor = bytes.fromhex(
        "05010906a101050719e029e715002501750195088102950175088103950575010508190129059102950175"
        "0391039506750815002565050719002965" "8100c0"
    )
    KEYS = {
        **{letter: (0, 0x04 + i) for i, letter in enumerate(ascii_lowercase)},
        **{letter: (LEFT_SHIFT, 0x04 + i) for i, letter in enumerate(ascii_uppercase)},
        **{digit: (0, 0x1E + i) for i, digit in enumerate("1234567890")},
        "\n": (0, 0x28), "\r": (0, 0x28), "\t": (0, 0x2B), " ": (0, 0x2C), "-": (0, 0x2D),
        "=": (0, 0x2E), "[": (0, 0x2F), "]": (0, 0x30), "/": (0, 0x38), ".": (0, 0x37),
        ",": (0, 0x36), ";": (0, 0x33), "'": (0, 0x34),
        "+": (LEFT_SHIFT, 0x2E), "_": (LEFT_SHIFT, 0x2D), ":": (LEFT_SHIFT, 0x33),
        "(": (LEFT_SHIFT, 0x26), ")": (LEFT_SHIFT, 0x27), "$": (LEFT_SHIFT, 0x21),
        "%": (LEFT_SHIFT, 0x22),
    }

    def scan(self, symbology, data):
        """Types a code; the symbology is lost, as it is with every such scanner."""
        for character in data.decode("ascii") + "\n":
            modifiers, key = self.KEYS[character]
            self.push(self.endpoint, bytes([modifiers, 0, key, 0, 0, 0, 0, 0]), bytes(8))


class CdcAcmScanner(UsbDevice):
    """A scanner as a serial port: the text and a carriage return on a bulk endpoint."""

    vendor_id, product_id, product = 0x1209, 0x8C03, "Virtual serial scanner"
    serial = "VIRTUALACM1"
    device_class = (2, 0, 0)

    def __init__(self):
        super().__init__()
        self.line_coding = struct.pack("<IBBB", 9600, 0, 0, 8)
        self.is_terminal_ready = False

    @property
    def configuration(self):
        """A communication interface and a data interface."""
        functional = bytes.fromhex("0524001001" "0524010001" "04240202" "0524060001")
        return [
            (
                interface_descriptor(0, 2, 2, 1, 1) + functional
                + endpoint_descriptor(0x83, 3, 8, 16),
                "cdc_acm",
            ),
            (
                interface_descriptor(1, 0x0A, 0, 0, 2) + endpoint_descriptor(0x81, 2, 64, 0)
                + endpoint_descriptor(0x02, 2, 64, 0),
                "cdc_acm",
            ),
        ]

    def class_request(self, kind, request, value, length, data):
        """Line coding, control lines, break."""
        if kind == 0x21 and request == 0x20:
            self.line_coding = bytes(data[:7])
            return b""
        if kind == 0xA1 and request == 0x21:
            return self.line_coding[:length]
        if kind == 0x21 and request == 0x22:
            self.is_terminal_ready = bool(value & 1)
            return b""
        return b"" if kind == 0x21 and request == 0x23 else STALL

    def scan(self, symbology, data):
        """Sends the text and a carriage return."""
        line = data + b"\r"
        self.push(0x81, *[line[i:i + 64] for i in range(0, len(line), 64)])


class CcidReader(UsbDevice):
    """A contactless reader that the real libccid drives, after the ACR122U's descriptors."""

    vendor_id, product_id, product = 0x072F, 0x2200, "ACR122U PICC Interface"
    manufacturer, serial = "ACS", "VIRTUALNFC1"
    release = 0x0214
    atr = bytes.fromhex("3B8F8001804F0CA000000306030001000000006A")

    def __init__(self):
        super().__init__()
        self.uid = None
        self.is_powered = False

    @property
    def configuration(self):
        """One CCID interface."""
        ccid = struct.pack(
            "<BBHBBIIIBIIBIIIIIBBHBB", 54, 0x21, 0x0100, 0, 7, 3, 4000, 4000, 0, 10752, 344086,
            0, 254, 0, 0, 0x00020472, 271, 0xFF, 0xFF, 0, 0, 1,
        )
        endpoints = (
            endpoint_descriptor(0x81, 3, 8, 16) + endpoint_descriptor(0x02, 2, 64, 0)
            + endpoint_descriptor(0x82, 2, 64, 0)
        )
        return [(interface_descriptor(0, 0x0B, 0, 0, 3) + ccid + endpoints, None)]

    def tap(self, uid):
        """Puts a card into the field."""
        self.uid = bytes.fromhex(uid)
        self.push(0x81, b"\x50\x03")

    def untap(self):
        """Takes it away."""
        self.uid, self.is_powered = None, False
        self.push(0x81, b"\x50\x02")

    def class_request(self, kind, request, value, length, data):
        """ABORT is the only one it knows."""
        return b"" if kind == 0x21 and request == 1 else STALL

    def write(self, endpoint, data):
        """Carries out one CCID message and queues its answer."""
        super().write(endpoint, data)
        kind, length = data[0], struct.unpack("<I", data[1:5])[0]
        slot, sequence, payload = data[5], data[6], bytes(data[10:10 + length])
        answer_kind, body, last, error = self._answer(kind, payload)
        icc = 2 if self.uid is None else 0 if self.is_powered else 1
        status = icc | (0x40 if error is not None else 0)
        head = struct.pack(
            "<BIBBBBB", answer_kind, len(body), slot, sequence, status, error or 0, last
        )
        message = head + body
        self.push(0x82, *[message[i:i + 64] for i in range(0, len(message), 64)])
        if len(message) % 64 == 0:
            self.push(0x82, b"")

    def _answer(self, kind, payload):
        """Kind of the answer, its bytes, its last header byte, an error or None."""
        mute = (0x80, b"", 0, 0xFE)
        if kind == 0x62:
            self.is_powered = self.uid is not None
            return (0x80, self.atr, 0, None) if self.is_powered else mute
        if kind in (0x63, 0x65):
            self.is_powered = self.is_powered and kind == 0x65
            return (0x81, b"", 0, None)
        if kind in (0x61, 0x6C, 0x6D):
            return (0x82, bytes.fromhex("1110004D00FE00"), 1, None)
        if kind == 0x6B:
            is_reader_command = payload[:2] == b"\xff\x00"
            return (0x83, b"ACR122U214" if is_reader_command else b"\x90\x00", 0, None)
        if kind == 0x6F:
            if self.uid is None or not self.is_powered:
                return mute
            is_uid_asked = payload[:4] == b"\xff\xca\x00\x00"
            return (0x80, self.uid + b"\x90\x00" if is_uid_asked else b"\x6a\x81", 0, None)
        return (0x81, b"", 0, 0)


MODELS = {
    "pos": HidPosScanner,
    "kbd": HidKeyboardScanner,
    "acm": CdcAcmScanner,
    "ccid": CcidReader,
}
