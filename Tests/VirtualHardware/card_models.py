"""Contactless cards in software: what the card says, and what the reader's firmware says for it.

A card answers APDUs. Commands of class FF are those that a PC/SC reader carries out itself (give
the UID, load a key, read a block, switch the lights), so the model plays both sides, as the real
pcscd passes every one of them straight on. Standard library only.
"""

import os

OK = b"\x90\x00"
KEY_OF_A_FRESH_CARD = b"\xff" * 6
NDEF_APPLICATION = bytes.fromhex("D2760000850101")
GET_VERSION_FIRST = bytes.fromhex("04010101001805")
PHONE_ATS = "127880720280318066B0840C016E0183009000"


def with_check_byte(body):
    """Appends TCK: the exclusive or of all bytes but the first."""
    check = 0
    for byte in body[1:]:
        check ^= byte
    return bytes(body) + bytes([check])


def storage_card_atr(name, standard=0x03):
    """The ATR of a storage card by PC/SC part 3: RID, standard and card name."""
    body = bytes.fromhex("3B8F8001804F0CA000000306") + bytes([standard])
    return with_check_byte(body + name.to_bytes(2, "big") + bytes(4))


def processor_card_atr(historical):
    """The ATR of an ISO 14443-4 card: the historical bytes of its ATS."""
    return with_check_byte(bytes([0x3B, 0x80 | len(historical), 0x80, 0x01]) + historical)


def ndef_uri(uri):
    """An NDEF message with one URI record; the common prefixes are abbreviated."""
    prefixes = {1: "http://www.", 2: "https://www.", 3: "http://", 4: "https://"}
    for code, prefix in prefixes.items():
        if uri.startswith(prefix):
            body = bytes([code]) + uri[len(prefix):].encode()
            break
    else:
        body = b"\0" + uri.encode()
    return bytes([0xD1, 1, len(body)]) + b"U" + body


class Profile:
    """One kind of card."""

    def __init__(self, kind, atr, uid, ats="", blocks=0):
        self.kind = kind
        self.atr = atr
        self.uid = uid  # hexadecimal, or "random": 08 and three bytes anew at every power-up
        self.ats = bytes.fromhex(ats)
        self.blocks = blocks


PROFILES = {
    "mifare1k": Profile("classic", storage_card_atr(1), "DE3A7B91", blocks=64),
    "mifare4k": Profile("classic", storage_card_atr(2), "0A1B2C3D", blocks=256),
    "ultralight": Profile("tag", storage_card_atr(3), "04112233445566", blocks=16),
    "ntag213": Profile("tag", storage_card_atr(3), "04A1B2C3D4E5F6", blocks=45),
    "ntag215": Profile("tag", storage_card_atr(3), "04B1B2C3D4E5F6", blocks=135),
    "desfire": Profile(
        "processor", processor_card_atr(b"\x80"), "04516273849506", ats="067577810280"
    ),
    "phone": Profile(
        "processor",
        processor_card_atr(bytes.fromhex("80318066B0840C016E0183009000")),
        "random",
        ats=PHONE_ATS,
    ),
    "uid10": Profile(
        "processor", processor_card_atr(b"\x80"), "88010203040506070809", ats="067577810280"
    ),
    "felica": Profile("felica", storage_card_atr(0xF011, 0x11), "0123456789ABCDEF"),
    "unknown": Profile("silent", b"\x3b\x00", "01020304"),
}


