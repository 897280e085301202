"""What the figures were measured on."""

import ctypes
import os
import platform
import re
import subprocess


def first_match(path, pattern, otherwise="unknown"):
    """The first group of a pattern in a file."""
    try:
        with open(path, encoding="utf-8", errors="replace") as file:
            found = re.search(pattern, file.read(), re.MULTILINE)
    except OSError:
        return otherwise
    return found.group(1).strip() if found else otherwise


def first_line(*command):
    """The first line that a command prints."""
    try:
        run = subprocess.run(
            command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False,
            timeout=60,
        )
    except (OSError, subprocess.TimeoutExpired):
        return "absent"
    return run.stdout.strip().split("\n")[0] or "says nothing"


def libusb_version():
    """The version of the libusb that programs here load."""
    class Version(ctypes.Structure):
        """struct libusb_version, as far as it is needed."""

        _fields_ = [(name, ctypes.c_uint16) for name in ("major", "minor", "micro", "nano")]

    try:
        library = ctypes.CDLL("libusb-1.0.so.0")
    except OSError:
        return "absent"
    library.libusb_get_version.restype = ctypes.POINTER(Version)
    version = library.libusb_get_version().contents
    return f"{version.major}.{version.minor}.{version.micro}"


def file_system(folder):
    """Type and device of the file system that holds a folder."""
    best = ("", "unknown")
    with open("/proc/mounts", encoding="utf-8") as file:
        for line in file:
            device, place, kind, *_ = line.split()
            inside = os.path.realpath(folder).startswith(place.rstrip("/") + "/")
            if inside and len(place) >= len(best[0]):
                best = (place, f"{kind} on {device}")
    return best[1]


def describe(folder):
    """Name -> value, in the order of printing."""
    memory = first_match("/proc/meminfo", r"^MemTotal:\s+(\d+)", "0")
    return {
        "processor": first_match("/proc/cpuinfo", r"^model name\s*:\s*(.*)$"),
        "cores": str(len(os.sched_getaffinity(0))),
        "memory": f"{int(memory) / 2**20:.1f} GiB",
        "system": first_match("/etc/os-release", r'^PRETTY_NAME="?([^"\n]*)'),
        "kernel": platform.release(),
        "disk": file_system(folder),
        "load": " ".join(f"{load:.2f}" for load in os.getloadavg()),
        "swift": first_line("swift", "--version"),
        "pcscd": first_line("/usr/sbin/pcscd", "--version").rstrip("."),
        "libusb": libusb_version(),
        "python": platform.python_version(),
    }
