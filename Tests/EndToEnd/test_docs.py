"""Every command that README and the pages of docs show is run, and answers as they say."""

import os
import re
import signal
import subprocess
import threading
import time
import unittest

from kopilka_harness import (
    BINARY, CONFIGURATION, ROOT, Kiosk, clean_environment, command, make_bench, make_folder,
    wait_until,
)

PAGES = ["README.md", "CONTRIBUTING.md", "udev/README.md", "hardware/README.md"] + sorted(
    os.path.relpath(os.path.join(folder, name), ROOT)
    for folder, _, names in os.walk(os.path.join(ROOT, "docs")) for name in names
    if name.endswith(".md")
)
# `make test` is what runs this; the others are the same recipe or take hours.
ONLY_PARSED = {"make test", "make soak", "make bench", "make format", "make clean"}


def blocks(page):
    """The code blocks of a page: what they are and their lines."""
    with open(os.path.join(ROOT, page), encoding="utf-8") as file:
        text = file.read()
    return re.findall(r"(?ms)^```([^\n]*)\n(.*?)^```", text)


def exchanges(body):
    """Commands of a console block, each with the output that is shown."""
    found = []
    for line in body.splitlines():
        if line.startswith("$ "):
            found.append([line[2:], ""])
        elif found and found[-1][0].count("'") % 2:
            found[-1][0] += "\n" + line
        elif found:
            found[-1][1] += line + "\n"
    return found


def landmarks(output):
    """What must be the same each time: status, codes, states, verdicts."""
    patterns = (r"HTTP/1\.1 (\d+)", r"(?m)^(\d{3})$", r'"code":"(\w+)"', r'"state":"(\w+)"',
                r'"expect":"(\w+)"', r'"usable":(\w+)', r"(?m)^(OK):", r'"report":"(\w+)"',
                r"(?m)^(.*), \d{4}-\d\d-\d\d to ", r"(?m)^([a-zA-Z]+(?:,[a-zA-Z]+)+)$")
    return [re.findall(pattern, output) for pattern in patterns]


def shell(text, environment, timeout=60):
    """Runs a command of a page as its reader would."""
    return subprocess.run(
        ["bash", "-c", text], cwd=ROOT, env=environment, capture_output=True, text=True,
        timeout=timeout, check=False,
    )


class DocumentationTests(unittest.TestCase):
    """The pages are true."""

    @classmethod
    def setUpClass(cls):
        cls.bench = make_bench()
        cls.home = make_folder()
        state = os.path.join(cls.home, ".local/state/kopilka")
        members = os.path.join(ROOT, "docs/programmes/demo/members.jsonl")
        configuration = CONFIGURATION.replace("terminal: test1\n", "")
        imported = command("member", "import", members, "--state", state)
        assert imported.returncode == 0, imported.stderr
        cls.kiosk = Kiosk(cls.bench, state=state, configuration=configuration).start()
        folder = os.path.join(cls.home, "bin")
        os.makedirs(folder)
        os.symlink(BINARY, os.path.join(folder, "kopilka"))
        cls.environment = clean_environment(
            HOME=cls.home, PATH=f"{folder}:{os.environ['PATH']}",
            AUTH=f"Authorization: Bearer {cls.kiosk.token()}", **cls.bench.variables,
        )
        cls.environment.pop("XDG_STATE_HOME", None)
        cls.environment.pop("STATE_DIRECTORY", None)

    @classmethod
    def tearDownClass(cls):
        cls.kiosk.close()
        cls.bench.close()

    def here(self, text):
        """A command with this kiosk's port in place of the default one."""
        return text.replace("127.0.0.1:7333", f"127.0.0.1:{self.kiosk.port}")

    def test_consoles(self):
        """What a console block shows is what comes."""
        count = 0
        for page in PAGES:
            for kind, body in blocks(page):
                if kind != "console":
                    continue
                for line, shown in exchanges(body):
                    with self.subTest(page=page, command=line):
                        count += 1
                        if line.split()[0] == "make":
                            self.check_make(line)
                            continue
                        if "?wait=" in line:
                            threading.Timer(0.5, lambda: self.bench.do(present="card-code")).start()
                        if "-sN" in line:
                            line = f"timeout 2 {line} || test $? = 124"
                            shown = ""
                        done = shell(self.here(line), self.environment)
                        if shown:
                            said = landmarks(done.stdout + done.stderr)
                            self.assertEqual(said, landmarks(shown), done.stdout + done.stderr)
                        else:
                            self.assertEqual(done.returncode, 0, done.stdout + done.stderr)
        self.assertGreater(count, 5)

    def test_recipes(self):
        """What a sh block says works, but for what needs a real machine."""
        count = 0
        for page in PAGES:
            for kind, body in blocks(page):
                if kind.split(" ")[0] != "sh" or "real-machine" in kind:
                    continue
                for line in body.splitlines():
                    line = line.split(" #")[0].strip()
                    if not line or line.startswith("#"):
                        continue
                    with self.subTest(page=page, command=line):
                        count += 1
                        if line.split()[0] == "make":
                            self.check_make(line)
                            continue
                        if line.startswith("sqlite3"):
                            line += " 'SELECT count(*) FROM journal'"
                        done = shell(self.here(line), self.environment)
                        said = done.stdout + done.stderr
                        self.assertIn(done.returncode, (0, 1) if "doctor" in line else (0,), said)
        self.assertGreater(count, 3)

    def check_make(self, line):
        """`make run` is run; of the others it is seen that they are there."""
        if line in ONLY_PARSED:
            done = shell(line.replace("make", "make -n", 1), self.environment)
            self.assertEqual(done.returncode, 0, done.stderr)
            return
        self.assertEqual(line, "make run")
        folder = make_folder()
        log_path = os.path.join(folder, "log")
        with open(log_path, "wb") as log:
            process = subprocess.Popen(
                ["make", "run", "PORT=0", f"STATE={folder}/state"], cwd=ROOT,
                env=clean_environment(), stdin=subprocess.DEVNULL, stdout=log,
                stderr=subprocess.STDOUT, start_new_session=True,
            )

        def said():
            with open(log_path, encoding="utf-8", errors="replace") as file:
                return file.read()

        try:
            wait_until(lambda: "Page: http://127.0.0.1:" in said(), "the page", 600)
            time.sleep(1)
        finally:
            os.killpg(process.pid, signal.SIGINT)
            process.wait(30)
        self.assertIn("Stopped: everything is saved", said())


if __name__ == "__main__":
    unittest.main()
