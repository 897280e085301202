"""The commands of the bench's control socket.

    {"present": ITEM, "reader": 0, "scanner": "pos"}   one of items.json, as a customer does it:
                                                       a card for 900 ms (200 ms after the one
                                                       that lies there), or a code scanned once
    {"card": "tap", "reader": 0, "profile": "ntag213", "uid": HEX, "atr": HEX, "ats": HEX,
     "holdMilliseconds": 800, "latencyMilliseconds": 15, "jitterMilliseconds": 10,
     "fault": {"kind": "drop", ...}}                   all but the first optional; without a time
                                                       the card stays
    {"card": "out", "reader": 0}
    {"scan": "pos", "text": TEXT, "symbology": "ean13"}    or "bytes": HEX instead of the text
    {"usb": "unplug pos"}                              any command of virtual_usb.py
    {"pcscd": "kill" | "stop" | "interrupt" | "start"}
    {"reader": "unplug" | "plug", "number": 0}
    {"trace": 100}                                     the newest events of the readers
    {"items": true}, {"status": true}
"""

import asyncio
import json
import os

from card_models import Card
from private_pcscd import BenchError
from virtual_cards import Fault

PRESENT_HOLD_MILLISECONDS = 900
HAND_MILLISECONDS = 200
ITEMS_FILE = os.path.join(os.path.dirname(os.path.realpath(__file__)), "items.json")
MAXIMUM_SCAN_BYTES = 4096


class CommandError(Exception):
    """A command that cannot be carried out; the text is one sentence."""


def load_items():
    """What can be presented, in order."""
    with open(ITEMS_FILE, encoding="utf-8") as file:
        return json.load(file)


class Commands:
    """Carries out commands; all of them on the event loop's thread."""

    def __init__(self, pcscd, readers, usb):
        self._pcscd, self._readers, self._usb = pcscd, readers, usb
        self._items = {item["id"]: item for item in load_items()}

    async def carry_out_line(self, line):
        """The answer to one line of the control socket; never raises."""
        try:
            command = json.loads(line)
            if not isinstance(command, dict):
                raise CommandError("a command is a JSON object")
            return {"ok": True, **(await self._carry_out(command) or {})}
        except (CommandError, BenchError, ConnectionError) as error:
            return {"ok": False, "error": str(error)}
        except (KeyError, TypeError, ValueError, OSError) as error:
            return {"ok": False, "error": f"{type(error).__name__}: {error}"}

    async def _carry_out(self, command):
        if "present" in command:
            return await self._present(command)
        if "card" in command:
            return await self._card(command)
        if "scan" in command:
            return await self._scan(command)
        if "usb" in command:
            return {"answer": await self._usb.command(command["usb"])}
        if "pcscd" in command:
            return self._pcscd_command(command["pcscd"])
        if "reader" in command:
            return self._reader_command(command)
        if "trace" in command:
            events = sorted(
                (event for reader in self._readers for event in reader.trace),
                key=lambda event: event["atSeconds"],
            )
            return {"trace": events[-int(command["trace"]):]}
        if "items" in command:
            return {"items": list(self._items.values())}
        if "status" in command:
            return await self._status()
        raise CommandError(f"no such command: {', '.join(command)}")

    def _reader(self, number):
        if not 0 <= int(number) < len(self._readers):
            raise CommandError(f"there is no reader {number}")
        return self._readers[int(number)]

    def _require_pcscd(self):
        if not self._pcscd.is_running:
            raise CommandError("pcscd is not running, so there is no reader")

    async def _present(self, command):
        item = self._items.get(command["present"])
        if item is None:
            known = ", ".join(self._items)
            raise CommandError(f"there is no item {command['present']}; there are {known}")
        if item["kind"] == "code":
            scanner = command.get("scanner", "pos")
            fields = {"scan": scanner, "text": item["text"], "symbology": item["symbology"]}
            return await self._scan(fields)
        self._require_pcscd()
        reader = self._reader(command.get("reader", 0))
        if reader.card is not None:
            reader.take_away()
            await asyncio.sleep(HAND_MILLISECONDS / 1000)
        reader.fault = None
        reader.latency_milliseconds = reader.jitter_milliseconds = 0
        await reader.tap(Card(item["profile"], uid=item["uid"]), PRESENT_HOLD_MILLISECONDS)
        return None

    async def _card(self, command):
        reader = self._reader(command.get("reader", 0))
        if command["card"] == "out":
            reader.take_away()
            return None
        if command["card"] != "tap":
            raise CommandError(f"a card can tap or go out, not {command['card']}")
        self._require_pcscd()
        fields = {name: command[name] for name in ("uid", "atr", "ats", "uri") if name in command}
        card = Card(command.get("profile", "ntag213"), **fields)
        reader.fault = Fault(command["fault"]) if "fault" in command else None
        reader.latency_milliseconds = int(command.get("latencyMilliseconds", 0))
        reader.jitter_milliseconds = int(command.get("jitterMilliseconds", 0))
        hold = command.get("holdMilliseconds")
        await reader.tap(card, None if hold is None else int(hold))
        return None

    async def _scan(self, command):
        if "bytes" in command:
            data = bytes.fromhex(command["bytes"])
        else:
            data = command["text"].encode()
        if len(data) > MAXIMUM_SCAN_BYTES:
            raise CommandError(f"a scan holds at most {MAXIMUM_SCAN_BYTES} bytes")
        states = json.loads(await self._usb.command("list"))
        if states.get(command["scan"]) != "plugged":
            raise CommandError(f"there is no scanner {command['scan']} plugged in")
        symbology = command.get("symbology", "ean13")
        await self._usb.command(f"scan {command['scan']} {symbology} {data.hex()}")
        return None

    def _pcscd_command(self, verb):
        actions = {
            "kill": self._pcscd.kill,
            "stop": self._pcscd.stop,
            "interrupt": self._pcscd.interrupt,
            "start": self._pcscd.start,
        }
        if verb not in actions:
            raise CommandError(f"pcscd can {', '.join(actions)}, not {verb}")
        if verb != "start":
            for reader in self._readers:
                reader.take_away()
        actions[verb]()

    def _reader_command(self, command):
        reader = self._reader(command.get("number", 0))
        if command["reader"] == "unplug":
            reader.take_away()
            reader.unplug()
        elif command["reader"] == "plug":
            reader.plug()
        else:
            raise CommandError(f"a reader can plug or unplug, not {command['reader']}")

    async def _status(self):
        return {
            "pcscd": self._pcscd.is_running,
            "cards": [None if r.card is None else r.card.profile for r in self._readers],
            "usb": json.loads(await self._usb.command("list")),
        }
