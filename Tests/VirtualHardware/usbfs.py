"""The kernel's usbfs for one plugged-in virtual device: what its ioctls answer.

The node is a FIFO. libusb polls it for POLLOUT to learn that a transfer can be reaped; a plain
file would always be writable and libusb would spin. A FIFO of one page is writable exactly when it
is empty, so it is kept full while nothing can be reaped and drained when something can.
"""

import errno
import fcntl
import os
import struct
import sys
import threading

from usb_devices import SPEED_OF_USBFS, STALL

F_SETPIPE_SZ = 1031
CAPABILITIES = 0x01 | 0x02 | 0x04 | 0x08 | 0x10
URB_CONTROL = 2
URB_BYTES = 56
DISCONNECT_CLAIM_EXCEPT_DRIVER = 2


def _request(direction, number, size):
    return (direction << 30) | (size << 16) | (ord("U") << 8) | number


# linux/usbdevice_fs.h for 64-bit machines; direction 0 none, 1 write, 2 read, 3 both.
REQUESTS = {
    _request(2, 3, 4): "RESETEP",
    _request(2, 4, 8): "SETINTERFACE",
    _request(2, 5, 4): "SETCONFIGURATION",
    _request(1, 8, 260): "GETDRIVER",
    _request(2, 10, 56): "SUBMITURB",
    _request(0, 11, 0): "DISCARDURB",
    _request(1, 12, 8): "REAPURB",
    _request(1, 13, 8): "REAPURBNDELAY",
    _request(2, 15, 4): "CLAIM",
    _request(2, 16, 4): "RELEASE",
    _request(3, 18, 16): "IOCTL",
    _request(0, 20, 0): "RESET",
    _request(2, 21, 4): "CLEAR_HALT",
    _request(2, 26, 4): "GET_CAPS",
    _request(2, 27, 264): "DISCONNECT_CLAIM",
    _request(0, 31, 0): "GET_SPEED",
}
DISCONNECT, CONNECT = _request(0, 22, 0), _request(0, 23, 0)


class Transfer:
    """One URB of a client."""

    def __init__(self, argument):
        self.data = argument.resolve(0, URB_BYTES)
        self.address = self.data.client_addr
        fields = struct.unpack("<BBxxiI4xQi", bytes(self.data.retrieve())[:28])
        self.kind, self.endpoint, self.length = fields[0], fields[1], fields[5]
        self.buffer = self.data.resolve(16, self.length) if self.length > 0 else None
        self.status = self.actual = 0

    def content(self):
        """The client's bytes."""
        return bytes(self.buffer.retrieve()) if self.buffer else b""


class Client:
    """One open file description on the node."""

    def __init__(self):
        self.pending, self.done, self.claimed = [], [], set()


