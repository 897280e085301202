"""What the USB models say, without any bus."""

import struct
import unittest

from usb_devices import BABBLE, STALL, STALLED
from usb_models import MODELS, CcidReader, CdcAcmScanner, HidKeyboardScanner, HidPosScanner


def get_descriptor(device, kind, length=255, number=0):
    """GET_DESCRIPTOR."""
    return device.control(struct.pack("<BBHHH", 0x80, 6, kind << 8 | number, 0, length), b"")


class UsbModelTests(unittest.TestCase):
    """Descriptors, stalls and packets."""

    def test_descriptors_are_as_long_as_they_say(self):
        for name, model in MODELS.items():
            device = model()
            self.assertEqual(len(get_descriptor(device, 1)), 18, name)
            whole = get_descriptor(device, 2, length=1024)
            self.assertEqual(struct.unpack("<H", whole[2:4])[0], len(whole), name)
            at = 0
            while at < len(whole):
                self.assertGreater(whole[at], 0, name)
                at += whole[at]
            self.assertEqual(at, len(whole), name)
            self.assertEqual(get_descriptor(device, 2, length=9), whole[:9], name)
            self.assertEqual(get_descriptor(device, 3, number=9), STALL, name)

    def test_a_pos_scanner_splits_long_codes(self):
        device = HidPosScanner()
        device.scan("qr", bytes(range(65, 65 + 60)))
        first, second = device.read(0x81, 64)[1], device.read(0x81, 64)[1]
        self.assertEqual((first[0], first[1], first[63], second[1], second[63]), (2, 56, 1, 4, 0))
        self.assertEqual(first[2:5], b"]Q1")
        self.assertIsNone(device.read(0x81, 64))

    def test_a_keyboard_scanner_types_and_presses_enter(self):
        device = HidKeyboardScanner()
        device.scan("ean13", b"4A")
        keys = [report[2] for _, report in iter(lambda: device.read(0x81, 8), None)]
        self.assertEqual(keys, [0x21, 0, 0x04, 0, 0x28, 0])

    def test_a_serial_scanner_ends_with_a_carriage_return(self):
        device = CdcAcmScanner()
        device.scan("ean13", b"123")
        self.assertEqual(device.read(0x81, 512), (0, b"123\r"))

    def test_stall_and_babble_are_told_apart(self):
        device = HidPosScanner()
        device.halt(0x81)
        self.assertEqual(device.read(0x81, 64), (STALLED, b""))
        device.clear_halt(0x81)
        device.push(0x81, bytes(64))
        self.assertEqual(device.read(0x81, 8)[0], BABBLE)

    def test_a_reader_answers_the_uid_only_when_powered(self):
        device = CcidReader()
        device.tap("04010203040506")

        def message(kind, payload=b""):
            device.queues[0x82].clear()
            device.write(2, bytes([kind]) + struct.pack("<I", len(payload)) + bytes(5) + payload)
            return device.read(0x82, 512)[1]

        get_uid = bytes.fromhex("FFCA000000")
        self.assertEqual(message(0x6F, get_uid)[8], 0xFE)
        self.assertEqual(message(0x62)[10:], device.atr)
        self.assertEqual(message(0x6F, get_uid)[10:], bytes.fromhex("040102030405069000"))


if __name__ == "__main__":
    unittest.main()
