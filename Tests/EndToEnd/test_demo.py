"""`kopilka demo`: what `make run` starts on a machine without hardware."""

import json
import os
import re
import signal
import subprocess
import time
import unittest

from kopilka_harness import (
    BINARY, VIRTUAL_HARDWARE, Screens, Kiosk, clean_environment, leaks, make_folder, settle,
    used_identifiers, wait_until,
)

NEXT_CUSTOMER_SECONDS = 3  # the same card back within a second of its leaving is no new tap


def descendants(root):
    """Every process below one."""
    children = {}
    for number in filter(str.isdigit, os.listdir("/proc")):
        try:
            with open(f"/proc/{number}/stat", encoding="ascii", errors="replace") as file:
                parent = int(file.read().rpartition(")")[2].split()[1])
        except OSError:
            continue
        children.setdefault(parent, []).append(int(number))
    found, waiting = [], [root]
    while waiting:
        below = children.get(waiting.pop(), [])
        found += below
        waiting += below
    return found


def is_running(number):
    """Whether a process lives; a zombie does not."""
    try:
        with open(f"/proc/{number}/stat", encoding="ascii", errors="replace") as file:
            return file.read().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


class Demo(Kiosk):
    """The demonstration, driven as a visitor does: by its page."""

    def start(self):
        """Starts it and waits for its page and its devices."""
        line = [BINARY, "demo", "--state", self.state, "--port", "0"]
        line += ["--virtual-hardware", VIRTUAL_HARDWARE]
        with open(self.log_path, "ab") as log:
            begin = log.tell()
            self.process = subprocess.Popen(
                line, stdin=subprocess.DEVNULL, stdout=log, stderr=log, env=clean_environment(),
            )
        self.port = wait_until(lambda: self._announced_port(begin), "the page's address")
        return self

    def present(self, item):
        """A touch on the tray."""
        return self.request(
            "POST", "/demo/present", {"item": item}, headers={"X-Kopilka-Page": "1"}
        )


def tray_items(configuration):
    """The items of /config."""
    return (configuration.get("demo") or {}).get("items") or configuration.get("tray") or []


class DemoTests(unittest.TestCase):
    """Starts, shows, ends, starts again."""

    def setUp(self):
        self.demo = Demo(state=os.path.join(make_folder(), "state")).start()
        self.addCleanup(self.demo.close)
        self.watch()

    def watch(self):
        """Follows the screen."""
        self.screens = Screens(self.demo.port)
        self.addCleanup(self.screens.close)
        settle(self.screens)

    def present(self, item, *kinds):
        """A touch on the tray and the screen it leads to."""
        before = self.screens.latest["revision"]
        self.assertEqual(self.demo.present(item)[0], 200, item)
        return self.screens.wait_kind(*kinds, after=before)

    def test_every_item_of_the_tray_leads_to_a_screen(self):
        status, configuration = self.demo.request("GET", "/config")
        self.assertEqual(status, 200)
        items = [item["id"] for item in tray_items(configuration)]
        self.assertEqual(
            set(items),
            {"sale", "ntag", "classic", "desfire", "phone", "stranger", "card-code",
             "product-code", "bad-code"},
        )
        kinds = {"phone": "randomIdentifier", "stranger": "unknownCard",
                 "product-code": "unknownBarcode", "bad-code": "badBarcode"}
        members = ("balance", "unknownCard", "unknownBarcode")
        for item in items:
            if item != "sale":
                self.present(item, *([kinds[item]] if item in kinds else members))
        self.assertEqual(self.demo.present("crown")[0], 404)

    def test_interrupting_it_ends_everything_and_the_balance_is_there_again(self):
        screen = self.present("stranger", "unknownCard")
        self.demo.touch("enrol", screen)
        self.screens.wait_kind("enrolled")
        self.present("sale", "earned")
        time.sleep(NEXT_CUSTOMER_SECONDS)
        self.assertEqual(self.demo.present("sale")[0], 200)
        self.screens.wait(lambda s: s["pendingSale"], "the sale")
        earned = self.present("stranger", "earned")
        available = earned["view"]["balance"]["availableMicro"]
        self.assertGreater(available, 0)
        self.screens.close()

        for number in (signal.SIGINT, signal.SIGTERM):
            below = descendants(self.demo.process.pid)
            self.assertGreaterEqual(len(below), 3, "the service, the bench and its pcscd")
            self.assertEqual(self.demo.stop(number), 0)
            wait_until(lambda: not any(map(is_running, below)), "the end of everything", 3)
            self.assertEqual(
                [f for f in os.listdir("/tmp") if f == f"kopilka-demo-{self.demo.process.pid}"], []
            )
            self.demo.start()
            self.watch()
            balance = self.present("stranger", "balance")
            self.assertEqual(balance["view"]["balance"]["availableMicro"], available)

    def test_a_killed_demo_leaves_no_process_and_can_start_again(self):
        below = descendants(self.demo.process.pid)
        self.demo.kill()
        wait_until(lambda: not any(map(is_running, below)), "the end of everything", 5)
        self.demo.start()
        self.watch()

    def test_its_virtual_reader_is_not_reported_as_hardware(self):
        log = self.demo.log()
        self.assertTrue(re.search(r"(?i)virtual|виртуальн", log), log)
        done = subprocess.run(
            [BINARY, "devices", "--format", "json"], capture_output=True, text=True, check=False,
            env=clean_environment(), timeout=30,
        )
        for line in done.stdout.splitlines():
            if line.strip():
                self.assertNotIn("Kopilka Virtual", json.dumps(json.loads(line)))

    def test_its_log_holds_nothing_personal(self):
        for item in ("ntag", "classic", "card-code", "bad-code"):
            self.demo.present(item)
        self.demo.stop()
        self.assertEqual(leaks(self.demo.log(), used_identifiers(None)), [])


if __name__ == "__main__":
    unittest.main()
