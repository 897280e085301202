"""Cards that come to a virtual reader, stay, answer late or badly, and leave.

Speaks with ifd/kopilka_ifd.c over the reader's Unix sockets, on one event loop, without threads.
"""

import asyncio
import collections
import os
import random
import time

from card_models import OK, Card

CONTROL_POWER_OFF, CONTROL_POWER_ON, CONTROL_RESET, CONTROL_GET_ATR = 0, 1, 2, 4
CONNECT_RETRY_SECONDS = 0.02
CONNECT_LIMIT_SECONDS = 3
LIGHT_RETRY_SECONDS = 0.2
TRACE_LIMIT = 1000
FAULTS = ("drop", "dropHalf", "hang", "garbage", "empty", "short", "long", "status", "delay")


def framed(payload):
    """A message of the driver: a 2-byte big-endian length, then the payload."""
    return len(payload).to_bytes(2, "big") + payload


async def read_message(reader):
    """One message; None when the driver has closed."""
    try:
        count = int.from_bytes(await reader.readexactly(2), "big")
        return await reader.readexactly(count)
    except (asyncio.IncompleteReadError, OSError):
        return None


class Fault:
    """Something that goes wrong with some of the APDUs.

    Fields, all but `kind` optional: `skip` that many fitting APDUs first, `times` it happens,
    `match` the beginning of an APDU in hexadecimal, `count` bytes, `status` word in hexadecimal,
    `milliseconds`.
    """

    def __init__(self, fields):
        self.kind = fields["kind"]
        if self.kind not in FAULTS:
            raise ValueError(f"no fault {self.kind}; there are {', '.join(FAULTS)}")
        self.skip = int(fields.get("skip", 0))
        self.times = int(fields.get("times", 1))
        self.match = bytes.fromhex(fields.get("match", ""))
        self.count = int(fields.get("count", 64))
        self.status = bytes.fromhex(fields.get("status", "6F00"))
        self.milliseconds = int(fields.get("milliseconds", 1000))

    def strikes(self, apdu):
        """Whether it happens to this APDU; counts it."""
        if not apdu.startswith(self.match) or self.times <= 0:
            return False
        if self.skip > 0:
            self.skip -= 1
            return False
        self.times -= 1
        return True

    def spoil(self, answer):
        """The answer that goes out instead of the right one."""
        spoilt = {
            "garbage": lambda: os.urandom(self.count),
            "empty": lambda: b"",
            "short": lambda: answer[:1],
            "long": lambda: bytes(max(self.count - 2, 0)) + OK,
            "status": lambda: self.status,
        }
        return spoilt[self.kind]() if self.kind in spoilt else answer


class VirtualReader:
    """One reader's field: at most one card is in it."""

    def __init__(self, number, prefix):
        self.number = number
        self.prefix = prefix
        self.card = None
        self.fault = None
        self.latency_milliseconds = 0
        self.jitter_milliseconds = 0
        self.trace = collections.deque(maxlen=TRACE_LIMIT)
        self._writer = None
        self._tasks = set()
        self._departure = None

    def note(self, what, **fields):
        """Remembers an event, for the tests to look at; the oldest are forgotten."""
        entry = {"atSeconds": round(time.monotonic(), 6), "reader": self.number, "event": what}
        self.trace.append({**entry, **fields})

    def _start(self, coroutine):
        task = asyncio.get_running_loop().create_task(coroutine)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        return task

    # -- coming and going --------------------------------------------------------------------

    async def tap(self, card, hold_milliseconds=None):
        """Puts a card into the field, for a time or until `take_away`.

        Raises ConnectionError when the driver is not there within CONNECT_LIMIT_SECONDS.
        """
        self.take_away()
        end = time.monotonic() + CONNECT_LIMIT_SECONDS
        while True:
            try:
                reader, writer = await asyncio.open_unix_connection(self.prefix + ".card")
                break
            except OSError as error:
                if time.monotonic() > end:
                    raise ConnectionError("the virtual reader does not answer") from error
                await asyncio.sleep(CONNECT_RETRY_SECONDS)
        self.take_away()
        card.power_up()
        self.card, self._writer = card, writer
        self.note("tap", profile=card.profile)
        self._start(self._serve(reader, writer, card))
        if hold_milliseconds is not None:
            loop = asyncio.get_running_loop()
            self._departure = loop.call_later(hold_milliseconds / 1000, self.take_away)

    def take_away(self):
        """Takes the card out of the field at once, also in the middle of an answer."""
        if self._departure is not None:
            self._departure.cancel()
            self._departure = None
        if self._writer is not None:
            self._writer.transport.abort()
            self._writer = None
            self.card = None
            self.note("out")

    def unplug(self):
        """Makes the reader vanish."""
        with open(self.prefix + ".gone", "w", encoding="ascii"):
            pass
        self.note("unplug")

    def plug(self):
        """Makes the reader come back."""
        if os.path.exists(self.prefix + ".gone"):
            os.unlink(self.prefix + ".gone")
        self.note("plug")

    # -- answering ---------------------------------------------------------------------------

    async def _serve(self, reader, writer, card):
        while self._writer is writer:
            message = await read_message(reader)
            if message is None:
                break
            if len(message) == 1:
                self._control(message[0], writer, card)
            else:
                await self._answer(message, writer, card)
        if self._writer is writer:
            self.note("gone")
            self.take_away()

    def _control(self, code, writer, card):
        if code == CONTROL_GET_ATR:
            self.note("atr")
            writer.write(framed(card.atr))
            return
        if code in (CONTROL_POWER_ON, CONTROL_RESET):
            card.power_up()
        names = {CONTROL_POWER_OFF: "off", CONTROL_POWER_ON: "on", CONTROL_RESET: "reset"}
        self.note(names.get(code, "unknownControl"))

    async def _answer(self, apdu, writer, card):
        answer = card.answer(apdu)
        fault = self.fault if self.fault is not None and self.fault.strikes(apdu) else None
        kind = fault.kind if fault else None
        wait = self.latency_milliseconds + random.random() * self.jitter_milliseconds
        if kind == "delay":
            wait += fault.milliseconds
        if wait > 0:
            await asyncio.sleep(wait / 1000)
        if self._writer is not writer:
            self.note("apdu", command=apdu.hex(), fault="removedInFlight")
            return
        sent = fault.spoil(answer) if fault else answer
        self.note("apdu", command=apdu.hex(), answer=sent[:40].hex(), fault=kind)
        if kind == "hang":
            return
        if kind == "dropHalf":
            whole = framed(sent if len(sent) > 3 else bytes(20))
            writer.write(whole[:len(whole) // 2])
            await writer.drain()
        if kind in ("drop", "dropHalf"):
            self.take_away()
            return
        writer.write(framed(sent))

    # -- the reader's own side -----------------------------------------------------------------

    def start_light(self):
        """Answers the reader's escape commands (light, buzzer, version), card or no card."""
        self._start(self._serve_light())

    async def _serve_light(self):
        firmware = Card("unknown")
        while True:
            try:
                reader, writer = await asyncio.open_unix_connection(self.prefix + ".light")
            except OSError:
                await asyncio.sleep(LIGHT_RETRY_SECONDS)
                continue
            while (message := await read_message(reader)) is not None:
                command = message[4:]
                answer = firmware.answer(command) if command[:1] == b"\xff" else b"\xe1\0\0\0\0"
                self.note("escape", command=command.hex(), answer=answer.hex())
                writer.write(framed(answer))
            writer.close()

    async def close(self):
        """Takes the card away and ends every task."""
        self.take_away()
        tasks = list(self._tasks)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
