#!/usr/bin/python3
"""A pcscd of one's own, with virtual readers only, beside any pcscd of the system.

Its folder /run/pcscd is compiled in, so it runs in a mount namespace of its own where that folder
is one below FOLDER, and where the drivers for real USB readers are hidden: what is plugged into
the machine stays with the system's pcscd. As root, or as anybody where user namespaces are allowed.

    private_pcscd.py FOLDER [--readers N]     runs until standard input closes or a signal comes
"""

import argparse
import ctypes
import glob
import os
import re
import select
import shlex
import shutil
import signal
import subprocess
import sys
import time

PCSCD = "/usr/sbin/pcscd"
SYSTEM_FOLDER = "/run/pcscd"
READY_SECONDS = 10
STOP_SECONDS = 1
READER_LIMIT = 16
FOLDER_BYTES_LIMIT = 60
PR_SET_PDEATHSIG = 1
HERE = os.path.dirname(os.path.abspath(__file__))
DRIVER = os.path.normpath(os.path.join(HERE, "../../.build-virtual/kopilka_ifd.so"))


class BenchError(Exception):
    """The virtual hardware cannot work here; the text is one sentence: what, and how to mend."""


def die_with_parent():
    """Ends this process when the thread that started it ends, however that happens."""
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)


def reader_name(number):
    """The name of a virtual reader, without what pcscd appends to it."""
    return f"Kopilka Virtual Reader {chr(ord('A') + number)}"


def build_driver(path=DRIVER):
    """Compiles the reader driver unless it is there and newer than its source."""
    sources = sorted(glob.glob(os.path.join(HERE, "ifd", "*.[ch]")))
    newest = max(map(os.path.getmtime, sources))
    if os.path.exists(path) and os.path.getmtime(path) >= newest:
        return path
    os.makedirs(os.path.dirname(path), exist_ok=True)
    fresh = f"{path}.{os.getpid()}"
    command = ["cc", "-shared", "-fPIC", "-O2", "-Wall", "-Wextra", "-I/usr/include/PCSC"]
    command += [source for source in sources if source.endswith(".c")]
    command += ["-o", fresh, "-lpthread"]
    try:
        subprocess.run(command, check=True, capture_output=True, text=True)
    except FileNotFoundError:
        raise BenchError("there is no C compiler: apt-get install gcc libc6-dev") from None
    except subprocess.CalledProcessError as error:
        lines = error.stderr.strip().splitlines() or ["cc failed"]
        mend = "apt-get install libc6-dev libpcsclite-dev"
        raise BenchError(f"the reader driver does not compile ({lines[0]}): {mend}") from None
    os.rename(fresh, path)
    return path


