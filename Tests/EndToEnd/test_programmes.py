"""The ready programmes of docs/programmes load, can be said, and replay to what their pages say."""

import functools
import hashlib
import json
import os
import re
import unittest

from kopilka_harness import ROOT, command, make_folder

FOLDER = os.path.join(ROOT, "docs/programmes")
# Each kind of programme that is promised; `demo` has no history, it is what the kiosk runs.
KINDS = {
    "brand", "cashback", "coalition", "discount", "group-buying", "growing-discount", "paid",
    "points", "referral", "stamps", "tiers", "value",
}
KEYS = {"results", "balances", "tiers", "lots", "accounts", "checkpoints", "journal", "digest"}


def path(kind, name):
    """A file of a ready programme."""
    return os.path.join(FOLDER, kind, name)


def read(kind, name):
    """The text of a file of a ready programme."""
    with open(path(kind, name), encoding="utf-8") as file:
        return file.read()


def events(kind):
    """The events of a history."""
    return [json.loads(line) for line in read(kind, "events.jsonl").splitlines()]


def ids(kind, part):
    """The ids of the rules, rewards, ladders or offers of a programme."""
    found = re.search(rf"(?ms)^{part}:\n(.*?)(?=^\S|\Z)", read(kind, "programme.yaml"))
    return re.findall(r"(?m)^  - id: (\S+)", found.group(1)) if found else []


def members(transactions):
    """What the journal leaves each member, by account, pot and state."""
    books = {}
    for transaction in transactions:
        for account, commodity, amount in transaction["p"]:
            if account.startswith("mem/"):
                _, member, state = account.split("/")
                key = (member, commodity, state)
                books[key] = books.get(key, 0) + amount
    return {key: abs(amount) for key, amount in books.items() if amount}


def for_each_kind(check):
    """Runs a check for every ready programme, each as a test of its own."""
    @functools.wraps(check)
    def run(self):
        for kind in sorted(KINDS):
            with self.subTest(kind=kind):
                check(self, kind)
    return run


