"""USB devices in software: descriptors, control requests and the packets they have to send.

A model sees what a device sees: control requests, OUT packets, and a queue of IN packets for each
endpoint. It knows nothing of how it reaches the host. Standard library only.
"""

import collections
import struct
import threading

SPEED_OF_USBFS = {"low": 1, "full": 2, "high": 3}
SPEED_OF_SYSFS = {"low": "1.5", "full": "12", "high": "480"}
STALL = None  # the answer to a control request that the device does not know
STALLED, BABBLE = -32, -75  # -EPIPE, -EOVERFLOW
PACKET_LIMIT = 4096

DESCRIPTOR_DEVICE, DESCRIPTOR_CONFIGURATION, DESCRIPTOR_STRING = 1, 2, 3
DESCRIPTOR_INTERFACE, DESCRIPTOR_ENDPOINT = 4, 5
DESCRIPTOR_HID, DESCRIPTOR_REPORT = 0x21, 0x22


def interface_descriptor(number, group, subclass, protocol, endpoints, alternate=0):
    """An interface descriptor."""
    return bytes([9, 4, number, alternate, endpoints, group, subclass, protocol, 0])


def endpoint_descriptor(address, kind, packet_bytes, interval):
    """An endpoint descriptor; kind 2 is bulk, 3 is interrupt."""
    return struct.pack("<BBBBHB", 7, 5, address, kind, packet_bytes, interval)


def string_descriptor(text):
    """A string descriptor."""
    body = text.encode("utf-16-le")
    return bytes([len(body) + 2, DESCRIPTOR_STRING]) + body


Interface = collections.namedtuple("Interface", "number alternate group subclass protocol driver")


