#!/usr/bin/python3
"""Asks the real libpcsclite or libusb one thing, for the tests of the virtual hardware.

    probe.py readers                       names, one a line
    probe.py watch READER SECONDS COUNT    COUNT state changes: `present`, `empty`, `unavailable`
    probe.py count READER                  insertions and removals so far
    probe.py apdu READER HEX ...           connects and sends; each answer, or the code of the error
    probe.py light READER HEX              an escape command without a card
    probe.py scan VENDOR PRODUCT COUNT     claims interface 0; COUNT interrupt reports, or errors

Codes of errors are printed as `error 8010000C`.
"""

import ctypes
import sys

ULONG = ctypes.c_ulong
SCOPE_SYSTEM, SHARE_SHARED, SHARE_DIRECT, PROTOCOLS, LEAVE = 2, 2, 3, 3, 0
STATE_CHANGED, STATE_EMPTY, STATE_PRESENT, STATE_GONE = 0x2, 0x10, 0x20, 0x8
ESCAPE = 0x42000001


class ReaderState(ctypes.Structure):
    """SCARD_READERSTATE."""

    _fields_ = [
        ("name", ctypes.c_char_p), ("user", ctypes.c_void_p), ("current", ULONG),
        ("event", ULONG), ("atr_length", ULONG), ("atr", ctypes.c_ubyte * 33),
    ]


class IoRequest(ctypes.Structure):
    """SCARD_IO_REQUEST."""

    _fields_ = [("protocol", ULONG), ("length", ULONG)]


class PcscError(Exception):
    """A code that is not success."""


def checked(code):
    """Raises on everything but success."""
    if code & 0xFFFFFFFF:
        raise PcscError(f"error {code & 0xFFFFFFFF:08X}")


class Pcsc:
    """A context of libpcsclite."""

    def __init__(self):
        self.library = ctypes.CDLL("libpcsclite.so.1")
        self.context = ctypes.c_long()
        checked(
            self.library.SCardEstablishContext(SCOPE_SYSTEM, None, None, ctypes.byref(self.context))
        )

    def readers(self):
        """Names of all readers."""
        size = ULONG(4096)
        buffer = ctypes.create_string_buffer(size.value)
        checked(self.library.SCardListReaders(self.context, None, buffer, ctypes.byref(size)))
        return [name.decode() for name in buffer.raw[:size.value].split(b"\0") if name]

    def watch(self, name, seconds, count):
        """Prints changes of a reader's state."""
        state = ReaderState(name=name.encode())
        while count > 0:
            checked(
                self.library.SCardGetStatusChange(
                    self.context, ULONG(int(seconds * 1000)), ctypes.byref(state), ULONG(1)
                )
            )
            state.current = state.event & ~STATE_CHANGED
            kinds = {STATE_PRESENT: "present", STATE_EMPTY: "empty", STATE_GONE: "unavailable"}
            word = next((w for bit, w in kinds.items() if state.event & bit), hex(state.event))
            print(word, bytes(state.atr[:state.atr_length]).hex(), flush=True)
            count -= 1

    def count(self, name):
        """Prints how many insertions and removals there were; pcscd counts up to 65,535."""
        state = ReaderState(name=name.encode())
        checked(
            self.library.SCardGetStatusChange(
                self.context, ULONG(0), ctypes.byref(state), ULONG(1)
            )
        )
        print(state.event >> 16 & 0xFFFF)

    def connect(self, name, mode, protocols):
        """A handle and its protocol."""
        card, protocol = ctypes.c_long(), ULONG()
        checked(
            self.library.SCardConnect(
                self.context, name.encode(), ULONG(mode), ULONG(protocols), ctypes.byref(card),
                ctypes.byref(protocol),
            )
        )
        return card, protocol

    def send(self, name, commands):
        """Sends APDUs over one connection."""
        card, protocol = self.connect(name, SHARE_SHARED, PROTOCOLS)
        for command in map(bytes.fromhex, commands):
            request = IoRequest(protocol.value, ctypes.sizeof(IoRequest))
            answer, size = ctypes.create_string_buffer(65538), ULONG(65538)
            code = self.library.SCardTransmit(
                card, ctypes.byref(request), command, ULONG(len(command)), None, answer,
                ctypes.byref(size),
            )
            failed = code & 0xFFFFFFFF
            print(f"error {failed:08X}" if failed else answer.raw[:size.value].hex(), flush=True)
        self.library.SCardDisconnect(card, ULONG(LEAVE))

    def light(self, name, command):
        """Sends an escape command to the reader itself."""
        card, _ = self.connect(name, SHARE_DIRECT, 0)
        data = bytes.fromhex(command)
        answer, size = ctypes.create_string_buffer(264), ULONG()
        checked(
            self.library.SCardControl(
                card, ULONG(ESCAPE), data, ULONG(len(data)), answer, ULONG(264),
                ctypes.byref(size),
            )
        )
        print(answer.raw[:size.value].hex())


def scan(vendor, product, count):
    """Reads interrupt reports of a scanner."""
    library = ctypes.CDLL("libusb-1.0.so.0")
    library.libusb_open_device_with_vid_pid.restype = ctypes.c_void_p
    context = ctypes.c_void_p()
    library.libusb_init(ctypes.byref(context))
    handle = ctypes.c_void_p(library.libusb_open_device_with_vid_pid(context, vendor, product))
    if not handle:
        print("error absent")
        return
    library.libusb_set_auto_detach_kernel_driver(handle, 1)
    code = library.libusb_claim_interface(handle, 0)
    print("claimed" if code == 0 else f"error {code}", flush=True)
    while code == 0 and count > 0:
        data, length = ctypes.create_string_buffer(64), ctypes.c_int()
        code = library.libusb_interrupt_transfer(
            handle, 0x81, data, 64, ctypes.byref(length), 10_000
        )
        print(data.raw[:length.value].hex() if code == 0 else f"error {code}", flush=True)
        count -= 1
    library.libusb_close(handle)


def main():
    """Dispatches."""
    verb, *rest = sys.argv[1:]
    try:
        if verb == "scan":
            scan(int(rest[0], 16), int(rest[1], 16), int(rest[2]))
        elif verb == "readers":
            print("\n".join(Pcsc().readers()))
        elif verb == "watch":
            Pcsc().watch(rest[0], float(rest[1]), int(rest[2]))
        elif verb == "count":
            Pcsc().count(rest[0])
        elif verb == "apdu":
            Pcsc().send(rest[0], rest[1:])
        elif verb == "light":
            Pcsc().light(*rest)
    except PcscError as error:
        print(error)


if __name__ == "__main__":
    main()
