"""What is wrong is refused with one clear sentence and the right status, and nothing is lost."""

import json
import os
import socket
import sqlite3
import subprocess
import shutil
import unittest

from kopilka_harness import (
    BINARY, CONFIGURATION, Kiosk, clean_environment, command, make_bench, make_folder, query, sale,
    settle, wait_until,
)

NOBODY = 65534
CONTROL = {"\\x1b[2J", "\\x00", "123\\x07"}


def programme(text):
    """A file with this text."""
    path = os.path.join(make_folder(), "programme.yaml")
    with open(path, "wb") as file:
        file.write(text if isinstance(text, bytes) else text.encode())
    return path


class RefusalTests(unittest.TestCase):
    """Commands that cannot work."""

    def assert_refused(self, done, status, *words):
        """The exit status, and one sentence on standard error that holds these words."""
        self.assertEqual(done.returncode, status, done.stdout + done.stderr)
        lines = [line for line in done.stderr.splitlines() if line.strip()]
        self.assertEqual(len(lines), 1, done.stderr)
        self.assertTrue(lines[0].startswith("kopilka: "), lines[0])
        for word in words:
            self.assertIn(word, lines[0])

    def run_in(self, state, configuration=None, user=None):
        """`kopilka run`, which is expected to give up."""
        words = ["run", "--state", state, "--port", "0"]
        if configuration is not None:
            words += ["--config", programme(configuration)]
        return command(*words, user=user)

    def test_malformed_programmes_are_refused_with_every_fault_and_its_place(self):
        bad = [
            b"\xff\xfe", b"a: [1, 2", b"a: 1\na: 2\n", b"[]", b"", b"\0", b"x" * 2_000_000,
            b"version: 1\nunknownField: 3\n", b"&a [*a]", b"--- 1\n--- 2\n",
        ]
        for text in bad:
            path = programme(text)
            done = command("programme", "check", path)
            status = 2 if text == b"\xff\xfe" else 1
            self.assertEqual(done.returncode, status, (text[:40], done.stdout, done.stderr))
            lines = done.stderr.splitlines()
            self.assertTrue(lines, text[:40])
            for line in lines:
                self.assertIn(path, line)
        self.assert_refused(
            command("programme", "check", "/nonexistent/programme.yaml"), 2,
            "/nonexistent/programme.yaml",
        )

    def test_a_bad_configuration_is_refused_with_its_line(self):
        for text, words in (
            ("terminal: test1\nspeed: 3\n", ("speed", ":2:")),
            ("terminal: a-b\n", ("terminal",)),
            ("terminal: test1\npage:\n  address: 0.0.0.0\n", ("address",)),
            ("terminal: [", ()),
        ):
            done = self.run_in(os.path.join(make_folder(), "s"), text)
            self.assertEqual(done.returncode, 2, done.stderr)
            for word in words:
                self.assertIn(word, done.stderr)

    def test_barcodes_are_judged_line_by_line_and_never_acted_on(self):
        lines = ["4006381333931", "4006381333932", *sorted(CONTROL), "", "0" * 5000]
        done = command("barcode", "parse", text="\n".join(lines) + "\n")
        self.assertEqual(done.returncode, 0, done.stderr)
        answers = [json.loads(line) for line in done.stdout.splitlines()]
        self.assertEqual([a["input"] for a in answers], lines)
        self.assertEqual([a["expect"] for a in answers[:2]], ["valid", "invalid"])
        for answer in answers[2:]:
            self.assertEqual(answer["expect"], "invalid", answer)
            self.assertTrue(answer["reason"])
        self.assertNotIn("\x1b", done.stdout)

    def test_wrong_usage_ends_with_2(self):
        for words in (
            ("run", "--port", "70000"), ("nonsense",), ("run", "--what"),
            ("card", "identify", "--atr", "zz"), ("card", "identify", "--atr", "3B" * 40),
            ("card", "identify", "--atr", "3B00", "--uid", "0"),
        ):
            done = command(*words)
            self.assertEqual(done.returncode, 2, (words, done.stdout, done.stderr))
            self.assertTrue(done.stderr.strip(), words)
        self.assertEqual(command("--help").returncode, 0)

    def new_ledger(self):
        """A state folder with a ledger that a kiosk made."""
        with Kiosk() as kiosk:
            kiosk.stop()
            folder = os.path.join(make_folder(), "state")
            shutil.copytree(kiosk.state, folder)
        return folder

    def test_a_ledger_of_a_newer_version_is_left_alone(self):
        folder = self.new_ledger()
        path = os.path.join(folder, "ledger.sqlite")
        with sqlite3.connect(path) as database:
            database.execute("PRAGMA user_version = 9999")
        database.close()
        with open(path, "rb") as file:
            before = file.read()
        self.assert_refused(self.run_in(folder, CONFIGURATION), 3, "newer")
        with open(path, "rb") as file:
            self.assertEqual(file.read(), before)
        done = command("ledger", "verify", "--state", folder)
        self.assertIn(done.returncode, (1, 3))
        self.assertIn("newer", done.stdout + done.stderr)

    def test_a_ledger_that_is_not_ours_is_left_alone(self):
        def other_database(path):
            with sqlite3.connect(path) as database:
                database.execute("CREATE TABLE recipes (name TEXT)")
            database.close()

        def text_file(path):
            with open(path, "w", encoding="ascii") as file:
                file.write("these are the recipes of my grandmother\n" * 200)

        for make in (other_database, text_file):
            folder = os.path.join(make_folder(), "state")
            os.makedirs(folder, 0o700)
            path = os.path.join(folder, "ledger.sqlite")
            make(path)
            with open(os.path.join(folder, "secret.key"), "wb") as file:
                file.write(bytes(range(32)))
            with open(path, "rb") as file:
                before = file.read()
            self.assert_refused(self.run_in(folder, CONFIGURATION), 3, path)
            with open(path, "rb") as file:
                self.assertEqual(file.read(), before)

    def test_a_missing_secret_is_named_before_anything_happens(self):
        folder = self.new_ledger()
        os.unlink(os.path.join(folder, "secret.key"))
        self.assert_refused(self.run_in(folder, CONFIGURATION), 3, "secret.key")

    def test_a_second_service_in_the_same_folder_is_told_who_has_it(self):
        with Kiosk() as kiosk:
            done = self.run_in(kiosk.state, CONFIGURATION)
            self.assert_refused(done, 3, str(kiosk.process.pid))

    def test_a_port_in_use_is_named(self):
        with socket.socket() as other:
            other.bind(("127.0.0.1", 0))
            other.listen()
            port = other.getsockname()[1]
            state = os.path.join(make_folder(), "s")
            done = command("run", "--state", state, "--port", port)
            self.assert_refused(done, 3, str(port))

    @unittest.skipUnless(os.geteuid() == 0, "needs root to become somebody else")
    def test_no_permission_on_the_state_folder_is_one_sentence(self):
        folder = make_folder()
        binary = os.path.join(folder, "kopilka")
        shutil.copy(BINARY, binary)
        os.chmod(folder, 0o755)
        state = os.path.join(folder, "state")
        os.mkdir(state, 0o700)
        for path in (state, os.path.join(state, "below")):
            line = ["setpriv", f"--reuid={NOBODY}", f"--regid={NOBODY}", "--clear-groups", binary]
            done = subprocess.run(
                [*line, "run", "--state", path, "--port", "0"], capture_output=True, text=True,
                env=clean_environment(HOME="/nonexistent"), cwd="/", timeout=30, check=False,
            )
            self.assert_refused(done, 3, state)


