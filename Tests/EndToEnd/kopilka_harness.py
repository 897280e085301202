"""What all end-to-end tests share: the built binary, driven from outside, on virtual hardware.

KOPILKA            the binary; default .build/release/kopilka
KOPILKA_SEED       seed of the random tests; default: drawn and printed
KOPILKA_SOAK       any value: the long forms
KOPILKA_KILLS      rounds of the kill storm; default 50, long 1000
"""

import atexit
import http.client
import json
import os
import random
import re
import shutil
import signal
import socket
import sqlite3
import subprocess
import sys
import tempfile
import threading
import time

HERE = os.path.dirname(os.path.realpath(__file__))
ROOT = os.path.normpath(os.path.join(HERE, "../.."))
VIRTUAL_HARDWARE = os.path.join(ROOT, "Tests/VirtualHardware")
sys.path.insert(0, VIRTUAL_HARDWARE)

from bench_client import BenchProcess  # pylint: disable=wrong-import-position
from bench_commands import load_items  # pylint: disable=wrong-import-position

BINARY = os.path.abspath(os.environ.get("KOPILKA") or ROOT + "/.build/release/kopilka")
WAIT_SECONDS = 20
POLL_SECONDS = 0.01
SCANNER_SETTLE_SECONDS = 0.5
TILL = "till1"
# The virtual scanner has an id that no catalogue knows: the configuration says that it is one.
CONFIGURATION = """\
terminal: test1
stations:
  - name: main
    scanners:
      - role: customer
        match: {name: "1209:8c02"}
tills:
  - name: till1
# A test taps the same card again at once, and means it.
times:
  repeatSeconds: 0
"""
IS_SOAK = bool(os.environ.get("KOPILKA_SOAK"))


def make_folder(prefix="kopilka-e2e-"):
    """A short folder that goes when the tests end."""
    folder = tempfile.mkdtemp(prefix=prefix, dir="/tmp")
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return folder


def seeded(name):
    """A generator whose seed is printed, so that a failure can be had again."""
    seed = int(os.environ.get("KOPILKA_SEED") or random.randrange(2**32))
    print(f"{name}: KOPILKA_SEED={seed}", file=sys.stderr, flush=True)
    return random.Random(seed)


def clean_environment(**more):
    """The environment of a program under test."""
    return {**os.environ, "SWIFT_BACKTRACE": "enable=no", "LC_ALL": "C.UTF-8", **more}


def command(*words, text=None, environment=None, user=None, timeout=60):
    """Runs one command of the binary to its end."""
    line = [BINARY, *map(str, words)]
    if user is not None:
        line = ["setpriv", f"--reuid={user}", f"--regid={user}", "--clear-groups", *line]
    return subprocess.run(
        line, input=text, capture_output=True, text=True, timeout=timeout, check=False,
        env=environment or clean_environment(),
    )


