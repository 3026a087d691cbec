"""The agent protocol (docs/agent-protocol.md): a line of JSON is a request, and another one is its result."""

from __future__ import annotations

import asyncio
import json
import sys
import time
import traceback
from ipaddress import IPv4Address, IPv4Interface
from typing import Any

import options
from calls import Calls, Request
from errors import SocketError
from stack import Stack

NAME, VERSION, PROTOCOL = "user-space-stack", "1", 1

# The longest line: a request that sends some megabytes.
LONGEST_LINE = 16 * 1024 * 1024


class Agent:
    """Reads requests and writes results. Each request is a task, so none waits for another that blocks."""

    def __init__(self) -> None:
        self._stack = Stack()
        self._calls = Calls(self._stack)
        self._tasks: dict[int, asyncio.Task[None]] = {}

    async def run(self) -> None:
        """Answers until there are no more requests, and closes what is open then."""
        reader = asyncio.StreamReader(limit=LONGEST_LINE)
        await asyncio.get_running_loop().connect_read_pipe(
            lambda: asyncio.StreamReaderProtocol(reader), sys.stdin.buffer
        )
        while line := await reader.readline():
            message = json.loads(line)
            identity = message["id"]
            task = asyncio.create_task(self._answer(identity, message.get("call"), message.get("request", {})))
            self._tasks[identity] = task
            task.add_done_callback(lambda _, identity=identity: self._tasks.pop(identity))
        for task in self._tasks.values():
            task.cancel()
        self._stack.descriptors.close_all()

    async def _answer(self, identity: int, call: str, request: Request) -> None:
        began = time.time_ns()
        try:
            result = {"value": await self._make(call, request)}
        except SocketError as error:
            result = {"errno": error.name}
        except asyncio.CancelledError:
            result = {"errno": "ECANCELED"}
        except (AttributeError, KeyError, TypeError, ValueError):
            # A request of a wrong form; or a mistake of this stack, and then it had better be seen.
            traceback.print_exc()
            result = {"errno": "ENOSYS"}
        line = {"id": identity, **result, "began": str(began), "ended": str(time.time_ns())}
        sys.stdout.write(json.dumps(line) + "\n")
        sys.stdout.flush()

    async def _make(self, call: str, request: Request) -> Any:
        if call == "hello":
            return self._hello(request)
        if call == "cancel":
            return await self._cancel(request["id"])
        if call in Calls.NAMES:
            return await getattr(self._calls, call)(request)
        raise SocketError("ENOSYS")

    def _hello(self, request: Request) -> Request:
        network = request["network"]
        if network is not None:
            self._plug_in(network["descriptor"], network["interface"])
        return {
            "protocol": PROTOCOL,
            "name": NAME,
            "version": VERSION,
            "network": "frames",
            "calls": Calls.NAMES,
            "options": options.NAMES,
            "flags": Calls.FLAGS,
            "families": ["AF_INET"],
            "types": ["SOCK_STREAM", "SOCK_DGRAM"],
            "loopback": True,
        }

    def _plug_in(self, descriptor: int, interface: Request) -> None:
        own = next(one for one in interface["addresses"] if one["family"] == "AF_INET")
        gateway = interface["gateway"]
        self._stack.attach(
            descriptor,
            bytes.fromhex(interface["hardwareAddress"].replace(":", "")),
            IPv4Interface(f'{own["address"]}/{own["prefix"]}'),
            None if gateway is None else IPv4Address(gateway),
            interface["mtu"],
        )

    async def _cancel(self, identity: int) -> int:
        """Ends a call that waits; its result is there before this one's."""
        task = self._tasks.get(identity)
        if task is not None:
            task.cancel()
            await asyncio.wait([task])
        return 0