class Card:
    """A card of a profile; everything but the profile can be overridden, in hexadecimal."""

    def __init__(self, profile, uid=None, atr=None, ats=None, uri="https://example.com/l/1"):
        if profile not in PROFILES:
            raise ValueError(f"no card profile {profile}; there are {', '.join(PROFILES)}")
        model = PROFILES[profile]
        self.profile = profile
        self.kind = model.kind
        self.atr = bytes.fromhex(atr) if atr else model.atr
        self.ats = bytes.fromhex(ats) if ats else model.ats
        chosen = uid or model.uid
        self.fixed_uid = None if chosen == "random" else bytes.fromhex(chosen)
        self.ndef = ndef_uri(uri)
        self.block_bytes = {"tag": 4, "classic": 16}.get(self.kind, 0)
        self.power_up()
        self.memory = self._fresh_memory(model.blocks)

    def power_up(self):
        """Enters a field: a random UID changes, authentications and chains are forgotten."""
        self.uid = self.fixed_uid if self.fixed_uid is not None else b"\x08" + os.urandom(3)
        self.key = None
        self.open_sector = None
        self.file = None
        self.is_ndef_selected = False
        self.chain = []

    def _fresh_memory(self, blocks):
        memory = bytearray(blocks * self.block_bytes)
        if self.kind == "tag":
            uid = (self.uid + bytes(7))[:7]
            memory[0:3] = uid[:3]
            memory[3] = 0x88 ^ uid[0] ^ uid[1] ^ uid[2]
            memory[4:8] = uid[3:]
            memory[8] = uid[3] ^ uid[4] ^ uid[5] ^ uid[6]
            memory[9] = 0x48
            size = {16: 0x06, 45: 0x12, 135: 0x3E}[blocks]
            memory[12:16] = bytes([0xE1, 0x10, size, 0])
            record = b"\x03" + bytes([len(self.ndef)]) + self.ndef + b"\xfe"
            memory[16:16 + len(record)] = record
        elif self.kind == "classic":
            memory[: len(self.uid)] = self.uid
            for byte in self.uid:
                memory[len(self.uid)] ^= byte
            for trailer in range(3, blocks, 4):
                sector_keys = bytes.fromhex("FFFFFFFFFFFFFF078069FFFFFFFFFFFF")
                memory[trailer * 16:trailer * 16 + 16] = sector_keys
        return memory

    # -- one APDU in, one answer out ---------------------------------------------------------

    def answer(self, apdu):
        """The answer to one APDU, status word included."""
        if len(apdu) < 4:
            return b"\x67\x00"
        group, instruction, p1, p2 = apdu[:4]
        count = apdu[4] if len(apdu) > 5 else 0
        data = apdu[5:5 + count]
        if len(apdu) == 5:
            expected = apdu[4]
        else:
            expected = apdu[5 + count] if len(apdu) > 5 + count else None
        if group == 0xFF:
            return self._answer_of_reader(instruction, p1, p2, data, expected)
        if self.kind == "processor":
            return self._answer_of_card(group, instruction, p1, p2, data, expected)
        return b"\x6a\x81"

    def _answer_of_reader(self, instruction, p1, p2, data, expected):
        if instruction == 0xCA and p2 == 0:
            return self._identifier(p1, expected)
        if instruction == 0x82:
            self.key = data
            return OK if len(data) == 6 else b"\x67\x00"
        if instruction in (0x86, 0x88):
            return self._authenticate(data[2] if instruction == 0x86 and len(data) > 4 else p2)
        if instruction == 0xB0:
            return self._read(p1 << 8 | p2, expected or 16)
        if instruction == 0xD6:
            return self._write(p2, data)
        if instruction == 0x00:
            return self._own_command_of_reader(p1, p2, data)
        return b"\x6a\x81"

    def _identifier(self, p1, expected):
        if p1 == 0:
            value = self.uid
        elif p1 == 1 and self.ats:
            value = self.ats
        else:
            return b"\x6a\x81"
        if expected in (None, 0, len(value)):
            return value + OK
        return bytes([0x6C, len(value)]) if expected < len(value) else value + b"\x62\x82"

    def _authenticate(self, block):
        fits = self.kind == "classic" and self.key == KEY_OF_A_FRESH_CARD
        self.open_sector = block // 4 if fits else None
        return OK if fits else b"\x63\x00"

    def _read(self, block, count):
        start = block * self.block_bytes
        if self.block_bytes == 0:
            return b"\x6a\x81"
        if start >= len(self.memory):
            return b"\x6a\x82"
        if self.kind == "classic" and self.open_sector != block // 4:
            return b"\x69\x82"
        return bytes(self.memory + self.memory)[start:start + count] + OK

    def _write(self, block, data):
        start = block * self.block_bytes
        if self.block_bytes == 0:
            return b"\x6a\x81"
        if len(data) != self.block_bytes or start + len(data) > len(self.memory):
            return b"\x6a\x82"
        if self.kind == "classic" and self.open_sector != block // 4:
            return b"\x69\x82"
        self.memory[start:start + len(data)] = data
        return OK

    def _own_command_of_reader(self, p1, p2, data):
        """As an ACR122U: the light's state instead of 00, the version without a status."""
        if p1 == 0x40:
            return bytes([0x90, p2 & 0x03])
        if p1 == 0x48:
            return b"ACR122U216"
        if p1 == 0x50:
            return b"\x90\xff"
        if p1 == 0x51:
            return bytes([0x90, p2])
        if p1 in (0x41, 0x52):
            return OK
        if p1 == 0x00 and data[:3] == b"\xd4\x42\x60" and self.kind == "tag":
            return bytes.fromhex("D543000004040201000F03") + OK
        return b"\x63\x00"

    def _answer_of_card(self, group, instruction, p1, p2, data, expected):
        if group == 0x90 and self.profile != "phone":
            return self._desfire(instruction)
        if instruction == 0xA4 and p1 == 4:
            self.is_ndef_selected = data == NDEF_APPLICATION and self.profile != "phone"
            self.file = None
            return OK if self.is_ndef_selected else b"\x6a\x82"
        if instruction == 0xA4 and p1 == 0 and self.is_ndef_selected:
            self.file = self._ndef_file(data)
            return OK if self.file is not None else b"\x6a\x82"
        if instruction == 0xB0 and self.file is not None:
            start = p1 << 8 | p2
            if start > len(self.file):
                return b"\x6b\x00"
            return self.file[start:start + (expected or 256)] + OK
        return b"\x6a\x82" if instruction in (0xA4, 0xB0, 0xCA, 0xCB) else b"\x6d\x00"

    def _ndef_file(self, name):
        capabilities = bytes.fromhex("000F20003B00340406E104") + b"\x00\xff\x00\x00"
        content = len(self.ndef).to_bytes(2, "big") + self.ndef
        return {b"\xe1\x03": capabilities, b"\xe1\x04": content}.get(bytes(name))

    def _desfire(self, instruction):
        if instruction == 0x60:
            production = (self.uid + bytes(7))[:7] + bytes.fromhex("BA54A4F0504019")
            self.chain = [GET_VERSION_FIRST + b"\x91\xaf", production + b"\x91\x00"]
            return GET_VERSION_FIRST + b"\x91\xaf"
        if instruction == 0xAF and self.chain:
            return self.chain.pop(0)
        return b"\x91\x1c"