class UsbDevice:
    """What all devices share: descriptors, standard requests, queues of packets."""

    vendor_id = product_id = 0
    release = 0x0100
    device_class = (0, 0, 0)
    speed = "full"
    manufacturer, product, serial = "Kopilka", "Virtual device", "VIRTUAL0001"
    # Each: the bytes of the interface with all that belongs to it, and its kernel driver or None.
    configuration = []

    def __init__(self):
        self.lock = threading.RLock()
        self.queues = collections.defaultdict(collections.deque)
        self.halted = set()
        self.written = collections.deque(maxlen=1000)
        self.notify = lambda endpoint: None  # set by the host: this endpoint has something

    # -- descriptors ---------------------------------------------------------------------------

    def device_descriptor(self):
        """The device descriptor."""
        return struct.pack(
            "<BBHBBBBHHHBBBB", 18, DESCRIPTOR_DEVICE, 0x0200, *self.device_class, 64,
            self.vendor_id, self.product_id, self.release, 1, 2, 3, 1,
        )

    def configuration_descriptor(self):
        """The only configuration, with everything below it."""
        body = b"".join(part for part, _ in self.configuration)
        count = len({interface.number for interface in self.interfaces()})
        head = struct.pack(
            "<BBHBBBBB", 9, DESCRIPTOR_CONFIGURATION, 9 + len(body), count, 1, 0, 0x80, 50
        )
        return head + body

    @staticmethod
    def _parts(descriptors, kind):
        at = 0
        while at < len(descriptors):
            if descriptors[at + 1] == kind:
                yield descriptors[at:at + descriptors[at]]
            at += descriptors[at]

    def endpoints(self):
        """Endpoint address -> bytes of a packet."""
        whole = self.configuration_descriptor()
        return {p[2]: p[4] | p[5] << 8 for p in self._parts(whole, DESCRIPTOR_ENDPOINT)}

    def interfaces(self):
        """Every alternate setting of every interface."""
        return [
            Interface(part[2], part[3], part[5], part[6], part[7], driver)
            for descriptors, driver in self.configuration
            for part in self._parts(descriptors, DESCRIPTOR_INTERFACE)
        ]

    # -- endpoint 0 ----------------------------------------------------------------------------

    def control(self, setup, data):
        """Carries out a control request: bytes, empty for OUT, or STALL."""
        kind, request, value, index, length = struct.unpack("<BBHHH", setup)
        if kind & 0x60:
            return self.class_request(kind, request, value, length, data)
        endpoint = index & 0xFF
        if request == 6:
            answer = self._descriptor(value >> 8, value & 0xFF)
            return STALL if answer is STALL else answer[:length]
        if request == 0:
            return bytes([1 if kind == 0x82 and endpoint in self.halted else 0, 0])
        if request in (1, 3) and kind == 2 and value == 0:
            self.clear_halt(endpoint) if request == 1 else self.halt(endpoint)
            return b""
        fixed = {8: b"\1", 10: b"\0", 1: b"", 3: b"", 5: b"", 9: b"", 11: b""}
        return fixed.get(request, STALL)

    def _descriptor(self, kind, number):
        if kind == DESCRIPTOR_DEVICE:
            return self.device_descriptor()
        if kind == DESCRIPTOR_CONFIGURATION:
            return self.configuration_descriptor()
        if kind == DESCRIPTOR_STRING:
            texts = {1: self.manufacturer, 2: self.product, 3: self.serial}
            if number == 0:
                return b"\x04\x03\x09\x04"
            return string_descriptor(texts[number]) if number in texts else STALL
        return self.class_descriptor(kind)

    def class_descriptor(self, kind):
        """A descriptor of the device's class."""
        return STALL

    def class_request(self, kind, request, value, length, data):
        """A request of the device's class."""
        return STALL

    # -- data ----------------------------------------------------------------------------------

    def halt(self, endpoint):
        """Stalls an endpoint until the host clears it."""
        with self.lock:
            self.halted.add(endpoint)
        self.notify(endpoint)

    def clear_halt(self, endpoint):
        """Ends a stall."""
        with self.lock:
            self.halted.discard(endpoint)
        self.notify(endpoint)

    def push(self, endpoint, *packets):
        """Queues packets for the host; at PACKET_LIMIT the oldest are lost, as in a device."""
        with self.lock:
            queue = self.queues[endpoint]
            queue.extend(packets)
            while len(queue) > PACKET_LIMIT:
                queue.popleft()
        self.notify(endpoint)

    def write(self, endpoint, data):
        """Takes an OUT transfer."""
        self.written.append((endpoint, bytes(data)))

    def reset_data(self):
        """Forgets queues and stalls, as when power comes back."""
        with self.lock:
            self.queues.clear()
            self.halted.clear()

    def read(self, endpoint, length):
        """Tries an IN transfer: (status, bytes), or None: nothing to send yet.

        As a host controller does it: packets are joined until a short one, or until it is full.
        """
        with self.lock:
            if endpoint in self.halted:
                return (STALLED, b"")
            queue = self.queues[endpoint]
            if not queue:
                return None
            packet_bytes = self.endpoints().get(endpoint, 64)
            data = b""
            while queue:
                packet = queue.popleft()
                if len(data) + len(packet) > length:
                    return (BABBLE, data)
                data += packet
                if len(packet) < packet_bytes or len(data) == length:
                    break
            return (0, data)


class HidDevice(UsbDevice):
    """A HID device with one interrupt IN endpoint."""

    report_descriptor = b""
    subclass, protocol = 0, 0
    packet_bytes = 64
    endpoint = 0x81

    def _hid_descriptor(self):
        length = len(self.report_descriptor)
        return struct.pack("<BBHBBBH", 9, DESCRIPTOR_HID, 0x0111, 0, 1, DESCRIPTOR_REPORT, length)

    @property
    def configuration(self):
        """One HID interface."""
        head = interface_descriptor(0, 3, self.subclass, self.protocol, 1)
        tail = endpoint_descriptor(self.endpoint, 3, self.packet_bytes, 1)
        return [(head + self._hid_descriptor() + tail, "usbhid")]

    def class_descriptor(self, kind):
        """The HID and the report descriptor."""
        known = {DESCRIPTOR_REPORT: self.report_descriptor, DESCRIPTOR_HID: self._hid_descriptor()}
        return known.get(kind, STALL)

    def class_request(self, kind, request, value, length, data):
        """SET_REPORT, SET_IDLE, SET_PROTOCOL and their opposites."""
        if kind == 0x21 and request in (0x09, 0x0A, 0x0B):
            return b""
        if kind == 0xA1 and request == 0x01:
            return bytes(min(length, 64))
        if kind == 0xA1 and request in (2, 3):
            return b"\x01"[:length]
        return STALL
