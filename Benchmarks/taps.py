"""A tap, from the card in the field to the page, stage by stage, beside one fdatasync."""

import random
import subprocess
import time

from figures import BenchmarkError, Figure, microseconds, percentile

CARDS = 8  # the same card within a second would be the same tap
ATTEMPTS = 3
LOG_SECONDS = 5
SOFTWARE = "software: identified -> published"


class Disk:
    """Single fdatasync calls on the disk of a folder, in a process of its own."""

    def __init__(self, probe, folder):
        self._process = subprocess.Popen(
            [probe, folder], stdin=subprocess.PIPE, stdout=subprocess.PIPE
        )

    def nanoseconds(self):
        """How long one takes."""
        try:
            self._process.stdin.write(b".")
            self._process.stdin.flush()
            line = self._process.stdout.readline()
        except BrokenPipeError:
            line = b""
        if not line:
            raise BenchmarkError(f"the disk probe ended with {self._process.wait()}")
        return int(line)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self._process.stdin.close()
        self._process.wait(10)
        self._process.stdout.close()


def one_tap(service, number, uid):
    """A sale and the tap that claims it: (asked, arrived at the page), in nanoseconds."""
    for attempt in range(ATTEMPTS):
        # A card shown before the sale, such as that of the enrolment, may still be bound to the
        # station: that sale is credited at once and is no tap. Its screen must not be taken for
        # the next one's, so that each has a total of its own.
        total = 10_000 + number * ATTEMPTS + attempt
        if service.post_sale(f"{number}-{attempt}", total):
            break
        time.sleep(0.01)
    else:
        raise BenchmarkError("sales are credited without a tap")

    def is_result(screen):
        return screen["view"].get("earned", {}).get("totalMinor") == total

    asked = service.tap(uid)
    arrived, _ = service.page.wait(is_result)
    service.take_away()
    return asked, arrived


def measure(service, probe, count):
    """Stages of `count` taps by name, and durations of fdatasync, all in nanoseconds."""
    generator = random.Random(2)
    cards = [f"04{generator.getrandbits(48):012X}" for _ in range(CARDS)]
    for uid in cards:
        service.enrol(uid)
    for number in range(CARDS):
        one_tap(service, number, cards[number])
    before = len(service.stages())
    ends, disk_times = [], []
    with Disk(probe, service.folder) as disk:
        for number in range(CARDS, CARDS + count):
            ends.append(one_tap(service, number, cards[number % CARDS]))
            disk_times.append(disk.nanoseconds())
    limit = time.monotonic() + LOG_SECONDS
    while len(service.stages()) < before + count and time.monotonic() < limit:
        time.sleep(0.05)
    taps = service.stages()[before:]
    if len(taps) != count:
        raise BenchmarkError(f"{count} taps were shown, but {len(taps)} are in the stage log")
    return stages(taps, ends), disk_times


def stages(taps, ends):
    """Durations by the name of the stage, in the order of the way."""
    steps = ["wake", "connected", "identified", "taken", "decided", "durable", "published"]
    names = ["connect", "read the identifier", "queue", "decide", "commit", "publish"]
    result = {"card asked for -> reader's thread awake": [
        tap["wake"] - asked for tap, (asked, _) in zip(taps, ends)
    ]}
    for name, start, end in zip(names, steps, steps[1:]):
        result[f"{name}: {start} -> {end}"] = [tap[end] - tap[start] for tap in taps]
    result["page: published -> event at the page"] = [
        arrived - tap["published"] for tap, (_, arrived) in zip(taps, ends)
    ]
    result[SOFTWARE] = [tap["published"] - tap["identified"] for tap in taps]
    result["whole: awake -> event at the page"] = [
        arrived - tap["wake"] for tap, (_, arrived) in zip(taps, ends)
    ]
    return result


def figures(measured, disk):
    """The lines of the table."""
    software = measured[SOFTWARE]
    lines = []
    for share, bound in ((0.5, 3), (0.99, None)):
        value, base = percentile(software, share), percentile(disk, share)
        lines.append(
            Figure(
                f"tap, software part, p{share * 100:g}", value, microseconds(value), base,
                f"one fdatasync {microseconds(base)}", bound,
            )
        )
    return lines