def wait_until(condition, what, seconds=WAIT_SECONDS):
    """Polls until a condition gives something true, which is returned."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if found := condition():
            return found
        time.sleep(POLL_SECONDS)
    raise AssertionError(f"not within {seconds} s: {what}")


def check_digit(digits):
    """The GS1 check digit of digits without it."""
    total = sum(int(d) * (3 if i % 2 == 0 else 1) for i, d in enumerate(reversed(digits)))
    return str((10 - total % 10) % 10)


# -- what must never be seen ---------------------------------------------------------------------


def spellings(secret):
    """Ways in which an identifier could slip into a text."""
    found = {secret, secret.lower(), secret[::-1]}
    if re.fullmatch(r"(?:[0-9A-Fa-f]{2}){4,10}", secret) and len(secret) != 12:
        data = bytes.fromhex(secret)
        for ordered in (data, data[::-1]):
            text = ordered.hex()
            found |= {text, text.upper(), str(int.from_bytes(ordered, "big"))}
            for separator in (" ", ":", "-", ", "):
                pairs = separator.join(f"{byte:02x}" for byte in ordered)
                found |= {pairs, pairs.upper(), ", ".join(str(b) for b in ordered)}
    return found


def used_identifiers(bench):
    """Every UID that a card of this bench answered, and every one on the tray, codes included."""
    secrets = {item.get("uid") or item.get("text") for item in load_items()} - {"random"}
    if bench is not None:
        for event in bench.ask(trace=1000).get("trace", []):
            is_uid = event["event"] == "apdu" and event.get("command") == "ffca000000"
            if is_uid and event.get("answer", "").endswith("9000") and not event.get("fault"):
                secrets.add(event["answer"][:-4].upper())
    return secrets


def leaks(text, secrets):
    """Which identifiers a text gives away."""
    return sorted(s for s in secrets if any(spelling in text for spelling in spellings(s)))


# -- the service -------------------------------------------------------------------------------


class Kiosk:
    """`kopilka run` with a folder of its own; may be killed and started again."""

    def __init__(self, bench=None, state=None, configuration=CONFIGURATION, words=()):
        self.bench = bench
        self.folder = make_folder()
        self.state = state or os.path.join(self.folder, "state")
        self.log_path = os.path.join(self.folder, "log")
        self.configuration_path = os.path.join(self.folder, "kopilka.yaml")
        with open(self.configuration_path, "w", encoding="utf-8") as file:
            file.write(configuration)
        self.words = list(words)
        self.secrets = set()
        self.process = None
        self.port = None

    def start(self):
        """Starts it and waits for its page."""
        environment = dict(self.bench.variables) if self.bench else {}
        line = [BINARY, "run", "--config", self.configuration_path, "--state", self.state]
        line += self.words if "--port" in self.words else ["--port", "0", *self.words]
        with open(self.log_path, "ab") as log:
            begin = log.tell()
            self.process = subprocess.Popen(
                line, stdin=subprocess.DEVNULL, stdout=log, stderr=log,
                env=clean_environment(**environment),
            )
        self.port = wait_until(lambda: self._announced_port(begin), "the page's address")
        return self

    def _announced_port(self, begin):
        with open(self.log_path, "rb") as file:
            file.seek(begin)
            said = file.read().decode(errors="replace")
        found = re.search(r"Page: http://127\.0\.0\.1:(\d+)/", said)
        if not found and self.process.poll() is not None:
            raise AssertionError(f"kopilka ended with {self.process.returncode}: {said}")
        return int(found.group(1)) if found else None

    def kill(self):
        """Ends it as a power cut would, as far as the process goes."""
        self.process.send_signal(signal.SIGKILL)
        self.process.wait()

    def stop(self, number=signal.SIGTERM):
        """Ends it politely; its exit status."""
        if self.process.poll() is None:
            self.process.send_signal(number)
            self.process.wait(15)
        return self.process.returncode

    def log(self):
        """All that it ever said."""
        with open(self.log_path, encoding="utf-8", errors="replace") as file:
            return file.read()

    def close(self):
        """Ends it and holds its log against what must not be in it."""
        secrets = self.secrets | used_identifiers(self.bench)
        if self.process is not None:
            self.stop()
        token_file = os.path.join(self.state, "till-tokens", TILL)
        if os.path.exists(token_file):
            secrets.add(self.token())
        found = leaks(self.log(), secrets)
        shutil.rmtree(self.folder, ignore_errors=True)
        if found:
            raise AssertionError(f"the log gives away {len(found)} identifiers: {found}")

    def __enter__(self):
        return self.start()

    def __exit__(self, kind, *_):
        try:
            self.close()
        except AssertionError:
            if kind is None:
                raise

    # -- asking ---------------------------------------------------------------------------------

    def token(self):
        """The till's bearer token."""
        path = os.path.join(self.state, "till-tokens", TILL)
        with open(path, encoding="ascii") as file:
            return file.read().strip()

    def request(self, method, path, body=None, token=None, headers=None, timeout=40):
        """One request; status and body, parsed if it is JSON."""
        fields = {"Host": f"127.0.0.1:{self.port}", **(headers or {})}
        if token:
            fields["Authorization"] = f"Bearer {token}"
        if body is not None and not isinstance(body, (bytes, str)):
            body = json.dumps(body)
        if body is not None:
            fields.setdefault("Content-Type", "application/json")
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=timeout)
        try:
            connection.putrequest(method, path, skip_host=True, skip_accept_encoding=True)
            data = body.encode() if isinstance(body, str) else body
            if data is not None:
                fields.setdefault("Content-Length", str(len(data)))
            for name, value in fields.items():
                if value is not None:
                    connection.putheader(name, value)
            connection.endheaders(data)
            answer = connection.getresponse()
            content = answer.read()
            kind = answer.getheader("Content-Type") or ""
        finally:
            connection.close()
        is_json = kind.startswith("application/json")
        return answer.status, json.loads(content) if is_json else content.decode()

    def post_sale(self, sale):
        """Posts a sale as the till."""
        return self.request("POST", "/v1/sales", sale, token=self.token())

    def sale(self, name, wait=0):
        """Reads a sale as the till."""
        return self.request("GET", f"/v1/sales/{name}?wait={wait}", token=self.token())

    def touch(self, action, screen):
        """A finger on the page."""
        body = {"station": "main", "revision": screen["revision"], "action": action}
        return self.request("POST", "/action", body, headers={"X-Kopilka-Page": "1"})

    def screens(self):
        """The screen of the station, as the page is told."""
        return Screens(self.port)

    def verify(self):
        """`kopilka ledger verify`."""
        return command("ledger", "verify", "--state", self.state)


