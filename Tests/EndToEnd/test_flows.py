"""Taps, balances, enrolment, sales and scans, through the real pcscd and libusb."""

import json
import os
import unittest

from kopilka_harness import (
    Kiosk, command, leaks, load_items, make_bench, query, sale, settle, spellings,
    used_identifiers,
)


class FlowTests(unittest.TestCase):
    """One bench, a fresh kiosk for each test."""

    @classmethod
    def setUpClass(cls):
        cls.bench = make_bench()

    @classmethod
    def tearDownClass(cls):
        cls.bench.close()

    def setUp(self):
        self.bench.do(card="out")
        self.kiosk = Kiosk(self.bench).start()
        self.addCleanup(self.kiosk.close)
        self.screens = self.kiosk.screens()
        self.addCleanup(self.screens.close)
        settle(self.screens)

    def present(self, item, *kinds):
        """Presents an item and waits for one of these screens."""
        before = self.screens.latest["revision"]
        self.bench.do(present=item)
        return self.screens.wait_kind(*kinds, after=before)

    def enrol(self, item="ntag"):
        """Makes the owner of a card a member."""
        screen = self.present(item, "unknownCard")
        self.assertEqual(self.kiosk.touch("enrol", screen)[0], 200)
        return self.screens.wait_kind("enrolled", after=screen["revision"])

    def enrol_and_leave(self, item="ntag"):
        """Makes the owner of a card a member who has bought something, and is gone."""
        self.enrol(item)
        status, report = self.kiosk.post_sale(sale("first"))
        self.assertEqual((status, report["state"]), (200, "credited"))
        self.bench.do(card="out")
        screen = self.screens.wait_kind("earned")
        self.kiosk.touch("dismiss", screen)
        return self.screens.wait_kind("attract", after=screen["revision"])

    def verify(self):
        """The ledger is clean."""
        done = self.kiosk.verify()
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)
        self.assertIn("OK", done.stdout)

    def test_an_unknown_card_is_enrolled_with_one_touch_and_has_a_balance(self):
        self.assertEqual(self.screens.latest["view"]["kind"], "attract")
        enrolled = self.enrol()
        self.assertEqual(enrolled["view"]["balance"]["availableMicro"], 0)
        balance = self.present("ntag", "balance")
        self.assertEqual(balance["view"]["balance"]["availableMicro"], 0)
        self.assertGreater(balance["clearsInMilliseconds"], 0)
        self.kiosk.stop()
        self.verify()

    def test_a_sale_that_waits_is_credited_by_a_tap(self):
        enrolled = self.enrol_and_leave()
        status, report = self.kiosk.post_sale(sale("s1", total_minor=20_000))
        self.assertEqual((status, report["state"]), (202, "pending"))
        pending = self.screens.wait(lambda s: s["pendingSale"], "the sale on the screen")
        self.assertEqual(pending["pendingSale"], {"totalMinor": 20_000, "currency": "RUB"})
        self.bench.do(present="ntag")
        status, report = self.kiosk.sale("s1", wait=10)
        self.assertEqual((status, report["state"]), (200, "credited"))
        screen = self.screens.wait_kind("earned", after=enrolled["revision"])
        earned = screen["view"]["earned"]
        granted = sum(report["credited"]["granted"].values())
        self.assertGreater(granted, 0)
        self.assertEqual(earned["earnedMicro"] + earned["earnedLaterMicro"], granted)
        self.assertEqual(earned["totalMinor"], 20_000)
        self.assertEqual(
            screen["view"]["balance"]["availableMicro"],
            sum(report["credited"]["available"].values()),
        )
        self.kiosk.stop()
        self.verify()
        rows = query(self.kiosk.state, "SELECT state, event_id FROM sale WHERE id = 's1'")
        self.assertEqual(rows, [("credited", report["credited"]["event"])])

    def test_a_card_before_the_sale_stays_bound_and_is_credited_at_once(self):
        self.enrol()
        self.present("ntag", "balance")
        status, report = self.kiosk.post_sale(sale("s2"))
        self.assertEqual((status, report["state"]), (200, "credited"))

    def test_a_card_that_was_just_enrolled_is_used_for_the_sale_that_follows(self):
        self.enrol()
        status, report = self.kiosk.post_sale(sale("s6"))
        self.assertEqual((status, report["state"]), (200, "credited"))
        status, report = self.kiosk.post_sale(sale("s7"))
        self.assertEqual((status, report["state"]), (202, "pending"))

    def test_an_unknown_card_can_be_enrolled_while_a_sale_waits(self):
        self.assertEqual(self.kiosk.post_sale(sale("s3"))[0], 202)
        screen = self.present("stranger", "unknownCard")
        self.assertEqual(self.kiosk.touch("enrol", screen)[0], 200)
        self.assertEqual(self.kiosk.sale("s3", wait=10)[1]["state"], "credited")

    def test_the_same_sale_again_gives_the_same_answer_and_another_one_is_a_conflict(self):
        first = self.kiosk.post_sale(sale("s4"))
        self.assertEqual(self.kiosk.post_sale(sale("s4")), first)
        status, answer = self.kiosk.post_sale(sale("s4", total_minor=7))
        self.assertEqual((status, answer["error"]["code"]), (409, "saleConflict"))
        status, answer = self.kiosk.post_sale(sale("s5"))
        self.assertEqual((status, answer["error"]["code"]), (409, "stationBusy"))
        token = self.kiosk.token()
        for _ in range(2):
            status, answer = self.kiosk.request("POST", "/v1/sales/s4/cancel", token=token)
            self.assertEqual((status, answer["state"]), (200, "cancelled"))
        self.assertEqual(self.kiosk.post_sale(sale("s4"))[1]["state"], "cancelled")

    def test_a_receipt_counts_once_whatever_the_id_of_the_sale(self):
        self.enrol_and_leave()
        for number, state in ((1, "credited"), (2, "refused")):
            self.kiosk.post_sale(sale(f"d{number}", receipt="SAME"))
            self.bench.do(present="ntag")
            report = self.kiosk.sale(f"d{number}", wait=10)[1]
            self.assertEqual(report["state"], state)
        self.screens.wait_kind("refused")

    def test_every_card_is_met_as_it_deserves(self):
        for item in load_items():
            if item["kind"] != "card" or item["uid"] == "random":
                continue
            atr = {"ntag213": "3B8F8001804F0CA0000003060300030000000068",
                   "mifare1k": "3B8F8001804F0CA000000306030001000000006A",
                   "desfire": "3B8180018080"}[item["profile"]]
            words = ("card", "identify", "--atr", atr, "--uid", item["uid"], "--format", "json")
            judged = json.loads(command(*words).stdout)
            view = "unknownCard" if judged["usable"] else "unusableCard"
            self.present(item["id"], view)
            self.bench.do(card="out")
        self.present("phone", "randomIdentifier")
        self.bench.do(card="out")
        before = self.screens.latest["revision"]
        self.bench.do(card="tap", profile="uid10", holdMilliseconds=500)
        self.screens.wait_kind("unknownCard", "unusableCard", after=before)

    def test_a_card_taken_away_too_early_is_asked_to_stay(self):
        before = self.screens.latest["revision"]
        self.bench.do(
            card="tap", profile="ntag213", holdMilliseconds=60, latencyMilliseconds=400
        )
        self.screens.wait_kind("holdLonger", after=before)

    def test_codes_are_told_apart(self):
        self.present("card-code", "unknownBarcode")
        self.present("product-code", "unknownBarcode")
        self.present("bad-code", "badBarcode")

    def test_scans_with_control_characters_do_nothing_but_refuse(self):
        for data in ("1b5b324a", "2000000012346\r\nGET /".encode().hex(), "0007"):
            before = self.screens.latest["revision"]
            self.bench.do(scan="pos", bytes=data)
            self.screens.wait_kind("badBarcode", after=before)

    def test_a_decimal_quantity_counts_as_its_total(self):
        self.enrol_and_leave()
        line = {"sku": "cheese", "quantity": 0.742, "unitMinor": 89_900, "totalMinor": 66_706}
        body = {"id": "w1", "station": "main", "lines": [line]}
        self.kiosk.post_sale(body)
        self.bench.do(present="ntag")
        self.assertEqual(self.kiosk.sale("w1", wait=10)[1]["state"], "credited")

    def test_the_balance_survives_a_restart_and_so_does_a_sale_that_waits(self):
        self.enrol()
        self.kiosk.post_sale(sale("r1"))
        credited = self.kiosk.sale("r1", wait=10)[1]
        self.bench.do(card="out")
        self.kiosk.post_sale(sale("r2"))
        self.assertEqual(self.kiosk.stop(), 0)
        self.kiosk.start()
        self.screens = self.kiosk.screens()
        settle(self.screens)
        self.assertEqual(self.kiosk.sale("r1"), (200, credited))
        self.assertEqual(self.kiosk.sale("r2")[1]["state"], "pending")
        self.bench.do(present="ntag")
        after = self.kiosk.sale("r2", wait=10)[1]
        self.assertEqual(after["state"], "credited")
        before = sum(credited["credited"]["available"].values())
        self.assertGreater(sum(after["credited"]["available"].values()), before)

    def test_health_and_metrics_speak_without_a_token(self):
        status, health = self.kiosk.request("GET", "/v1/health")
        self.assertEqual((status, health["serving"]), (200, True))
        self.assertTrue(all(part["working"] for part in health["parts"]), health)
        self.enrol()
        status, metrics = self.kiosk.request("GET", "/metrics")
        self.assertEqual(status, 200)
        self.assertRegex(metrics, r"(?m)^kopilka_\w+(\{[^}]*\})? [0-9]")

    def test_nothing_in_the_state_folder_holds_an_identifier(self):
        self.enrol()
        self.present("card-code", "unknownBarcode")
        self.kiosk.post_sale(sale("p1", credential={"barcode": "2000000012346"}))
        self.kiosk.stop()
        secrets = used_identifiers(self.bench)
        for folder, _, names in os.walk(self.kiosk.state):
            for name in names:
                with open(os.path.join(folder, name), "rb") as file:
                    content = file.read()
                for secret in secrets:
                    for spelling in spellings(secret):
                        self.assertFalse(spelling.encode() in content, (name, secret))
                    if len(secret) >= 14 and not secret.isdigit():
                        self.assertFalse(bytes.fromhex(secret) in content, (name, secret))

    def test_the_state_folder_is_for_its_user_alone(self):
        self.assertEqual(os.stat(self.kiosk.state).st_mode & 0o777, 0o700)
        for name in ("secret.key", "till-tokens/till1"):
            mode = os.stat(os.path.join(self.kiosk.state, name)).st_mode & 0o777
            self.assertEqual(mode, 0o600, name)


class LeakDetectorTests(unittest.TestCase):
    """The check of every log can fail."""

    def test_it_finds_what_it_is_for(self):
        uid, code = "04A1B2C3D4E5F6", "2000000012346"
        texts = [
            "uid=04a1b2c3d4e5f6", "04:A1:B2:C3:D4:E5:F6", "f6e5d4c3b2a104", "x 1303689068602870 y",
            "[4, 161, 178, 195, 212, 229, 246]", "code 2000000012346.", "6432100000002",
        ]
        for text in texts:
            self.assertTrue(leaks(text, {uid, code}), text)
        self.assertEqual(leaks("tap of an NTAG card, 7 bytes, reader A", {uid, code}), [])


if __name__ == "__main__":
    unittest.main()