class DiskFullTests(unittest.TestCase):
    """No room: refused, nothing lost, and it works again when there is room."""

    def setUp(self):
        if os.geteuid() != 0:
            self.skipTest("needs root to mount a small file system")
        self.folder = make_folder()
        mount = ["mount", "-t", "tmpfs", "-o", "size=6m,mode=0700", "tmpfs", self.folder]
        done = subprocess.run(mount, capture_output=True, text=True, check=False)
        if done.returncode != 0:
            self.skipTest(f"no file system can be mounted here: {done.stderr.strip()}")
        self.addCleanup(subprocess.run, ["umount", "-l", self.folder], check=False)
        self.bench = make_bench()
        self.addCleanup(self.bench.close)

    def fill(self):
        """Takes all the room there is."""
        path = os.path.join(self.folder, "ballast")
        with open(path, "wb", buffering=0) as file:
            for size in (65536, 4096, 512, 1):
                try:
                    while True:
                        file.write(bytes(size))
                except OSError:
                    continue
        return path

    def test_a_full_disk_refuses_and_loses_nothing(self):
        kiosk = Kiosk(self.bench, state=os.path.join(self.folder, "state")).start()
        self.addCleanup(kiosk.close)
        with kiosk.screens() as screens:
            settle(screens)
            self.bench.do(present="ntag")
            kiosk.touch("enrol", screens.wait_kind("unknownCard"))
            screens.wait_kind("enrolled")
            self.assertEqual(kiosk.post_sale(sale("first"))[0], 200)
        acknowledged = {"first": "credited"}
        ballast = self.fill()
        refused = 0
        for number in range(400):
            name = f"f{number}"
            status, answer = kiosk.post_sale(sale(name))
            if status == 503:
                self.assertEqual(answer["error"]["code"], "storageUnavailable")
                refused += 1
                break
            self.assertEqual(status, 202, answer)
            token = kiosk.token()
            status, answer = kiosk.request("POST", f"/v1/sales/{name}/cancel", token=token)
            acknowledged[name] = answer["state"] if status == 200 else "pending"
            if answer.get("state") != "cancelled":
                refused += 1
                break
        self.assertEqual(refused, 1, "the disk never became full")
        os.unlink(ballast)

        def is_saved_again():
            return kiosk.post_sale(sale("after", station="main"))[0] in (200, 202, 409)

        wait_until(is_saved_again, "saving to work again without a restart")
        kiosk.kill()
        done = kiosk.verify()
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)
        stored = dict(query(kiosk.state, "SELECT id, state FROM sale"))
        for name, state in acknowledged.items():
            self.assertIn(name, stored)
            if state != "pending":
                self.assertEqual(stored[name], state)


