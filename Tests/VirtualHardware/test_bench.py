"""The bench as its users meet it: real pcscd and libusb, commands, and the end."""

import os
import signal
import subprocess
import sys
import tempfile
import time
import unittest

from bench_client import HERE, BenchProcess
from private_pcscd import reader_name

READER = reader_name(0) + " 00 00"
GET_UID = "FFCA000000"


def processes_naming(text):
    """Numbers of the processes whose command line holds a text."""
    found = []
    for number in filter(str.isdigit, os.listdir("/proc")):
        try:
            with open(f"/proc/{number}/cmdline", "rb") as file:
                if text.encode() in file.read():
                    found.append(int(number))
        except OSError:
            continue
    return found


class BenchTests(unittest.TestCase):
    """One bench for all of them."""

    @classmethod
    def setUpClass(cls):
        cls.bench = BenchProcess(readers=2, usb=("pos=pos", "kbd=kbd:unplugged"))

    @classmethod
    def tearDownClass(cls):
        cls.bench.close()

    def tearDown(self):
        self.bench.ask(pcscd="start")
        self.bench.ask(reader="plug")
        self.bench.ask(card="out")
        self.bench.ask(usb="plug pos")

    def probe(self, *words):
        """Runs the probe; its lines."""
        return self.start(*words).communicate(timeout=30)[0].split("\n")[:-1]

    def start(self, *words):
        """Starts the probe."""
        return subprocess.Popen(
            [sys.executable, os.path.join(HERE, "probe.py"), *map(str, words)],
            env=self.bench.environment, stdout=subprocess.PIPE, text=True,
        )

    def test_every_card_of_the_items_reaches_a_real_pcsc_client(self):
        for item in self.bench.do(items=True)["items"]:
            if item["kind"] != "card":
                continue
            self.bench.do(card="tap", profile=item["profile"], uid=item["uid"])
            answer = self.probe("apdu", READER, GET_UID)[0]
            self.bench.do(card="out")
            if item["uid"] == "random":
                self.assertRegex(answer, "^08.{6}9000$")
            else:
                self.assertEqual(answer.upper(), item["uid"] + "9000")

    def test_both_readers_are_there_and_do_not_share_a_card(self):
        names = self.probe("readers")
        self.assertEqual(names, [READER, reader_name(1) + " 01 00"])
        self.bench.do(card="tap", reader=1, profile="mifare1k")
        self.assertEqual(self.probe("apdu", names[0], GET_UID), ["error 8010000C"])
        self.assertEqual(self.probe("apdu", names[1], GET_UID), ["de3a7b919000"])
        self.bench.do(card="out", reader=1)

    def test_insertion_and_removal_are_seen_one_by_one(self):
        with self.start("watch", READER, 10, 7) as watch:
            self.assertIn("empty", watch.stdout.readline())
            for _ in range(3):
                self.bench.do(card="tap", profile="ntag213")
                self.assertIn("present", watch.stdout.readline())
                self.bench.do(card="out")
                self.assertIn("empty", watch.stdout.readline())

    def test_no_swap_is_missed_however_short_the_gap(self):
        before = self.count_of_changes() + 1
        self.bench.do(card="tap", profile="ntag213")
        self.wait_for_count(before)
        for number in range(1, 41):
            self.bench.do(card="out")
            self.bench.do(card="tap", profile="ntag213", uid=f"04{number:012x}")
            self.wait_for_count(before + 2 * number)
        self.assertEqual(self.count_of_changes(), before + 80)

    def count_of_changes(self):
        """How many insertions and removals pcscd has counted."""
        return int(self.probe("count", READER)[0])

    def wait_for_count(self, least):
        """Waits until pcscd has counted so many."""
        end = time.monotonic() + 5
        while self.count_of_changes() < least:
            self.assertLess(time.monotonic(), end, "pcscd missed a change")

    def test_a_tap_holds_for_its_time_only(self):
        self.bench.do(card="tap", holdMilliseconds=50)
        time.sleep(0.4)
        self.assertEqual(self.bench.do(status=True)["cards"][0], None)
        self.bench.do(present="ntag")
        self.assertEqual(self.bench.do(status=True)["cards"][0], "ntag213")

    def test_faults_reach_the_client_as_pcscd_says_them(self):
        expected = {
            "drop": "error 8010000C", "short": "error 80100016", "empty": "error 80100016",
            "status": "6f00", "garbage": None,
        }
        for kind, said in expected.items():
            self.bench.do(card="tap", profile="ntag213", fault={"kind": kind, "count": 5})
            answer = self.probe("apdu", READER, GET_UID)[0]
            self.bench.do(card="out")
            if said is None:
                self.assertEqual(len(answer), 10, kind)
            else:
                self.assertEqual(answer, said, kind)

    def test_an_escape_command_reaches_the_reader_without_a_card(self):
        self.assertEqual(self.probe("light", READER, "FF00400E0401010203"), ["9002"])
        self.assertEqual(self.bench.do(trace=1)["trace"][0]["event"], "escape")

    def test_an_unplugged_reader_is_unavailable_and_comes_back(self):
        with self.start("watch", READER, 10, 3) as watch:
            self.assertIn("empty", watch.stdout.readline())
            self.bench.do(reader="unplug")
            self.assertIn("unavailable", watch.stdout.readline())
            self.bench.do(reader="plug")
            self.assertIn("empty", watch.stdout.readline())

    def test_pcscd_can_be_killed_and_started(self):
        for verb in ("kill", "stop", "interrupt"):
            self.bench.do(pcscd=verb)
            self.assertEqual(self.probe("readers"), ["error 8010001D"], verb)
            self.assertFalse(self.bench.ask(present="ntag")["ok"], verb)
            self.bench.do(pcscd="start")
            self.bench.do(card="tap", profile="ntag213")
            self.assertEqual(self.probe("apdu", READER, GET_UID), ["04a1b2c3d4e5f69000"], verb)
            self.bench.do(card="out")

    def test_a_code_reaches_a_real_usb_client_and_an_unplug_ends_it(self):
        with self.start("scan", "1209", "8c02", 3) as scan:
            self.assertEqual(scan.stdout.readline(), "claimed\n")
            self.bench.do(present="product-code")
            report = bytes.fromhex(scan.stdout.readline())
            self.assertEqual(report[:18], b"\x02\x0d]E04006381333931")
            self.bench.do(scan="pos", bytes="1d0d00", symbology="qr")
            self.assertEqual(bytes.fromhex(scan.stdout.readline())[:8], b"\x02\x03]Q1\x1d\x0d\0")
            self.bench.do(usb="unplug pos")
            self.assertEqual(scan.stdout.readline(), "error -4\n")
        self.assertEqual(self.probe("scan", "1209", "8c02", 1), ["error absent"])
        self.assertFalse(self.bench.ask(present="card-code")["ok"])

    def test_a_second_client_cannot_take_the_scanner(self):
        with self.start("scan", "1209", "8c02", 1) as scan:
            self.assertEqual(scan.stdout.readline(), "claimed\n")
            self.assertEqual(self.probe("scan", "1209", "8c02", 1), ["error -6"])
            self.bench.do(present="card-code")
            scan.stdout.readline()

    def test_a_killed_client_leaves_the_scanner_free_and_takes_no_scan_along(self):
        for _ in range(3):
            with self.start("scan", "1209", "8c02", 1) as scan:
                self.assertEqual(scan.stdout.readline(), "claimed\n")
                time.sleep(0.05)  # the transfer is under way, or about to be
                scan.kill()
        with self.start("scan", "1209", "8c02", 1) as scan:
            self.assertEqual(scan.stdout.readline(), "claimed\n")
            self.bench.do(present="card-code")
            self.assertEqual(bytes.fromhex(scan.stdout.readline())[5:18], b"2000000012346")

    def test_bad_commands_are_refused_with_a_sentence(self):
        bad = [
            {"present": "crown"}, {"card": "dance"}, {"card": "tap", "profile": "gold"},
            {"card": "tap", "uid": "zz"}, {"card": "tap", "reader": 7}, {"usb": "plug nothing"},
            {"scan": "kbd", "text": "1"}, {"pcscd": "sing"}, {"reader": "fly"}, {"what": 1},
            {"card": "tap", "fault": {"kind": "odd"}}, {"scan": "pos", "text": "1" * 5000},
        ]
        for command in bad:
            answer = self.bench.ask(**command)
            self.assertFalse(answer["ok"], command)
            self.assertGreater(len(answer["error"]), 10, command)


