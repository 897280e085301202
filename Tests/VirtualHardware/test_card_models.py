"""What the card models answer, byte by byte."""

import random
import unittest

from card_models import PROFILES, Card, with_check_byte

GET_UID = bytes.fromhex("FFCA000000")


def xor(data):
    """Exclusive or of all bytes."""
    total = 0
    for byte in data:
        total ^= byte
    return total


class CardModelTests(unittest.TestCase):
    """Each kind of card answers as the real one does."""

    def test_identifiers_have_the_length_of_their_kind(self):
        lengths = {
            "mifare1k": 4, "mifare4k": 4, "ultralight": 7, "ntag213": 7, "ntag215": 7,
            "desfire": 7, "phone": 4, "uid10": 10, "felica": 8, "unknown": 4,
        }
        self.assertEqual(set(lengths), set(PROFILES))
        for profile, length in lengths.items():
            answer = Card(profile).answer(GET_UID)
            self.assertEqual((len(answer), answer[-2:]), (length + 2, b"\x90\x00"), profile)

    def test_every_atr_of_a_contactless_card_has_a_right_check_byte(self):
        for profile, model in PROFILES.items():
            if profile != "unknown":
                self.assertEqual(xor(model.atr[1:]), 0, profile)
        self.assertEqual(with_check_byte(b"\x3b\x01\x02"), b"\x3b\x01\x02\x03")

    def test_known_atrs_are_those_of_the_standard(self):
        known = {
            "mifare1k": "3b8f8001804f0ca000000306030001000000006a",
            "ntag213": "3b8f8001804f0ca0000003060300030000000068",
            "desfire": "3b8180018080",
        }
        for profile, atr in known.items():
            self.assertEqual(PROFILES[profile].atr.hex(), atr)

    def test_a_phone_changes_its_identifier_with_every_field(self):
        card, seen = Card("phone"), set()
        for _ in range(20):
            card.power_up()
            self.assertEqual(card.uid[0], 0x08)
            seen.add(card.uid)
        self.assertGreater(len(seen), 15)

    def test_a_wrong_expected_length_is_answered_as_a_reader_does(self):
        card = Card("ntag213")
        self.assertEqual(card.answer(bytes.fromhex("FFCA000004")), b"\x6c\x07")
        self.assertEqual(card.answer(bytes.fromhex("FFCA000010"))[-2:], b"\x62\x82")
        self.assertEqual(card.answer(bytes.fromhex("FFCA010000")), b"\x6a\x81")
        self.assertEqual(Card("desfire").answer(bytes.fromhex("FFCA010000"))[-2:], b"\x90\x00")

    def test_a_classic_card_is_read_only_after_authentication(self):
        card = Card("mifare1k")
        self.assertEqual(card.answer(bytes.fromhex("FFB0000410")), b"\x69\x82")
        card.answer(bytes.fromhex("FF82000006FFFFFFFFFFFF"))
        self.assertEqual(card.answer(bytes.fromhex("FF860000050100046000")), b"\x90\x00")
        self.assertEqual(len(card.answer(bytes.fromhex("FFB0000410"))), 18)
        self.assertEqual(card.answer(bytes.fromhex("FFB0000810")), b"\x69\x82")

    def test_a_tag_carries_its_record_and_ends(self):
        card = Card("ntag213", uri="https://example.com/m/42")
        page = card.answer(bytes.fromhex("FFB0000410"))
        self.assertEqual(page[:2], bytes([3, len(card.ndef)]))
        self.assertEqual(card.answer(bytes.fromhex("FFB000FF10")), b"\x6a\x82")

    def test_a_processor_card_gives_its_ndef_file(self):
        card = Card("desfire", uri="https://example.com/x")
        self.assertEqual(
            card.answer(bytes.fromhex("00A4040007D276000085010100")), b"\x90\x00"
        )
        self.assertEqual(card.answer(bytes.fromhex("00A4000C02E104")), b"\x90\x00")
        content = card.answer(bytes.fromhex("00B00000FF"))
        self.assertIn(b"example.com/x", content)
        self.assertEqual(card.answer(bytes.fromhex("00A4040007A000000003101000")), b"\x6a\x82")

    def test_no_bytes_make_a_model_fail(self):
        seed = random.randrange(2**32)
        generator = random.Random(seed)
        for profile in PROFILES:
            card = Card(profile)
            for _ in range(2000):
                length = generator.randrange(0, 12)
                head = generator.choice([b"", b"\xff", b"\xff\xca", b"\x00\xa4", b"\xff\xb0"])
                apdu = head + generator.randbytes(length)
                try:
                    answer = card.answer(apdu)
                except Exception as error:  # pylint: disable=broad-except
                    self.fail(f"seed {seed}, {profile}, {apdu.hex()}: {error!r}")
                self.assertGreaterEqual(len(answer), 2)


if __name__ == "__main__":
    unittest.main()
