#!/usr/bin/python3
"""A USB bus in software, for unmodified programs that use the real libusb (through umockdev).

    virtual_usb.py NAME=MODEL[:unplugged] ...

The first line on standard output is a JSON object with the environment that a client needs. Then
each line on standard input is a command, answered with `ok` or `error: ...`:

    plug NAME | unplug NAME | stall NAME ENDPOINT | unstall NAME ENDPOINT
    scan NAME SYMBOLOGY HEX | raw NAME ENDPOINT HEX | tap NAME UID | untap NAME | list

It ends, and removes what it made, when standard input closes or on SIGTERM.
"""

import json
import os
import shutil
import signal
import sys

import gi

gi.require_version("UMockdev", "1.0")
from gi.repository import UMockdev  # pylint: disable=wrong-import-position

from usb_devices import (  # pylint: disable=wrong-import-position
    SPEED_OF_SYSFS, UsbDevice, endpoint_descriptor, interface_descriptor,
)
from usb_models import MODELS  # pylint: disable=wrong-import-position
from usbfs import UsbfsNode  # pylint: disable=wrong-import-position

PRELOAD = "libumockdev-preload.so.0"
CONTROLLER = "/devices/pci0000:00/0000:00:14.0"


class RootHub(UsbDevice):
    """Bus 1, address 1: libusb expects it, as on every PC."""

    vendor_id, product_id, device_class, speed = 0x1D6B, 2, (9, 0, 1), "high"
    configuration = [
        (interface_descriptor(0, 9, 0, 0, 1) + endpoint_descriptor(0x81, 3, 4, 12), "hub")
    ]


def attributes(**values):
    """Lines of sysfs attributes, as umockdev reads them."""
    return "".join(f"A: {name}={value}\\n\n" for name, value in values.items())


def descriptors_line(device):
    """The binary `descriptors` attribute."""
    whole = device.device_descriptor() + device.configuration_descriptor()
    return f"H: descriptors={whole.hex().upper()}\n"


class Port:
    """One port of the bus with its device, plugged in or not."""

    def __init__(self, bus, number, device):
        self.bus, self.number, self.device = bus, number, device
        self.node = None
        self._last_node = None
        self.path = f"{CONTROLLER}/usb1/1-{number}"
        self._handler = None

    @property
    def is_plugged(self):
        """Whether the device is there."""
        return self.node is not None

    def plug(self):
        """Plugs the device in, at a new address."""
        if self.is_plugged:
            return
        if self._last_node is not None:
            self._last_node.sweep()
        address = self.bus.next_address()
        name = f"/dev/bus/usb/001/{address:03d}"
        os.makedirs(os.path.dirname(self.bus.root + name), exist_ok=True)
        node = UsbfsNode(self.device, self.bus.root + name)
        self._handler = UMockdev.IoctlBase()
        self._handler.connect("handle-ioctl", lambda _, client: node.handle(client) or True)
        self.bus.testbed.attach_ioctl(name, self._handler)
        self.node = node
        # Before the event: who looks at once must find everything.
        for number in self._interface_numbers():
            os.makedirs(self._interface_folder(number), exist_ok=True)
            self._show_driver(number)
        node.driver_changed = self._show_driver
        self.bus.testbed.add_from_string(self._description(name, address))

    def unplug(self):
        """Pulls the device out, whatever is in flight."""
        if not self.is_plugged:
            return
        self.node.unplug()
        self._last_node, self.node = self.node, None
        for number in self._interface_numbers():
            self._show_driver(number)
        testbed = self.bus.testbed
        paths = [f"{self.path}/1-{self.number}:1.{i}" for i in self._interface_numbers()]
        for path in [*reversed(paths), self.path]:
            testbed.uevent("/sys" + path, "remove")
            testbed.remove_device("/sys" + path)

    def _interface_folder(self, number):
        return f"{self.bus.root}/sys{self.path}/1-{self.number}:1.{number}"

    def _show_driver(self, number):
        """Shows in /sys which kernel driver holds an interface, as the kernel does.

        The HID driver also shows the report descriptor, in a folder that goes with it.
        """
        folder = self._interface_folder(number)
        driver = self.node.drivers.get(number) if self.node is not None else None
        device = self.device
        name = f"0003:{device.vendor_id:04X}:{device.product_id:04X}.{self.number:04X}"
        if os.path.lexists(folder + "/driver"):
            os.unlink(folder + "/driver")
        shutil.rmtree(f"{folder}/{name}", ignore_errors=True)
        if driver and os.path.isdir(folder):
            os.symlink(f"../../../../../../bus/usb/drivers/{driver}", folder + "/driver")
        if driver == "usbhid" and os.path.isdir(folder):
            os.mkdir(f"{folder}/{name}")
            with open(f"{folder}/{name}/report_descriptor", "wb") as file:
                file.write(device.report_descriptor)

    def _interface_numbers(self):
        return [i.number for i in self.device.interfaces() if i.alternate == 0]

    def _description(self, name, address):
        device = self.device
        product = f"{device.vendor_id:x}/{device.product_id:x}/{device.release:x}"
        text = (
            f"P: {self.path}\nE: SUBSYSTEM=usb\nE: DEVTYPE=usb_device\nE: DRIVER=usb\n"
            f"E: DEVNAME={name}\nE: BUSNUM=001\nE: DEVNUM={address:03d}\nE: MAJOR=189\n"
            f"E: MINOR={address - 1}\nE: PRODUCT={product}\n"
            f"E: ID_VENDOR_ID={device.vendor_id:04x}\nE: ID_MODEL_ID={device.product_id:04x}\n"
            f"E: ID_SERIAL_SHORT={device.serial}\n"
        )
        text += attributes(
            busnum=1, devnum=address, devpath=self.number, dev=f"189:{address - 1}",
            speed=SPEED_OF_SYSFS[device.speed], bConfigurationValue=1,
            idVendor=f"{device.vendor_id:04x}", idProduct=f"{device.product_id:04x}",
            bcdDevice=f"{device.release:04x}", manufacturer=device.manufacturer,
            product=device.product, serial=device.serial,
            bDeviceClass=f"{device.device_class[0]:02x}",
        )
        text += descriptors_line(device)
        for part in device.interfaces():
            if part.alternate != 0:
                continue
            driver = f"E: DRIVER={part.driver}\n" if part.driver else ""
            text += (
                f"\nP: {self.path}/1-{self.number}:1.{part.number}\nE: SUBSYSTEM=usb\n"
                f"E: DEVTYPE=usb_interface\n{driver}E: PRODUCT={product}\n"
                f"E: INTERFACE={part.group}/{part.subclass}/{part.protocol}\n"
            )
            text += attributes(
                bInterfaceNumber=f"{part.number:02x}", bAlternateSetting=" 0",
                bInterfaceClass=f"{part.group:02x}", bInterfaceSubClass=f"{part.subclass:02x}",
                bInterfaceProtocol=f"{part.protocol:02x}",
            )
        return text


