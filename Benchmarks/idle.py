"""What the service costs while nobody is there, with the page open."""

import os
import re
import shutil
import subprocess
import tempfile
import time

from figures import BenchmarkError, Figure

MEGABYTE = 1_000_000
SETTLE_SECONDS = 2


def read(path):
    """A small file of /proc; empty when its thread has just gone."""
    try:
        with open(path, encoding="ascii", errors="replace") as file:
            return file.read()
    except (FileNotFoundError, ProcessLookupError):
        return ""


def threads(pid):
    """Thread -> (nanoseconds on a processor, waits that ended, times it was interrupted)."""
    result = {}
    for thread in os.listdir(f"/proc/{pid}/task"):
        folder = f"/proc/{pid}/task/{thread}"
        status = read(f"{folder}/status")
        switches = [
            int(found.group(1)) for found in (
                re.search(rf"^{kind}voluntary_ctxt_switches:\s+(\d+)", status, re.MULTILINE)
                for kind in ("", "non")
            ) if found
        ]
        spent = read(f"{folder}/schedstat").split()
        if len(switches) == 2 and spent:
            result[thread] = (int(spent[0]), *switches)
    return result


def resident(pid, name="VmRSS"):
    """Resident memory in bytes."""
    found = re.search(rf"^{name}:\s+(\d+) kB", read(f"/proc/{pid}/status"), re.MULTILINE)
    if not found:
        raise BenchmarkError("the service is gone")
    return int(found.group(1)) * 1024


def measure(service, seconds):
    """Processor time, wake-ups and memory over a while in which nothing happens."""
    if service.page.last["view"]["kind"] != "attract":
        service.page.wait_for("attract")
    time.sleep(SETTLE_SECONDS)
    before, began = threads(service.pid), time.monotonic()
    time.sleep(seconds)
    after, passed = threads(service.pid), time.monotonic() - began
    zero = (0, 0, 0)
    differences = [
        tuple(new - old for new, old in zip(after[thread], before.get(thread, zero)))
        for thread in after
    ]
    return {
        "seconds": passed,
        "cpuNanoseconds": sum(difference[0] for difference in differences),
        "wakeups": sum(difference[1] for difference in differences),
        "threads": len(after),
        "residentBytes": resident(service.pid),
        "peakBytes": resident(service.pid, "VmHWM"),
    }


def stripped_bytes(binary):
    """The size of the binary without symbols."""
    with tempfile.TemporaryDirectory() as folder:
        copy = os.path.join(folder, "kopilka")
        shutil.copy(binary, copy)
        if subprocess.run(["strip", copy], check=False).returncode != 0:
            raise BenchmarkError("the binary cannot be stripped; is binutils installed?")
        return os.path.getsize(copy)


def linkage(binary):
    """How the binary carries the Swift library."""
    listed = subprocess.run(
        ["ldd", binary], stdout=subprocess.PIPE, text=True, check=False
    ).stdout
    return "Swift library beside it" if "libswiftCore" in listed else "Swift library inside"


def figures(measured, binary):
    """The lines of the table."""
    minute = 60 / measured["seconds"]
    cpu = measured["cpuNanoseconds"] / 1e6 * minute
    wakeups = measured["wakeups"] * minute
    memory, peak = measured["residentBytes"] / MEGABYTE, measured["peakBytes"] / MEGABYTE
    size = stripped_bytes(binary) / MEGABYTE
    return [
        Figure("idle, processor time a minute, ms", cpu, f"{cpu:.1f} ms"),
        Figure(
            "idle, wake-ups a minute", wakeups, f"{wakeups:.0f}",
            base_shown=f"{measured['threads']} threads", bound=60,
        ),
        Figure(
            "resident memory, page open, MB", memory, f"{memory:.1f} MB",
            base_shown=f"peak {peak:.1f} MB", bound=50, aim=30,
        ),
        Figure(
            "stripped binary, MB", size, f"{size:.1f} MB", base_shown=linkage(binary), bound=70,
            aim=30,
        ),
    ]
