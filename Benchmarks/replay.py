"""The loyalty core alone: time, memory and allocations of an event."""

import json
import os
import subprocess
import tempfile

from figures import BenchmarkError, Figure
from service import HERE

VECTORS = os.path.join(HERE, "..", "Tests", "Vectors", "loyalty.json")
MEMBERS = 100_000
SURVEY = (1_000, 10_000)

PLAIN = {
    "tzOffsetMin": 180,
    "pots": {"PTS": {"quantum": 1_000_000, "redeem": {"per": 1_000_000, "minor": 100}}},
    "rules": [{"id": "base", "on": "purchase", "pot": "PTS", "amount": {"rateBp": 500}}],
}


class Probe:
    """The built probe, with programmes in a folder of its own."""

    def __init__(self, binary, folder):
        self._binary, self._folder = binary, folder

    def run(self, name, programme, members, purchases, mode="core"):
        """One run in a process of its own, so that the peak of memory is its own."""
        path = os.path.join(self._folder, f"{name}.json")
        with open(path, "w", encoding="utf-8") as file:
            json.dump({"id": name, **programme}, file)
        command = [self._binary, path, str(members), str(purchases), mode]
        done = subprocess.run(command, stdout=subprocess.PIPE, check=False)
        if done.returncode != 0:
            raise BenchmarkError(f"the replay probe failed with programme {name}")
        return json.loads(done.stdout)


def each(result, name="nanoseconds"):
    """Of one event."""
    return result[name] / result["events"]


def slowest(probe):
    """The programme of the worked examples whose purchases cost most: its name, and itself."""
    with open(VECTORS, encoding="utf-8") as file:
        document = json.load(file)
    programmes = dict(document["programmes"])
    for vector in document["vectors"]:
        if isinstance(vector["programme"], dict):
            programmes[vector["id"]] = vector["programme"]
    costs = {name: each(probe.run(name, programme, *SURVEY)) for name, programme in programmes.items()}
    name = max(costs, key=costs.get)
    return name, programmes[name]


def measure(binary, purchases):
    """Results by case."""
    with tempfile.TemporaryDirectory(prefix="kopilka-benchmark-") as folder:
        probe = Probe(binary, folder)
        name, rich = slowest(probe)
        return {
            "plain": probe.run("plain", PLAIN, MEMBERS, purchases),
            "few": probe.run("plain", PLAIN, MEMBERS // 10, purchases),
            "many": probe.run("plain", PLAIN, MEMBERS * 10, purchases),
            "decisions": probe.run("plain", PLAIN, MEMBERS, purchases, "decisions"),
            "lines": probe.run("plain", PLAIN, MEMBERS, purchases, "lines"),
            "rich": probe.run(name, rich, MEMBERS, purchases),
            "rich decisions": probe.run(name, rich, MEMBERS, purchases, "decisions"),
            "richName": name,
        }


def shown(result):
    """A run as one text."""
    rate = 1e9 / each(result)
    processor = each(result, "processorNanoseconds")
    return f"{each(result):,.0f} ns ({processor:,.0f} of the processor), {rate:,.0f} events/s"


def memory(result):
    """Memory and allocations as one text."""
    late = result["lateAllocations"] / (result["events"] / 2)
    return (
        f"{result['peakBytes'] / 2**20:,.0f} MB, {each(result, 'allocations'):.3f} allocations "
        f"an event ({late:.3f} in the second half)"
    )


def figures(measured):
    """The lines of the table."""
    plain, rich = measured["plain"], measured["rich"]
    name = measured["richName"]
    base, text = each(plain), f"100,000 members {shown(plain)}"
    lines = [
        Figure("core, 5 %, an event", each(plain), shown(plain), bound=1_000),
        Figure("core, 5 %, memory", plain["peakBytes"], memory(plain)),
        Figure(f"core, programme {name}, an event", each(rich), shown(rich), bound=5_000),
        Figure(f"core, programme {name}, memory", rich["peakBytes"], memory(rich)),
    ]
    for title, case in (
        ("core, 5 %, 10,000 members", "few"), ("core, 5 %, 1,000,000 members", "many"),
        ("core, 5 %, decisions written out", "decisions"), ("replay of lines, 5 %", "lines"),
    ):
        result = measured[case]
        lines.append(Figure(title, each(result), shown(result), base, text))
        lines.append(Figure(f"{title}, memory", result["peakBytes"], memory(result)))
    written = measured["rich decisions"]
    lines.append(
        Figure(
            f"programme {name}, decisions written out", each(written), shown(written), each(rich),
            f"core {shown(rich)}",
        )
    )
    return lines