class UsbfsNode:
    """The node of one plug-in: it answers until the device is unplugged, then with ENODEV."""

    def __init__(self, device, path):
        self.device = device
        self.lock = threading.RLock()
        self.is_plugged = True
        self.clients = {}
        self.drivers = {i.number: i.driver for i in device.interfaces()}
        self.driver_changed = lambda number: None  # set by the port, which shows it in /sys
        os.mkfifo(path, 0o666)
        os.chmod(path, 0o666)
        self._fifo = os.open(path, os.O_RDWR | os.O_NONBLOCK | os.O_CLOEXEC)
        fcntl.fcntl(self._fifo, F_SETPIPE_SZ, 4096)
        os.write(self._fifo, b".")
        device.reset_data()
        device.notify = lambda endpoint: self._pump()

    def unplug(self):
        """Ends every transfer with ESHUTDOWN, as the kernel does."""
        with self.lock:
            self.is_plugged = False
            for client in self.clients.values():
                for transfer in client.pending:
                    transfer.status, transfer.actual = -errno.ESHUTDOWN, 0
                    client.done.append(transfer)
                client.pending = []
            self._signal()

    def sweep(self):
        """Frees what departed clients held."""
        with self.lock:
            self._forget_departed()

    def _forget_departed(self):
        """Frees what clients held that have closed the node or died; umockdev does not tell."""
        for client in [c for c in self.clients if not c.get_property("connected")]:
            del self.clients[client]
        if not self.is_plugged and not self.clients and self._fifo >= 0:
            os.close(self._fifo)
            self._fifo = -1

    def handle(self, client):
        """Answers one ioctl; never blocks: the preload library serialises them."""
        request = client.get_request()
        with self.lock:
            self._forget_departed()
            try:
                result, error = self._answer(client, REQUESTS.get(request))
            except Exception as problem:  # pylint: disable=broad-except
                print("virtual_usb: ioctl", hex(request), repr(problem), file=sys.stderr)
                result, error = -1, errno.EIO
        client.complete(result, error)

    def _signal(self):
        if self._fifo < 0:
            return
        is_ready = not self.is_plugged or any(c.done for c in self.clients.values())
        try:
            if is_ready:
                os.read(self._fifo, 64)
            else:
                os.write(self._fifo, b".")
        except BlockingIOError:
            pass

    def _pump(self):
        with self.lock:
            self._forget_departed()
            if not self.is_plugged:
                return
            for client in self.clients.values():
                for transfer in list(client.pending):
                    outcome = self.device.read(transfer.endpoint, transfer.length)
                    if outcome is None:
                        continue
                    transfer.status, data = outcome
                    transfer.actual = len(data)
                    if data:
                        transfer.buffer.update(0, data)
                    client.pending.remove(transfer)
                    client.done.append(transfer)
            self._signal()

    # -- ioctls ----------------------------------------------------------------------------------

    def _answer(self, client, name):
        state = self.clients.setdefault(client, Client())
        argument = client.get_arg()
        if name in ("REAPURB", "REAPURBNDELAY"):
            return self._reap(state, argument)
        if name == "DISCARDURB":
            return self._discard(state, argument)
        if not self.is_plugged:
            return -1, errno.ENODEV
        if name == "SUBMITURB":
            return self._submit(state, argument)
        if name == "GET_CAPS":
            argument.resolve(0, 4).update(0, struct.pack("<I", CAPABILITIES))
            return 0, 0
        if name in ("CLAIM", "RELEASE", "DISCONNECT_CLAIM"):
            return self._claim(state, argument, name)
        if name == "GETDRIVER":
            return self._get_driver(argument)
        if name == "IOCTL":
            return self._driver_ioctl(argument)
        if name in ("CLEAR_HALT", "RESETEP"):
            self.device.clear_halt(self._numbers(argument, 1)[0] & 0xFF)
            return 0, 0
        if name == "RESET":
            self.device.halted.clear()
            return 0, 0
        if name in ("SETINTERFACE", "SETCONFIGURATION"):
            return 0, 0
        if name == "GET_SPEED":
            return SPEED_OF_USBFS[self.device.speed], 0
        return -1, errno.ENOTTY

    @staticmethod
    def _numbers(argument, count):
        data = argument.resolve(0, 4 * count)
        return struct.unpack(f"<{count}I", bytes(data.retrieve())[:4 * count])

    def _is_claimed(self, interface):
        return any(interface in client.claimed for client in self.clients.values())

    def _reap(self, state, argument):
        if not state.done:
            return -1, errno.EAGAIN if self.is_plugged else errno.ENODEV
        transfer = state.done.pop(0)
        transfer.data.update(4, struct.pack("<i", transfer.status))
        transfer.data.update(28, struct.pack("<i", transfer.actual))
        argument.resolve(0, 8).set_ptr(0, transfer.data)
        self._signal()
        return 0, 0

    def _discard(self, state, argument):
        address = struct.unpack("<Q", bytes(argument.retrieve()))[0]
        for transfer in state.pending:
            if transfer.address == address:
                state.pending.remove(transfer)
                transfer.status, transfer.actual = -errno.ENOENT, 0
                state.done.append(transfer)
                self._signal()
                return 0, 0
        return -1, errno.EINVAL

    def _submit(self, state, argument):
        transfer = Transfer(argument)
        if transfer.kind == URB_CONTROL:
            self._carry_out_control(transfer)
            state.done.append(transfer)
        elif transfer.endpoint & 0x80:
            if transfer.endpoint not in self.device.endpoints():
                return -1, errno.ENOENT
            state.pending.append(transfer)
            self._pump()
        else:
            if transfer.endpoint in self.device.halted:
                transfer.status = -errno.EPIPE
            else:
                transfer.actual = transfer.length
            state.done.append(transfer)
            if transfer.status == 0:
                self.device.write(transfer.endpoint, transfer.content())
        self._signal()
        return 0, 0

    def _carry_out_control(self, transfer):
        content = transfer.content()
        answer = self.device.control(content[:8], content[8:])
        if answer is STALL:
            transfer.status = -errno.EPIPE
        elif content[0] & 0x80:
            if answer:
                transfer.buffer.update(8, answer)
            transfer.actual = len(answer)
        else:
            transfer.actual = transfer.length - 8

    def _claim(self, state, argument, name):
        if name == "DISCONNECT_CLAIM":
            data = bytes(argument.resolve(0, 264).retrieve())
            number, flags = struct.unpack("<II", data[:8])
        else:
            number, flags = self._numbers(argument, 1)[0], 0
        if number not in self.drivers:
            return -1, errno.EINVAL
        if name == "RELEASE":
            if number not in state.claimed:
                return -1, errno.EINVAL
            state.claimed.discard(number)
            return 0, 0
        if self._is_claimed(number) and number not in state.claimed:
            return -1, errno.EBUSY
        if name == "CLAIM" and self.drivers[number]:
            return -1, errno.EBUSY
        if flags & DISCONNECT_CLAIM_EXCEPT_DRIVER and self.drivers[number] == "usbfs":
            return -1, errno.EBUSY
        self._bind(number, None)
        state.claimed.add(number)
        return 0, 0

    def _bind(self, number, driver):
        if self.drivers.get(number) != driver:
            self.drivers[number] = driver
            self.driver_changed(number)

    def _get_driver(self, argument):
        data = argument.resolve(0, 260)
        number = struct.unpack("<I", bytes(data.retrieve())[:4])[0]
        driver = "usbfs" if self._is_claimed(number) else self.drivers.get(number)
        if not driver:
            return -1, errno.ENODATA
        data.update(4, driver.encode() + b"\0")
        return 0, 0

    def _driver_ioctl(self, argument):
        data = bytes(argument.resolve(0, 16).retrieve())
        number, code = struct.unpack("<iI", data[:8])
        if code == DISCONNECT:
            if not self.drivers.get(number):
                return -1, errno.ENODATA
            self._bind(number, None)
            return 0, 0
        if code == CONNECT:
            if self.drivers.get(number) or self._is_claimed(number):
                return -1, errno.EBUSY
            original = {i.number: i.driver for i in self.device.interfaces()}
            self._bind(number, original.get(number))
            return 1, 0
        return -1, errno.ENOTTY