class RequestTests(unittest.TestCase):
    """Requests that cannot be, one after the other against one kiosk."""

    @classmethod
    def setUpClass(cls):
        cls.kiosk = Kiosk().start()

    @classmethod
    def tearDownClass(cls):
        cls.kiosk.close()

    def refused(self, status, code, method, path, **more):
        """The request is refused with this status, this code and one sentence."""
        got, answer = self.kiosk.request(method, path, **more)
        self.assertEqual((got, answer["error"]["code"]), (status, code), answer)
        message = answer["error"]["message"]
        self.assertRegex(message, r"^[^\n]{15,300}$")
        return answer["error"]

    def post(self, status, code, body, **more):
        """The same for a sale."""
        return self.refused(
            status, code, "POST", "/v1/sales", body=body, token=self.kiosk.token(), **more
        )

    def changed(self, **more):
        """A sale whose only line is changed."""
        body = sale("bad")
        body["lines"][0].update(more)
        return {"id": "bad", "station": "main", "lines": body["lines"]}

    def test_malformed_json_is_refused(self):
        for text in (
            "", "{", "[1]", "nul", '{"id":1', '{"a":1,"a":2}', "{\"id\":\"\\ud800\"}", "\x00",
            "[" * 1000, '{"id": 01}', '{"id": 1e999999}', "{} {}",
        ):
            status, answer = self.kiosk.request(
                "POST", "/v1/sales", body=text, token=self.kiosk.token()
            )
            self.assertEqual(status, 400, text[:30])
            self.assertTrue(answer["error"]["message"], text[:30])
        status, _ = self.kiosk.request(
            "POST", "/v1/sales", body=b'{"id":"\xff"}', token=self.kiosk.token()
        )
        self.assertEqual(status, 400)

    def test_negative_and_huge_amounts_are_refused(self):
        for field in ("unitMinor", "totalMinor"):
            for value in (-1, 10_000_000_000_001, 2**63, -(2**63), 2**70, 1.5, "5", None):
                body = self.changed(**{field: value})
                status, answer = self.kiosk.request(
                    "POST", "/v1/sales", body=body, token=self.kiosk.token()
                )
                self.assertIn(status, (400, 422), (field, value))
                self.assertTrue(answer["error"]["message"])
        for quantity in (0, -1, 0.0001, "1e3", 10**10, "abc", "0.7421"):
            body = self.changed(quantity=quantity)
            status, _ = self.kiosk.request(
                "POST", "/v1/sales", body=body, token=self.kiosk.token()
            )
            self.assertIn(status, (400, 422), quantity)
        self.post(422, "totalMismatch", self.changed(totalMinor=77))

    def test_unknown_names_are_refused_by_name(self):
        error = self.post(422, "unknownPartner", sale("p", partner="pharmacy"))
        self.assertIn("pharmacy", error["message"])
        self.post(422, "unknownStation", sale("p", station="cellar"))
        error = self.post(400, "unknownField", sale("p", colour="red"))
        self.assertIn("colour", error["message"])

    def test_an_unknown_category_is_accepted_as_none_and_counted(self):
        status, answer = self.kiosk.post_sale(sale("c1", category="unicorns"))
        self.assertEqual((status, answer["state"]), (202, "pending"))
        self.kiosk.request("POST", "/v1/sales/c1/cancel", token=self.kiosk.token())

    def test_a_wrong_check_digit_of_a_till_is_refused(self):
        body = sale("b1", credential={"barcode": "2000000012345"})
        self.post(422, "badBarcode", body)

    def test_a_wrong_token_is_refused(self):
        for token in (None, "x" * 48, "ключ".encode().hex()):
            self.refused(401, "badToken", "GET", "/v1/sales/a", token=token)

    def test_a_foreign_host_or_origin_is_refused(self):
        port = self.kiosk.port
        for host in ("evil.example", f"evil.example:{port}", f"127.0.0.1:{port + 1}", "127.0.0.1"):
            self.refused(421, "foreignHost", "GET", "/", headers={"Host": host})
        for origin in ("http://evil.example", "null", f"https://127.0.0.1:{port}"):
            self.refused(403, "foreignOrigin", "GET", "/config", headers={"Origin": origin})

    def test_an_oversized_body_is_refused(self):
        self.post(413, "bodyTooLarge", "x" * (1 << 20) + "y")

    def test_a_form_is_refused(self):
        self.post(415, "notJSON", "a=b", headers={"Content-Type": "text/plain"})

    def test_an_unknown_address_and_method_are_refused(self):
        self.refused(404, "unknownAddress", "GET", "/etc/passwd")
        self.refused(405, "methodNotAllowed", "GET", "/action")
        self.refused(404, "unknownAddress", "POST", "/demo/present", body={"item": "ntag"})
        self.refused(404, "unknownSale", "GET", "/v1/sales/none", token=self.kiosk.token())

    def test_the_kiosk_still_works_after_all_that(self):
        self.assertEqual(self.kiosk.request("GET", "/")[0], 200)


if __name__ == "__main__":
    unittest.main()