class ProgrammeTests(unittest.TestCase):
    """check, explain, replay."""

    def run_well(self, *words):
        """What a command prints that has nothing to complain of."""
        done = command("programme", *words)
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)
        self.assertEqual(done.stderr, "")
        return done.stdout

    @for_each_kind
    def test_every_promised_kind_is_there_with_its_page_and_its_history(self, kind):
        folders = {entry.name for entry in os.scandir(FOLDER) if entry.is_dir()}
        self.assertEqual(folders, KINDS | {"demo"})
        self.assertEqual(
            set(os.listdir(path(kind, ""))),
            {"programme.yaml", "README.md", "events.jsonl", "expected.json"},
        )
        self.assertTrue(10 <= len(events(kind)) <= 25, len(events(kind)))

    @for_each_kind
    def test_they_are_valid(self, kind):
        said = self.run_well("check", path(kind, "programme.yaml"))
        self.assertTrue(said.startswith(f"OK: {kind}, "), said)

    @for_each_kind
    def test_every_rule_is_said_in_both_languages(self, kind):
        said = self.run_well("explain", path(kind, "programme.yaml"))
        for part in ("rules", "rewards", "ladders", "offers"):
            for name in ids(kind, part):
                self.assertIn(name, said)
        self.assertRegex(said, "[А-Яа-я]{3}")
        self.assertRegex(said, "[A-Za-z]{3}")

    @for_each_kind
    def test_the_page_names_every_rule(self, kind):
        page = read(kind, "README.md")
        for part in ("rules", "rewards", "ladders", "offers"):
            for name in ids(kind, part):
                self.assertIn(f"`{name}`", page)

    @for_each_kind
    def test_the_histories_give_what_their_pages_say(self, kind):
        words = [path(kind, "programme.yaml"), path(kind, "events.jsonl"), "--format", "json"]
        got = json.loads(self.run_well("replay", *words))
        expected = json.loads(read(kind, "expected.json"))
        self.assertEqual(set(expected), KEYS)
        self.maxDiff = None
        for key in sorted(KEYS):
            self.assertEqual(got[key], expected[key], key)

    def test_a_history_from_standard_input_gives_the_same(self):
        programme, history = path("points", "programme.yaml"), path("points", "events.jsonl")
        with open(history, encoding="utf-8") as file:
            done = command("programme", "replay", programme, "-", "--format", "json",
                           text=file.read())
        self.assertEqual(done.returncode, 0, done.stderr)
        named = self.run_well("replay", programme, history, "--format", "json")
        self.assertEqual(json.loads(done.stdout), json.loads(named))

    @for_each_kind
    def test_what_is_expected_agrees_with_itself(self, kind):
        expected = json.loads(read(kind, "expected.json"))
        self.assertEqual(
            [result["event"] for result in expected["results"]],
            [event["id"] for event in events(kind)],
        )
        journal = expected["journal"]
        for transaction in journal:
            sums = {}
            for _, commodity, amount in transaction["p"]:
                sums[commodity] = sums.get(commodity, 0) + amount
            self.assertFalse(any(sums.values()), transaction)
        text = json.dumps(journal, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
        self.assertEqual(hashlib.sha256(text.encode()).hexdigest(), expected["digest"])
        balances = {
            (member, pot, state): amount
            for member, pots in expected["balances"].items()
            for pot, amounts in pots.items() for state, amount in amounts.items()
        }
        self.assertEqual(members(journal), balances)
        lots = {}
        for member, rows in expected["lots"].items():
            for row in rows:
                state = {"live": "avail", "pend": "pend"}[row["state"]]
                key = (member, row["pot"], state)
                lots[key] = lots.get(key, 0) + row["rem"]
        free = {key: amount for key, amount in balances.items() if key[2] in ("avail", "pend")}
        self.assertEqual(lots, free)


class FormatPageTests(unittest.TestCase):
    """docs/PROGRAMME.md knows the whole format."""

    @classmethod
    def setUpClass(cls):
        with open(os.path.join(ROOT, "docs/PROGRAMME.md"), encoding="utf-8") as file:
            cls.page = file.read()
        cls.words = set(re.findall(r"\w+", cls.page))

    def test_it_names_every_field(self):
        done = command("programme", "schema")
        self.assertEqual(done.returncode, 0, done.stderr)
        fields, waiting = set(), [json.loads(done.stdout)]
        while waiting:
            node = waiting.pop()
            if isinstance(node, dict):
                fields |= set(node.get("properties", {}))
                waiting += node.values()
            elif isinstance(node, list):
                waiting += node
        self.assertGreater(len(fields), 100)
        self.assertEqual(sorted(fields - self.words), [])

    def test_it_tells_every_refusal_in_both_languages(self):
        with open(os.path.join(ROOT, "Sources/Loyalty/Refusal.swift"), encoding="utf-8") as file:
            codes = set(re.findall(r'case \.\w+(?:\([^)]*\))?: "(\w+)"', file.read()))
        self.assertGreater(len(codes), 40)
        rows = re.findall(r"(?m)^\| (`\w+`(?:, `\w+`)*) \| ([^|]+) \| ([^|]+) \|$", self.page)
        told = {}
        for names, russian, english in rows:
            if re.search("[А-Яа-я]", russian):
                told.update({name: english for name in re.findall(r"`(\w+)`", names)})
        self.assertEqual(sorted(codes ^ set(told)), [])

    def test_its_example_of_versions_is_valid(self):
        examples = re.findall(r"(?ms)^```yaml\n(.*?)^```", self.page)
        text = next(example for example in examples if "versions:" in example)
        file = os.path.join(make_folder(), "shop.yaml")
        with open(file, "w", encoding="utf-8") as out:
            out.write(text)
        done = command("programme", "check", file)
        self.assertEqual(done.returncode, 0, done.stderr)


if __name__ == "__main__":
    unittest.main()
