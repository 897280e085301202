"""The built service on virtual hardware, driven from outside as a till and a page drive it."""

import http.client
import json
import os
import queue
import random
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time

HERE = os.path.dirname(os.path.realpath(__file__))
sys.path.insert(0, os.path.join(HERE, "..", "Tests", "VirtualHardware"))

from bench_client import BenchProcess  # pylint: disable=import-error,wrong-import-position

from figures import BenchmarkError  # pylint: disable=wrong-import-position

READY_SECONDS = 30
SCREEN_SECONDS = 10
END_SECONDS = 10
# A hand does not swap cards faster either, and the virtual reader sees no swap without a gap.
AWAY_SECONDS = (0.02, 0.04)


def free_port():
    """A port that was free a moment ago."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Page:
    """The event stream of a station, as the page holds it open; stamps every screen."""

    def __init__(self, port):
        self._connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        self._connection.request("GET", "/events")
        self._answer = self._connection.getresponse()
        if self._answer.status != 200:
            raise BenchmarkError(f"the event stream answered {self._answer.status}")
        self._screens = queue.Queue()
        self.last = None
        threading.Thread(target=self._listen, daemon=True).start()
        self.wait(lambda screen: True)

    def _listen(self):
        try:
            for line in self._answer:
                if line.startswith(b"data:"):
                    now = time.monotonic_ns()
                    self._screens.put((now, json.loads(line[5:])))
        except (OSError, ValueError, http.client.HTTPException):
            return

    def wait(self, condition):
        """The next screen that fulfils a condition: (when it arrived in nanoseconds, screen)."""
        end = time.monotonic() + SCREEN_SECONDS
        while True:
            try:
                stamp, screen = self._screens.get(timeout=max(0, end - time.monotonic()))
            except queue.Empty:
                last = self.last["view"]["kind"] if self.last else "nothing"
                raise BenchmarkError(
                    f"the page did not get the expected screen within {SCREEN_SECONDS} s; "
                    f"it last showed {last}"
                ) from None
            self.last = screen
            if condition(screen):
                return stamp, screen

    def wait_for(self, kind):
        """The next screen of a kind."""
        return self.wait(lambda screen: screen["view"]["kind"] == kind)


class Service:
    """`kopilka run` with its data in a folder of its own, beside virtual hardware."""

    def __init__(self, binary, state_parent):
        self.folder = tempfile.mkdtemp(prefix="kopilka-benchmark-", dir=state_parent)
        self.state = os.path.join(self.folder, "state")
        self.stage_log = os.path.join(self.folder, "stages.jsonl")
        self._said = os.path.join(self.folder, "said.txt")
        self._process = None
        self.bench = BenchProcess()
        try:
            self.port = free_port()
            command = [
                binary, "run", "--state", self.state, "--port", str(self.port), "--stage-log",
                self.stage_log,
            ]
            with open(self._said, "w", encoding="utf-8") as said:
                self._process = subprocess.Popen(
                    command, env=self.bench.environment, stdin=subprocess.DEVNULL, stdout=said,
                    stderr=said,
                )
            self._wait_until_ready()
            self.page = Page(self.port)
            self.station = self.page.last["station"]
            self._token = self._read_token()
        except BaseException:
            self.close()
            raise

    @property
    def pid(self):
        """The process id of the service."""
        return self._process.pid

    def _wait_until_ready(self):
        end = time.monotonic() + READY_SECONDS
        missing = "an answer"
        while time.monotonic() < end:
            if self._process.poll() is not None:
                raise BenchmarkError(
                    f"the service ended with {self._process.returncode}: {self._last_words()}"
                )
            try:
                _, report = self.request("GET", "/v1/health")
                missing = ", ".join(p["name"] for p in report["parts"] if not p["working"])
                if not missing:
                    return
            except (OSError, http.client.HTTPException):
                pass
            time.sleep(0.05)
        raise BenchmarkError(f"the service was not ready in {READY_SECONDS} s; missing: {missing}")

    def _last_words(self):
        with open(self._said, encoding="utf-8", errors="replace") as said:
            return " / ".join(said.read().strip().split("\n")[-3:]) or "it said nothing"

    def _read_token(self):
        folder = os.path.join(self.state, "till-tokens")
        names = sorted(os.listdir(folder)) if os.path.isdir(folder) else []
        if not names:
            raise BenchmarkError("the service made no till token")
        with open(os.path.join(folder, names[0]), encoding="ascii") as file:
            return file.read().strip()

    def request(self, method, path, body=None, fields=None):
        """One request on a connection of its own: (status, answer)."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=10)
        try:
            fields = dict(fields or {})
            text = None
            if body is not None:
                text = json.dumps(body)
                fields["Content-Type"] = "application/json"
            connection.request(method, path, text, fields)
            answer = connection.getresponse()
            return answer.status, json.loads(answer.read())
        finally:
            connection.close()

    def post_sale(self, number, total_minor):
        """Posts a sale; whether it waits for a card."""
        line = {"gtin": "4006381333931", "quantity": 1, "unitMinor": total_minor,
                "totalMinor": total_minor}
        status, answer = self.request(
            "POST", "/v1/sales",
            {"id": f"benchmark-{number}", "station": self.station, "lines": [line]},
            {"Authorization": f"Bearer {self._token}"},
        )
        if status not in (200, 202):
            raise BenchmarkError(f"the sale was answered with {status}: {answer}")
        return status == 202

    def act(self, action):
        """Touches a button of the screen that the page shows."""
        status, answer = self.request(
            "POST", "/action",
            {"station": self.station, "revision": self.page.last["revision"], "action": action},
            {"X-Kopilka-Page": "1"},
        )
        if status != 200:
            raise BenchmarkError(f"the action {action} was answered with {status}: {answer}")

    def tap(self, uid):
        """Holds a card to the reader, until `take_away`; when that was asked, in nanoseconds."""
        asked = time.monotonic_ns()
        self.bench.do(card="tap", profile="ntag213", uid=uid)
        return asked

    def take_away(self):
        """Takes the card away, and gives the reader time to see it."""
        self.bench.do(card="out")
        time.sleep(random.uniform(*AWAY_SECONDS))

    def enrol(self, uid):
        """Makes a member of the holder of a card."""
        self.tap(uid)
        self.page.wait_for("unknownCard")
        self.act("enrol")
        self.page.wait_for("enrolled")
        self.take_away()
        self.act("dismiss")
        self.page.wait_for("attract")

    def stages(self):
        """The stages of every tap so far, as the service wrote them down."""
        try:
            with open(self.stage_log, encoding="ascii") as file:
                return [json.loads(line) for line in file]
        except FileNotFoundError:
            return []

    def close(self):
        """Ends everything, and leaves nothing behind."""
        if self._process is not None and self._process.poll() is None:
            self._process.send_signal(signal.SIGTERM)
            try:
                self._process.wait(END_SECONDS)
            except subprocess.TimeoutExpired:
                self._process.kill()
                self._process.wait()
        self.bench.close()
        shutil.rmtree(self.folder, ignore_errors=True)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()
