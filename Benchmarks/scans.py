"""A scan, from the scanner's report to the event, beside a bare libusb loop on the same device."""

import json
import os
import random
import select
import subprocess
import time

from figures import BenchmarkError, Figure, microseconds, percentile
from service import HERE

VENDOR, PRODUCT = "1209", "8c02"
READY_SECONDS = 10
SCAN_SECONDS = 5
ROUNDS = 4


def codes(seed):
    """Different EAN-13 codes without end, as a shop's goods."""
    generator = random.Random(seed)
    while True:
        digits = f"4{generator.randrange(10**11):011}"
        total = sum(int(digit) * (3 if place % 2 else 1) for place, digit in enumerate(digits))
        yield digits + str(-total % 10)


class Lines:
    """Lines of a pipe, with a time limit."""

    def __init__(self, pipe):
        self._pipe, self._rest = pipe, b""

    def next(self, seconds):
        """The next line; None when there is none in time."""
        end = time.monotonic() + seconds
        while b"\n" not in self._rest:
            wait = max(0, end - time.monotonic())
            if not select.select([self._pipe], [], [], wait)[0]:
                return None
            part = os.read(self._pipe.fileno(), 65536)
            if not part:
                return None
            self._rest += part
        line, _, self._rest = self._rest.partition(b"\n")
        return line.decode()


class VirtualBus:
    """A USB bus with one scanner, in a process of its own."""

    def __init__(self):
        script = os.path.join(HERE, "..", "Tests", "VirtualHardware", "virtual_usb.py")
        self._process = subprocess.Popen(
            ["/usr/bin/python3", script, "pos=pos"], stdin=subprocess.PIPE, stdout=subprocess.PIPE
        )
        self._lines = Lines(self._process.stdout)
        line = self._lines.next(READY_SECONDS)
        if line is None:
            self.close()
            raise BenchmarkError("the virtual USB bus did not start")
        self.environment = {**os.environ, **json.loads(line)["environment"]}

    def scan(self, text):
        """Scans a code; when that was asked, in nanoseconds."""
        line = f"scan pos ean13 {text.encode().hex()}\n".encode()
        asked = time.monotonic_ns()
        self._process.stdin.write(line)
        self._process.stdin.flush()
        answer = self._lines.next(SCAN_SECONDS)
        if answer != "ok":
            raise BenchmarkError(f"the virtual scanner answered {answer}")
        return asked

    def close(self):
        """Ends it."""
        self._process.stdin.close()
        self._process.wait(10)
        self._process.stdout.close()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()


def durations(bus, command, count, source):
    """How long `count` scans took to become events of a program, in nanoseconds.

    The program prints `ready`, then for each event the moment and the digits.
    """
    process = subprocess.Popen(
        command, env=bus.environment, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE
    )
    try:
        lines = Lines(process.stdout)
        if lines.next(READY_SECONDS) != "ready":
            raise BenchmarkError(f"{os.path.basename(command[0])} did not find the scanner")
        taken = []
        for _ in range(count):
            code = next(source)
            asked = bus.scan(code)
            line = lines.next(SCAN_SECONDS)
            if line is None or line.split()[1:] != [code]:
                raise BenchmarkError(f"{os.path.basename(command[0])} lost a scan: {line}")
            taken.append(int(line.split()[0]) - asked)
            time.sleep(0.002)
        return taken
    finally:
        process.terminate()
        process.wait(10)
        process.stdout.close()


def measure(probe, peer, count):
    """Durations by program, in nanoseconds: turn by turn, so that both meet the same machine."""
    share = max(1, count // ROUNDS)
    result = {"scan -> event": [], "scan -> bare libusb loop": []}
    source = codes(3)
    with VirtualBus() as bus:
        for _ in range(ROUNDS):
            commands = [[peer, VENDOR, PRODUCT, str(share)], [probe, f"{VENDOR}:{PRODUCT}", str(share)]]
            for name, command in zip(reversed(result), commands):
                result[name] += durations(bus, command, share, source)
    return result


def figures(measured):
    """The lines of the table."""
    ours, bare = measured["scan -> event"], measured["scan -> bare libusb loop"]
    lines = []
    for share, bound in ((0.5, 1.5), (0.99, 1.5)):
        value, base = percentile(ours, share), percentile(bare, share)
        lines.append(
            Figure(
                f"scan to event, p{share * 100:g}", value, microseconds(value), base,
                f"bare C libusb loop {microseconds(base)}", bound,
            )
        )
    return lines