class BenchEndTests(unittest.TestCase):
    """However it ends, nothing is left."""

    def assert_nothing_left(self, folder):
        """No process, no file; a killed bench may leave files, never processes."""
        end = time.monotonic() + 3
        while processes_naming(folder) and time.monotonic() < end:
            time.sleep(0.02)
        self.assertEqual(processes_naming(folder), [])

    def test_it_ends_with_its_input_or_a_signal_and_leaves_nothing(self):
        for number in (None, signal.SIGTERM, signal.SIGINT):
            bench = BenchProcess()
            bench.do(present="ntag")
            self.assertTrue(processes_naming(bench.folder))
            if number is None:
                bench.process.stdin.close()
            else:
                bench.process.send_signal(number)
            bench.process.wait(10)
            self.assertEqual(bench.process.returncode, 0)
            self.assertFalse(os.path.exists(bench.folder))
            self.assert_nothing_left(bench.folder)
            bench.process.stdin.close()
            bench.close()

    def test_it_ends_although_its_signals_were_blocked_when_it_was_started(self):
        before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGTERM, signal.SIGINT})
        try:
            bench = BenchProcess()
        finally:
            signal.pthread_sigmask(signal.SIG_SETMASK, before)
        bench.process.send_signal(signal.SIGTERM)
        self.assertEqual(bench.process.wait(10), 0)
        self.assert_nothing_left(bench.folder)
        bench.close()

    def test_a_killed_bench_takes_its_processes_along_and_can_start_again(self):
        bench = BenchProcess()
        bench.process.kill()
        bench.process.wait()
        self.assert_nothing_left(bench.folder)
        command = [os.path.join(HERE, "bench"), "run", "--folder", bench.folder, "--"]
        probe = [sys.executable, os.path.join(HERE, "probe.py"), "readers"]
        done = subprocess.run(command + probe, capture_output=True, text=True, timeout=30)
        self.assertEqual((done.returncode, done.stdout), (0, READER + "\n"), done.stderr)
        self.assertFalse(os.path.exists(bench.folder))
        bench.close()

    def test_it_ends_with_its_parent(self):
        folder = tempfile.mkdtemp(prefix="kopilka-parent-", dir="/tmp")
        script = f"sleep 60 | {HERE}/bench serve --folder {folder}/b & echo $!; wait"
        # The middle process dies by SIGKILL; the bench's input stays open.
        with subprocess.Popen(
            ["bash", "-c", f"({script}) & echo mid $!; wait"], stdout=subprocess.PIPE, text=True,
            start_new_session=True,
        ) as shell:
            lines = []
            while not any("environment" in line for line in lines):
                line = shell.stdout.readline()
                self.assertTrue(line, "the bench did not start")
                lines.append(line)
            middle = next(int(line.split()[1]) for line in lines if line.startswith("mid"))
            os.kill(middle, signal.SIGKILL)
            self.assert_nothing_left(folder + "/b")
            self.assertFalse(os.path.exists(folder + "/b"))
            os.killpg(shell.pid, signal.SIGKILL)
        os.rmdir(folder)

    def test_run_passes_the_exit_status_on(self):
        folder = tempfile.mkdtemp(prefix="kopilka-run-", dir="/tmp")
        command = [os.path.join(HERE, "bench"), "run", "--folder", folder + "/b", "--"]
        done = subprocess.run(command + ["sh", "-c", 'test -S "$KOPILKA_BENCH_CONTROL" && exit 7'])
        self.assertEqual(done.returncode, 7)
        os.rmdir(folder)

    def test_a_folder_that_does_not_suit_is_refused_with_a_sentence(self):
        for folder in ("/tmp/" + "x" * 80, "/tmp/a b"):
            command = [os.path.join(HERE, "bench"), "serve", "--folder", folder]
            done = subprocess.run(command, capture_output=True, text=True, timeout=30)
            self.assertEqual(done.returncode, 3)
            self.assertRegex(done.stderr, "^bench: the folder .* does not suit")

    @unittest.skipUnless(os.geteuid() == 0, "needs root to become somebody else")
    def test_it_works_for_an_ordinary_user(self):
        folder = tempfile.mkdtemp(prefix="kopilka-user-", dir="/tmp")
        os.chown(folder, 65534, 65534)
        command = ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"]
        command += [os.path.join(HERE, "bench"), "run", "--folder", folder + "/b", "--"]
        command += ["/usr/bin/python3", os.path.join(HERE, "probe.py"), "readers"]
        done = subprocess.run(command, capture_output=True, text=True, timeout=30, cwd="/")
        if done.returncode == 3 and "namespace" in done.stderr:
            self.skipTest(done.stderr.strip())
        self.assertEqual((done.returncode, done.stdout), (0, READER + "\n"), done.stderr)
        os.rmdir(folder)


if __name__ == "__main__":
    unittest.main()
