"""Devices fail; the page says so, and nothing needs a restart of the service."""

import time
import unittest

from kopilka_harness import Kiosk, make_bench, settle, wait_until


class HealingTests(unittest.TestCase):
    """Every fault is seen, and heals by itself."""

    def setUp(self):
        self.bench = make_bench()
        self.addCleanup(self.bench.close)
        self.kiosk = Kiosk(self.bench).start()
        self.addCleanup(self.kiosk.close)
        self.screens = self.kiosk.screens()
        self.addCleanup(self.screens.close)
        self.wait_healthy()

    def wait_healthy(self):
        """Until the page knows of no repair."""
        settle(self.screens)

    def wait_repair(self, *devices):
        """Until the page names one of these devices."""
        self.screens.wait(
            lambda s: set(s["repairs"]) & set(devices), "a repair of " + " or ".join(devices)
        )

    def assert_next_tap_works(self):
        """The very next tap is seen, once."""
        before = self.screens.latest["revision"]
        self.bench.do(present="stranger")
        screen = self.screens.wait_kind("unknownCard", "balance", after=before)
        wait_until(
            lambda: self.bench.do(status=True)["cards"] == [None], "the card to be taken away"
        )
        self.kiosk.touch("dismiss", screen)

    def assert_next_scan_works(self):
        """The very next scan is seen."""
        before = self.screens.latest["revision"]
        self.bench.do(present="product-code")
        self.screens.wait_kind("unknownBarcode", after=before)

    def test_pcscd_may_be_killed_stopped_and_come_back(self):
        for verb in ("kill", "stop", "interrupt"):
            self.bench.do(pcscd=verb)
            self.wait_repair("cardService", "reader")
            self.assert_next_scan_works()
            self.bench.do(pcscd="start")
            self.wait_healthy()
            self.assert_next_tap_works()

    def test_pcscd_may_be_killed_while_a_card_lies_there(self):
        self.bench.do(card="tap", profile="ntag213")
        self.screens.wait_kind("unknownCard")
        self.bench.do(pcscd="kill")
        self.wait_repair("cardService", "reader")
        self.bench.do(pcscd="start")
        self.wait_healthy()
        self.assert_next_tap_works()

    def test_the_reader_may_be_unplugged(self):
        for _ in range(3):
            self.bench.do(reader="unplug")
            self.wait_repair("reader", "cardService")
            self.bench.do(reader="plug")
            self.wait_healthy()
            self.assert_next_tap_works()

    def test_the_scanner_may_be_unplugged(self):
        for _ in range(3):
            self.bench.do(usb="unplug pos")
            self.wait_repair("scanner")
            self.assert_next_tap_works()
            self.bench.do(usb="plug pos")
            self.wait_healthy()
            self.assert_next_scan_works()

    def test_a_stalled_scanner_recovers(self):
        self.bench.do(usb="stall pos 81")
        self.bench.do(usb="unstall pos 81")
        time.sleep(0.5)
        self.wait_healthy()
        self.assert_next_scan_works()

    def test_torn_and_odd_cards_leave_the_reader_working(self):
        faults = (
            {"kind": "drop"}, {"kind": "dropHalf"}, {"kind": "garbage", "count": 5},
            {"kind": "empty"}, {"kind": "short"}, {"kind": "long", "count": 60},
            {"kind": "status", "status": "6F00", "times": 9},
        )
        for fault in faults:
            self.bench.do(card="tap", profile="ntag213", holdMilliseconds=400, fault=fault)
            time.sleep(0.7)
            self.assert_next_tap_works()
        self.bench.do(card="tap", profile="unknown", holdMilliseconds=400)
        time.sleep(0.7)
        self.assert_next_tap_works()

    def test_a_mute_card_does_not_hold_up_the_scanner(self):
        self.bench.do(card="tap", profile="ntag213", fault={"kind": "hang", "times": 99})
        time.sleep(0.2)
        self.assert_next_scan_works()
        self.bench.do(card="out")
        self.wait_healthy()
        self.assert_next_tap_works()

    def test_health_names_the_part_that_does_not_work(self):
        self.bench.do(pcscd="stop")
        self.wait_repair("cardService", "reader")
        status, health = self.kiosk.request("GET", "/v1/health")
        self.assertEqual((status, health["serving"]), (200, True))
        broken = [part["name"] for part in health["parts"] if not part["working"]]
        self.assertIn("cardService", broken)

    def test_a_named_reader_that_is_not_there_is_told(self):
        self.kiosk.stop()
        self.screens.close()
        with open(self.kiosk.configuration_path, encoding="utf-8") as file:
            text = file.read()
        place = "    scanners:\n"
        self.assertIn(place, text)
        readers = "    readers:\n      - role: customer\n        match: {usbPath: 9-9.9}\n"
        with open(self.kiosk.configuration_path, "w", encoding="utf-8") as file:
            file.write(text.replace(place, readers + place))
        self.kiosk.start()
        said = "the reader usbPath 9-9.9 is not plugged in"
        wait_until(
            lambda: said in str(self.kiosk.request("GET", "/v1/health")[1]), "health to name it"
        )
        wait_until(lambda: f"station main: {said}" in self.kiosk.log(), "the console to name it")

    def test_the_service_starts_without_any_device_and_finds_them_later(self):
        self.kiosk.stop()
        self.screens.close()
        self.bench.do(pcscd="stop")
        self.bench.do(usb="unplug pos")
        self.kiosk.start()
        self.screens = self.kiosk.screens()
        self.addCleanup(self.screens.close)
        self.wait_repair("cardService", "reader")
        self.bench.do(pcscd="start")
        self.bench.do(usb="plug pos")
        self.wait_healthy()
        self.assert_next_tap_works()
        self.assert_next_scan_works()


if __name__ == "__main__":
    unittest.main()