def sale(name, total_minor=10_000, category="bakery", **more):
    """A sale of one line."""
    line = {"sku": "bread", "quantity": 1, "unitMinor": total_minor, "totalMinor": total_minor}
    if category:
        line["category"] = category
    return {"id": name, "station": "main", "receipt": f"R-{name}", "lines": [line], **more}


class Screens:
    """The event stream of one station, followed by a thread."""

    def __init__(self, port, station="main"):
        self._changed = threading.Condition()
        self.seen = []
        self.port = port
        self._connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        self._connection.request("GET", f"/events?station={station}")
        self._socket = self._connection.sock
        self._answer = self._connection.getresponse()
        if self._answer.status != 200:
            raise AssertionError(f"/events answers {self._answer.status}")
        self._thread = threading.Thread(target=self._follow, daemon=True)
        self._thread.start()
        self.wait(lambda screen: True, "the first screen")

    def _follow(self):
        try:
            while line := self._answer.readline():
                if line.startswith(b"data:"):
                    with self._changed:
                        self.seen.append(json.loads(line[5:]))
                        self._changed.notify_all()
        except (OSError, ValueError, AttributeError):
            pass

    @property
    def latest(self):
        """The screen now."""
        with self._changed:
            return self.seen[-1]

    def wait(self, condition, what, after=None, seconds=WAIT_SECONDS):
        """The first screen that fits, of those beyond the revision `after`; fails in time."""
        end = time.monotonic() + seconds
        with self._changed:
            while True:
                for screen in self.seen[-1:] if after is None else self.seen:
                    is_new = after is None or screen["revision"] > after
                    if is_new and condition(screen):
                        return screen
                left = end - time.monotonic()
                if left <= 0:
                    last = self.seen[-1] if self.seen else None
                    raise AssertionError(f"not within {seconds} s: {what}; the last is {last}")
                self._changed.wait(left)

    def wait_kind(self, *kinds, after=None):
        """The first screen of one of these kinds."""
        return self.wait(lambda s: s["view"]["kind"] in kinds, " or ".join(kinds), after)

    def close(self):
        """Leaves the stream; the reading thread ends first, or closing would wait for it."""
        try:
            self._socket.shutdown(socket.SHUT_RDWR)
        except OSError:
            pass
        self._thread.join()
        self._answer.close()
        self._connection.close()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()


def works(port, *kinds):
    """Whether the service reports each of these kinds of parts, and all its parts working."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    try:
        connection.request("GET", "/v1/health")
        parts = json.loads(connection.getresponse().read())["parts"]
    finally:
        connection.close()
    found = all(any(part["name"].startswith(kind) for part in parts) for kind in kinds)
    return found and all(part["working"] for part in parts)


def settle(screens):
    """Waits until reader and scanner work, and until the scanner is past its first moment.

    What a scanner sends in its first quarter of a second is discarded: it may be old.
    """
    wait_until(lambda: works(screens.port, "cardService", "reader:", "scanner:"), "the devices")
    screens.wait(lambda s: not s["repairs"], "no repairs")
    time.sleep(SCANNER_SETTLE_SECONDS)


# -- the ledger from outside ----------------------------------------------------------------------


def query(state, sql, *values):
    """Reads the ledger without the program."""
    uri = f"file:{os.path.join(state, 'ledger.sqlite')}?mode=ro"
    with sqlite3.connect(uri, uri=True, timeout=10) as database:
        return database.execute(sql, values).fetchall()


def make_bench(**options):
    """A bench; every test class has its own."""
    return BenchProcess(**options)
