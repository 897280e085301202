"""Reports from a ledger: their figures, their formats, and what is refused."""

import csv
import io
import json
import os
import unittest

from kopilka_harness import command, make_folder

REPORTS = [
    "repeat", "engagement", "churn", "lifetime", "redemption", "inactive", "liability", "receipts",
    "turnover", "settlement", "cards", "joining",
]


def line(kopecks):
    """The lines of a receipt over one article."""
    return [{"sku": "4006381333931", "qty": 1, "unit": kopecks, "cat": "grocery"}]


def january():
    """Six people who enrol, three of whom buy, one sale without a card."""
    for number in range(6):
        flags = {"channel:web": True} if number < 5 else {}
        yield {"type": "enroll", "member": f"m{number}", "at": "2026-01-01T10:00:00+03:00",
               "flags": flags}
    bought = [("m0", 10_000, "05"), ("m0", 20_000, "06"), ("m1", 30_001, "07"),
              ("m2", 40_000, "31")]
    for number, (member, kopecks, day) in enumerate(bought):
        yield {"type": "purchase", "member": member, "receipt": f"r{number}",
               "at": f"2026-01-{day}T23:59:59+03:00", "lines": line(kopecks)}
    yield {"type": "receipt", "receipt": "r9", "at": "2026-02-01T00:00:00+03:00",
           "lines": line(700)}


class ReportTests(unittest.TestCase):
    """`kopilka report` over a ledger that was imported."""

    @classmethod
    def setUpClass(cls):
        cls.state = os.path.join(make_folder(), "state")
        events = os.path.join(make_folder(), "events.jsonl")
        with open(events, "w", encoding="utf-8") as file:
            for event in january():
                file.write(json.dumps(event) + "\n")
        done = command("member", "import", events, "--state", cls.state)
        assert done.returncode == 0, done.stderr

    def report(self, *words):
        """A report's output and what it said beside it."""
        done = command("report", *words, "--state", self.state)
        self.assertEqual(done.returncode, 0, done.stderr)
        return done.stdout, done.stderr

    def row(self, *words):
        """The only row of a report."""
        output, _ = self.report(*words, "--from", "2026-01-01", "--to", "2026-01-31",
                                "--format", "json")
        rows = json.loads(output)["rows"]
        self.assertEqual(len(rows), 1, output)
        return rows[0]

    def test_figures_are_those_of_the_events(self):
        self.assertEqual(self.row("repeat"),
                         {"members": 3, "repeatMembers": 1, "rprBp": 3333})
        self.assertEqual(self.row("engagement"),
                         {"memberReceipts": 4, "receipts": 4, "engagementBp": 10_000})
        receipts = self.row("receipts")
        self.assertEqual(receipts["memberKop"], 100_001)
        self.assertEqual(receipts["avgReceiptMemberKop"], 25_000)
        self.assertIsNone(receipts["avgReceiptOtherKop"])
        self.assertEqual(self.row("inactive"),
                         {"members": 6, "inactiveMembers": 0, "inactiveBp": 0})
        self.assertIsNone(self.row("churn")["churnBp"])
        whole, _ = self.report("turnover", "--format", "json")
        self.assertEqual(json.loads(whole)["to"], "2026-02-01")
        self.assertEqual(json.loads(whole)["rows"][0]["turnoverKop"], 100_701)

    def test_liability_is_what_was_issued_and_not_redeemed(self):
        issued = sum(row["issuedMicro"] - row["redeemedMicro"] - row["expiredMicro"]
                     for row in json.loads(self.report("redemption", "--format", "json")[0])["rows"])
        output, _ = self.report("liability", "--format", "json", "--internal")
        rows = json.loads(output)["rows"]
        owed = sum(row["pointsMicro"] for row in rows if row["group"] != "total")
        self.assertGreater(owed, 0)
        self.assertEqual(owed, issued)

    def test_small_groups_stay_in_the_shop(self):
        output, said = self.report("cards", "--format", "csv")
        rows = list(csv.DictReader(io.StringIO(output)))
        self.assertEqual([row["group"] for row in rows], ["shown", "suppressed"])
        self.assertEqual(rows[0]["cards"], "5")
        self.assertEqual(rows[1]["cards"], "")
        self.assertIn("1 group of fewer than five people suppressed", said)
        output, said = self.report("cards", "--format", "json", "--internal")
        shown = json.loads(output)
        self.assertTrue(shown["internal"])
        self.assertEqual([row["group"] for row in shown["rows"]], ["shown", "internal", "total"])
        self.assertIn("must stay in the shop", said)

    def test_every_report_comes_in_every_format(self):
        listed = json.loads(self.report("list", "--format", "json")[0])["reports"]
        self.assertEqual([report["name"] for report in listed], REPORTS)
        for name in REPORTS:
            text, _ = self.report(name)
            self.assertIn("2026-01-01 to 2026-02-01 (both included)", text.splitlines()[0])
            self.assertEqual(json.loads(self.report(name, "--format", "json")[0])["report"], name)
            rows = list(csv.reader(io.StringIO(self.report(name, "--format", "csv")[0])))
            self.assertEqual({len(row) for row in rows}, {len(rows[0])}, name)

    def test_what_cannot_be_reported_is_refused_with_one_sentence(self):
        empty = make_folder()
        cases = [
            (["nonsense"], 2, "there is no report nonsense; there are repeat"),
            (["repeat", "--from", "2026-02-30"], 2, "--from 2026-02-30 is not a date"),
            (["repeat", "--to", "yesterday"], 2, "--to yesterday is not a date"),
            (["repeat", "--from", "2026-02-02", "--to", "2026-02-01"], 2, "after its end"),
            (["repeat", "--from", "2027-01-01"], 2, "after its end"),
            (["repeat", "--to", "2025-12-31"], 2, "before the first event of 2026-01-01"),
            (["repeat", "--previous-from", "2025-01-01"], 2, "churn only"),
            (["churn", "--from", "2026-01-10", "--previous-from", "2026-01-10"], 2, "not before"),
            (["repeat", "--state", empty], 3, "does not exist"),
        ]
        for words, status, reason in cases:
            with self.subTest(words=words):
                state = [] if "--state" in words else ["--state", self.state]
                done = command("report", *words, *state)
                self.assertEqual(done.returncode, status, done.stderr)
                said = done.stderr.strip().splitlines()
                self.assertEqual(len(said), 1, done.stderr)
                self.assertTrue(said[0].startswith("kopilka: "), said)
                self.assertIn(reason, said[0])
                self.assertEqual(done.stdout, "")
        self.assertNotEqual(command("report", "repeat", "--format", "xml").returncode, 0)


if __name__ == "__main__":
    unittest.main()