class Bus:
    """The bus: a controller, a root hub, and a port for every device."""

    def __init__(self):
        self.testbed = UMockdev.Testbed.new()
        self.root = self.testbed.get_root_dir()
        self.ports = {}
        self._address = 1
        os.makedirs(self.root + "/dev/bus/usb/001", exist_ok=True)
        self.testbed.add_from_string(
            f"P: {CONTROLLER}\nE: SUBSYSTEM=pci\nE: DRIVER=xhci_hcd\n\n"
            f"P: {CONTROLLER}/usb1\nN: bus/usb/001/001\nE: SUBSYSTEM=usb\nE: DEVTYPE=usb_device\n"
            "E: DRIVER=usb\nE: DEVNAME=/dev/bus/usb/001/001\nE: BUSNUM=001\nE: DEVNUM=001\n"
            + attributes(
                busnum=1, devnum=1, speed=480, bConfigurationValue=1, idVendor="1d6b",
                idProduct="0002", bDeviceClass="09",
            )
            + descriptors_line(RootHub())
        )

    def next_address(self):
        """The next free address; after 127 it starts anew, as in the kernel."""
        while True:
            self._address = max(self._address % 127 + 1, 2)
            if not os.path.exists(f"{self.root}/dev/bus/usb/001/{self._address:03d}"):
                return self._address

    def add(self, specification):
        """Adds a device: NAME=MODEL, or NAME=MODEL:unplugged."""
        name, _, rest = specification.partition("=")
        model, _, state = rest.partition(":")
        if model not in MODELS or state not in ("", "unplugged"):
            raise ValueError(f"no model {rest}; there are {', '.join(MODELS)}")
        self.ports[name] = Port(self, len(self.ports) + 1, MODELS[model]())
        if not state:
            self.ports[name].plug()

    def command(self, line):
        """Carries out one command; its answer."""
        words = line.split()
        if words == ["list"]:
            states = {n: "plugged" if p.is_plugged else "unplugged" for n, p in self.ports.items()}
            return "ok " + json.dumps(states)
        verb, name, *rest = words
        port = self.ports[name]
        device = port.device
        actions = {
            "plug": port.plug,
            "unplug": port.unplug,
            "scan": lambda: device.scan(rest[0], bytes.fromhex(rest[1] if rest[1:] else "")),
            "raw": lambda: device.push(int(rest[0], 16), bytes.fromhex(rest[1])),
            "stall": lambda: device.halt(int(rest[0], 16)),
            "unstall": lambda: device.clear_halt(int(rest[0], 16)),
            "tap": lambda: device.tap(rest[0]),
            "untap": lambda: device.untap(),
        }
        actions[verb]()
        return "ok"


def end(bus):
    """Removes the testbed and ends at once: umockdev's threads are not worth waiting for."""
    shutil.rmtree(bus.root, ignore_errors=True)
    os._exit(0)


def main():
    """Serves until standard input closes."""
    if PRELOAD not in os.environ.get("LD_PRELOAD", ""):
        # The sender of uevents has to run under the preload library itself.
        os.environ["LD_PRELOAD"] = PRELOAD
        os.execv(sys.executable, [sys.executable, *sys.argv])
    bus = Bus()
    signal.signal(signal.SIGTERM, lambda *_: end(bus))
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    for specification in sys.argv[1:]:
        bus.add(specification)
    environment = {"LD_PRELOAD": PRELOAD, "UMOCKDEV_DIR": bus.root}
    print(json.dumps({"environment": environment}), flush=True)
    for line in sys.stdin:
        try:
            print(bus.command(line), flush=True)
        except Exception as error:  # pylint: disable=broad-except
            print(f"error: {type(error).__name__}: {error}", flush=True)
    end(bus)


if __name__ == "__main__":
    main()
