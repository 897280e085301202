"""A bench for tests, as another process: started, commanded, and ended with everything it has."""

import json
import os
import shutil
import socket
import subprocess
import tempfile
import time

HERE = os.path.dirname(os.path.realpath(__file__))
ANSWER_SECONDS = 20


class BenchProcess:
    """`bench serve` in a folder of its own."""

    def __init__(self, readers=1, usb=("pos=pos",), prefix="kopilka-bench-"):
        self.parent = tempfile.mkdtemp(prefix=prefix, dir="/tmp")
        self.folder = os.path.join(self.parent, "b")
        command = [os.path.join(HERE, "bench"), "serve", "--folder", self.folder]
        command += ["--readers", str(readers)]
        for device in usb:
            command += ["--usb", device]
        self.process = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        line = self.process.stdout.readline()
        if not line:
            self.process.wait()
            raise RuntimeError("the bench did not start; it said why above")
        ready = json.loads(line)
        self.environment = {**os.environ, **ready["environment"]}
        self.variables = ready["environment"]
        self._socket = socket.socket(socket.AF_UNIX)
        self._socket.settimeout(ANSWER_SECONDS)
        self._socket.connect(ready["control"])
        self._stream = self._socket.makefile("rw", encoding="utf-8")

    def ask(self, **command):
        """The answer to one command, refused or not."""
        self._stream.write(json.dumps(command) + "\n")
        self._stream.flush()
        return json.loads(self._stream.readline())

    def do(self, **command):
        """Carries out one command that must succeed; its answer."""
        answer = self.ask(**command)
        if not answer["ok"]:
            raise RuntimeError(f"{command}: {answer['error']}")
        return answer

    def close(self):
        """Ends it as a client does, by closing its input; the seconds it took."""
        began = time.monotonic()
        self._stream.close()
        self._socket.close()
        self.process.stdin.close()
        self.process.wait(10)
        self.process.stdout.close()
        took = time.monotonic() - began
        shutil.rmtree(self.parent, ignore_errors=True)
        return took

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()