class PrivatePcscd:
    """One private pcscd, which can be stopped, killed and started again.

    Everything it makes lies below its folder. Start it from the main thread: it ends with it.
    """

    def __init__(self, folder, reader_count=1, driver=DRIVER):
        self.folder = os.path.abspath(folder)
        self.driver = os.path.abspath(driver)
        self.process = None
        self.log = os.path.join(self.folder, "pcscd.log")
        self.socket = os.path.join(self.folder, "run", "pcscd.comm")
        self.prefixes = [os.path.join(self.folder, f"r{n}") for n in range(reader_count)]
        if not 0 <= reader_count <= READER_LIMIT:
            raise BenchError(f"pcscd takes 0 to {READER_LIMIT} readers, not {reader_count}")
        if len(self.folder) > FOLDER_BYTES_LIMIT or re.search(r"[\s:\"]", self.folder):
            raise BenchError(
                f"the folder {self.folder} does not suit sockets: choose a path of at most "
                f"{FOLDER_BYTES_LIMIT} bytes without spaces, colons and quotes"
            )

    @property
    def is_running(self):
        """Whether the process runs."""
        return self.process is not None and self.process.poll() is None

    def start(self):
        """Starts pcscd and waits until it takes clients. Raises BenchError."""
        if self.is_running:
            return
        if not os.path.exists(PCSCD):
            raise BenchError(f"{PCSCD} is missing: apt-get install pcscd")
        self._prepare()
        with open(self.log, "ab") as log:
            self.process = subprocess.Popen(
                ["unshare", *self._unshare_options(), "sh", "-c", self._script()],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                preexec_fn=die_with_parent,
                start_new_session=True,
                cwd="/",
            )
        self._wait_until_ready()

    def _prepare(self):
        os.makedirs(os.path.join(self.folder, "conf"), exist_ok=True)
        os.makedirs(os.path.join(self.folder, "none"), exist_ok=True)
        # A socket or pid file of one that was killed stops a new one.
        shutil.rmtree(os.path.join(self.folder, "run"), ignore_errors=True)
        os.makedirs(os.path.join(self.folder, "run"))
        with open(os.path.join(self.folder, "conf", "readers"), "w", encoding="ascii") as file:
            for number, prefix in enumerate(self.prefixes):
                file.write(
                    f'FRIENDLYNAME "{reader_name(number)}"\nDEVICENAME /dev/null:{prefix}\n'
                    f"LIBPATH {self.driver}\nCHANNELID {number}\n\n"
                )

    @staticmethod
    def _unshare_options():
        options = ["--mount", "--propagation", "private"]
        return options if os.geteuid() == 0 else ["--user", "--map-root-user", *options]

    def _script(self):
        """What runs in the namespace: hide what is the system's, then become pcscd."""
        described = subprocess.run([PCSCD, "--version"], capture_output=True, text=True).stdout
        usage = subprocess.run([PCSCD, "--help"], capture_output=True, text=True).stdout
        options = "--foreground --info"
        if "--disable-polkit" in usage:
            options += " --disable-polkit"
        lines = ["set -e"]
        if not os.path.isdir(SYSTEM_FOLDER):
            if self.folder.startswith("/run/"):
                raise BenchError(f"{self.folder} is below /run, where {SYSTEM_FOLDER} is missing")
            lines += ["mount -t tmpfs tmpfs /run", f"mkdir {SYSTEM_FOLDER}"]
        folder = shlex.quote(self.folder)
        lines.append(f"mount --bind {folder}/run {SYSTEM_FOLDER}")
        drivers = re.search(r"usbdropdir=(\S+)", described)
        if drivers and os.path.isdir(drivers.group(1)):
            lines.append(f"mount --bind {folder}/none {shlex.quote(drivers.group(1))}")
        lines.append(f"exec setpriv --pdeathsig KILL {PCSCD} {options} --config {folder}/conf")
        return "\n".join(lines)

    def _wait_until_ready(self):
        # Not `kill -0`: a zombie answers it too. The pid file is written after the socket.
        end = time.monotonic() + READY_SECONDS
        pid_file = os.path.join(self.folder, "run", "pcscd.pid")
        while self.is_running and time.monotonic() < end:
            if os.path.exists(self.socket) and os.path.exists(pid_file):
                if os.path.getsize(pid_file) > 0 and self._readers_are_there():
                    return
            time.sleep(0.005)
        self.kill()
        with open(self.log, encoding="utf-8", errors="replace") as file:
            said = [line.strip() for line in file if line.strip()] or ["nothing was said"]
        if any("unshare" in line or "mount:" in line for line in said):
            raise BenchError(
                f"no mount namespace can be made ({said[-1]}): run as root, or allow user "
                "namespaces (sysctl kernel.apparmor_restrict_unprivileged_userns=0)"
            )
        raise BenchError(f"the private pcscd did not start ({said[-1]}); its log: {self.log}")

    def _readers_are_there(self):
        return all(os.path.exists(prefix + ".card") for prefix in self.prefixes)

    def stop(self):
        """Ends pcscd as an administrator would."""
        self._end(signal.SIGTERM)

    def interrupt(self):
        """Ends pcscd gracefully: the readers go one by one first."""
        self._end(signal.SIGINT, seconds=3)

    def kill(self):
        """Ends pcscd at once; its socket and its pid file stay, as after a crash."""
        self._end(signal.SIGKILL)

    def _end(self, number, seconds=STOP_SECONDS):
        if self.process is None:
            return
        if self.process.poll() is None:
            self.process.send_signal(number)
            try:
                self.process.wait(seconds)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()
        self.process = None
        # The driver's sockets of the dead process must not be taken for the next one's.
        for prefix in self.prefixes:
            for suffix in (".card", ".light"):
                if os.path.exists(prefix + suffix):
                    os.unlink(prefix + suffix)

    def remove(self):
        """Removes everything it made, the folder too if nothing else is in it."""
        for name in ("run", "conf", "none"):
            shutil.rmtree(os.path.join(self.folder, name), ignore_errors=True)
        leftovers = [self.log] + [prefix + ".gone" for prefix in self.prefixes]
        for path in leftovers:
            if os.path.exists(path):
                os.unlink(path)
        if os.path.isdir(self.folder) and not os.listdir(self.folder):
            os.rmdir(self.folder)


def main():
    """Runs one in the foreground and prints the variable that leads clients to it."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("folder")
    parser.add_argument("--readers", type=int, default=1)
    options = parser.parse_args()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    signal.signal(signal.SIGINT, lambda *_: sys.exit(0))
    try:
        pcscd = PrivatePcscd(options.folder, options.readers, build_driver())
        os.makedirs(pcscd.folder, exist_ok=True)
        pcscd.start()
    except BenchError as error:
        print(f"private_pcscd: {error}", file=sys.stderr)
        sys.exit(3)
    try:
        print(f"PCSCLITE_CSOCK_NAME={pcscd.socket}", flush=True)
        while select.select([sys.stdin], [], [])[0] and sys.stdin.buffer.raw.read(4096):
            pass
    finally:
        pcscd.stop()
        pcscd.remove()


if __name__ == "__main__":
    main()
