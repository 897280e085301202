"""kill -9 at random moments while taps and sales run: nothing acknowledged is lost or doubled."""

import http.client
import os
import threading
import time
import unittest

from kopilka_harness import IS_SOAK, Kiosk, make_bench, query, sale, seeded, settle

ROUNDS = int(os.environ.get("KOPILKA_KILLS") or (1000 if IS_SOAK else 50))
LONGEST_SECONDS = 0.6
OVER = ("credited", "refused", "noCard", "cancelled")


class Till(threading.Thread):
    """Posts sales and presents the card until the kiosk dies; remembers every answer."""

    def __init__(self, kiosk, bench, first):
        super().__init__(daemon=True)
        self.kiosk, self.bench, self.number = kiosk, bench, first
        self.answers = {}

    def run(self):
        try:
            while True:
                self.one_sale()
        except (OSError, http.client.HTTPException, ValueError):
            pass  # the kiosk is dead: that is the test

    def one_sale(self):
        """Posts, taps, reads the outcome."""
        name = f"k{self.number}"
        self.number += 1
        status, answer = self.kiosk.post_sale(sale(name))
        if status == 409:
            # The sale of the last round still waits for its card.
            self.bench.ask(card="tap", profile="ntag213", holdMilliseconds=150)
            time.sleep(0.05)
            return
        self.answers[name] = answer
        if status == 200:
            return  # by the card that was there just before
        self.bench.ask(card="tap", profile="ntag213", holdMilliseconds=150)
        status, answer = self.kiosk.sale(name, wait=5)
        if status == 200:
            self.answers[name] = answer
        self.bench.ask(card="out")


class KillStormTests(unittest.TestCase):
    """One ledger, killed again and again."""

    def setUp(self):
        self.bench = make_bench()
        self.addCleanup(self.bench.close)
        self.kiosk = Kiosk(self.bench).start()
        self.addCleanup(self.kiosk.close)

    def enrol(self):
        """Makes the card known."""
        with self.kiosk.screens() as screens:
            settle(screens)
            self.bench.do(present="ntag")
            screen = screens.wait_kind("unknownCard")
            self.assertEqual(self.kiosk.touch("enrol", screen)[0], 200)
            screens.wait_kind("enrolled")

    def test_every_acknowledged_sale_is_there_once_after_every_kill(self):
        generator = seeded("kill storm")
        self.enrol()
        self.kiosk.stop()
        answers, next_number = {}, 0
        for number in range(ROUNDS):
            with self.subTest(round=number):
                self.kiosk.start()
                till = Till(self.kiosk, self.bench, next_number)
                till.start()
                time.sleep(generator.uniform(0, LONGEST_SECONDS))
                self.kiosk.kill()
                till.join(30)
                self.assertFalse(till.is_alive(), "the till hangs")
                self.bench.ask(card="out")
                answers.update(till.answers)
                next_number = till.number
                self.check(answers)
        self.assertGreater(len(answers), ROUNDS / 4, "the storm hardly sold anything")
        credited = [a for a in answers.values() if a["state"] == "credited"]
        self.assertGreater(len(credited), ROUNDS / 10)
        self.check_by_asking(answers)

    def check(self, answers):
        """The ledger of a dead kiosk: clean, complete, nothing twice."""
        done = self.kiosk.verify()
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)
        self.assertEqual(query(self.kiosk.state, "PRAGMA integrity_check"), [("ok",)])
        rows = query(self.kiosk.state, "SELECT id, state, event_id FROM sale")
        stored = {name: (state, event) for name, state, event in rows}
        self.assertEqual(len(stored), len(rows))
        purchases = query(
            self.kiosk.state,
            "SELECT json_extract(event, '$.receipt'), count(*) FROM journal "
            "WHERE type = 'purchase' AND json_extract(outcome, '$.status') = 'applied' GROUP BY 1",
        )
        self.assertEqual([row for row in purchases if row[1] != 1], [])
        counted = {receipt for receipt, _ in purchases}
        for name, answer in answers.items():
            self.assertIn(name, stored)
            state, event = stored[name]
            if answer["state"] in OVER:
                self.assertEqual(state, answer["state"], name)
            if answer["state"] == "credited":
                self.assertEqual(event, answer["credited"]["event"])
            if state == "credited":
                self.assertIn(f"R-{name}", counted)
        self.assertEqual(
            len(counted), sum(1 for state, _ in stored.values() if state == "credited")
        )

    def check_by_asking(self, answers):
        """The same through the till API, after a last start."""
        self.kiosk.start()
        for name, answer in answers.items():
            status, now = self.kiosk.sale(name)
            self.assertEqual(status, 200, name)
            if answer["state"] in OVER:
                self.assertEqual(now, answer)
        self.assertEqual(self.kiosk.stop(), 0)


if __name__ == "__main__":
    unittest.main()
