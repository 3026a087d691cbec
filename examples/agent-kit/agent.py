#!/usr/bin/env python3
"""A template of an agent of sockproof: fill in your own sockets. Needs Python 3.9 and nothing else.

The upper part is yours: your stack, and the calls that programs make of it. What works so far is UDP within one host,
without a network: sockets, ports, and datagrams from one socket to another. The lower part is the agent protocol
(docs/agent-protocol.md); it is complete, and need not be changed.

    sockproof agent check -- ./agent.py
    sockproof verify udp --stack agent -- ./agent.py

A call is a method of the class Calls, by its name. It returns its value, or raises SocketError('ECONNREFUSED'). One that
blocks is a coroutine, and waits with `await self.until(lambda: …)`; whoever changes something that others may wait for
calls `self.changed()`. There is one thread, so nothing needs a lock. When you add a call, it is in hello by itself; add
options, flags, families and types to the lists of SELF. Print to standard error as you like: it is on the timeline.
"""

import asyncio
import base64
import inspect
import json
import os
import sys
import time
import traceback

# What hello tells, besides the calls.
SELF = {
    "name": "my-stack",
    "version": "0.1",
    "network": "frames",
    "families": ["AF_INET"],
    "types": ["SOCK_DGRAM"],
    "options": [],
    "flags": ["MSG_DONTWAIT"],
    "loopback": True,
}


class SocketError(Exception):
    """A call failed; its name is that of errno(3)."""

    def __init__(self, name):
        super().__init__(name)
        self.name = name


# ---------------------------------------------------------------- Your stack


class Socket:
    """What your stack knows of one socket."""

    def __init__(self, kind, nonblocking):
        self.kind = kind
        self.nonblocking = nonblocking
        self.local = ("0.0.0.0", 0)
        self.arrived = []  # datagrams that nobody has read: (bytes, address they came from)


class Network:
    """The cable: descriptor 3, on which each read() gives one Ethernet frame and each write() sends one."""

    def __init__(self, descriptor, interface):
        self.descriptor = descriptor
        self.interface = interface  # name, hardwareAddress, mtu, addresses, gateway
        self.addresses = [own["address"] for own in interface["addresses"]]
        os.set_blocking(descriptor, False)
        asyncio.get_running_loop().add_reader(descriptor, self.read)

    def read(self):
        try:
            self.frame_arrived(os.read(self.descriptor, 2048))
        except BlockingIOError:
            pass

    def send(self, frame):
        """Sends a frame: 6 bytes of destination, 6 of source, 2 of type, and what is in it."""
        os.write(self.descriptor, frame)

    def frame_arrived(self, frame):
        """TODO: answer ARP for your address; then IPv4, and in it ICMP, UDP and TCP."""


class Calls:
    """The calls that programs make. Addresses are (text, port), None for AF_UNSPEC."""

    EPHEMERAL = range(49152, 65536)

    def __init__(self, agent):
        self.until = agent.until
        self.changed = agent.changed
        self.network = None  # a Network, once hello has told of one
        self._sockets = {}

    def socket(self, request):
        if request["domain"] != "AF_INET":
            raise SocketError("EAFNOSUPPORT")
        if request["type"] != "SOCK_DGRAM":  # TODO: SOCK_STREAM
            raise SocketError("ESOCKTNOSUPPORT")
        fd = next(number for number in range(4, 1024) if number not in self._sockets)
        self._sockets[fd] = Socket(request["type"], "SOCK_NONBLOCK" in request.get("flags", []))
        return fd

    def bind(self, request):
        socket = self._socket(request)
        address, port = decode_address(request)
        if socket.local[1] != 0:
            raise SocketError("EINVAL")
        if not self._is_own(address):
            raise SocketError("EADDRNOTAVAIL")
        self._claim(socket, address, port)
        return 0

    def getsockname(self, request):
        return encode_address(self._socket(request).local)

    def getpeername(self, request):
        self._socket(request)
        raise SocketError("ENOTCONN")  # TODO: after connect(), its peer

    def sendto(self, request):
        socket = self._socket(request)
        data = base64.b64decode(request["bytes"]["base64"])
        address, port = decode_address({"address": request["to"]})
        if socket.local[1] == 0:
            self._claim(socket, "0.0.0.0", 0)
        if not self._is_own(address):
            raise SocketError("ENETUNREACH")  # TODO: send it as a frame, see Network.send()
        receiver = self._at(address, port)
        if receiver is not None:
            source = address if socket.local[0] == "0.0.0.0" else socket.local[0]
            receiver.arrived.append((data, (source, socket.local[1])))
            self.changed()
        return len(data)

    async def recvfrom(self, request):
        socket = self._socket(request)
        waits = not (socket.nonblocking or "MSG_DONTWAIT" in request.get("flags", []))
        if not socket.arrived and not waits:
            raise SocketError("EAGAIN")
        await self.until(lambda: socket.arrived)
        data, source = socket.arrived.pop(0)
        return {"bytes": encode_bytes(data[: request["length"]]), "from": encode_address(source)}

    async def recv(self, request):
        return (await self.recvfrom(request))["bytes"]

    def close(self, request):
        self._socket(request)
        del self._sockets[request["fd"]]
        return 0

    # TODO, and more in docs/agent-protocol.md: connect, send, listen, accept4, shutdown, getsockopt, setsockopt,
    # poll, fcntl.

    def _socket(self, request):
        if request["fd"] not in self._sockets:
            raise SocketError("EBADF")
        return self._sockets[request["fd"]]

    def _is_own(self, address):
        return address == "0.0.0.0" or address.startswith("127.") or (
            self.network is not None and address in self.network.addresses
        )

    def _at(self, address, port):
        """The socket at a port; one of just this address comes before one of all addresses."""
        here = [socket for socket in self._sockets.values() if socket.local[1] == port]
        fitting = [socket for socket in here if socket.local[0] in (address, "0.0.0.0")]
        return min(fitting, key=lambda socket: socket.local[0] == "0.0.0.0", default=None)

    def _claim(self, socket, address, port):
        """Gives a socket a port, any if it is 0."""
        taken = {other.local for other in self._sockets.values() if other.local[1] != 0}
        ports = {number for _, number in taken}
        port = port or next(number for number in self.EPHEMERAL if number not in ports)
        if any(number == port and (own == address or "0.0.0.0" in (own, address)) for own, number in taken):
            raise SocketError("EADDRINUSE")
        socket.local = (address, port)


# ---------------------------------------------------------------- Values


def encode_bytes(data):
    return {"base64": base64.b64encode(data).decode()}


def encode_address(address):
    return {"family": "AF_INET", "address": address[0], "port": address[1]}


def decode_address(request):
    """The address that a call is given, with what is odd about it."""
    address, length = request["address"], request.get("addressLength", 16)
    if request.get("nullPointer"):
        raise SocketError("EFAULT")
    if not 16 <= length <= 128:
        raise SocketError("EINVAL")
    if address["family"] != "AF_INET":
        raise SocketError("EAFNOSUPPORT")
    return address["address"], address["port"]


# ---------------------------------------------------------------- The agent protocol


class Agent:
    """Reads requests and writes results, a line each. Each request is a task, so none waits for one that blocks."""

    def __init__(self):
        self._waiting = set()
        self._tasks = {}
        self._calls = Calls(self)

    def changed(self):
        """Whoever waits looks again."""
        for waiter in self._waiting:
            if not waiter.done():
                waiter.set_result(None)
        self._waiting.clear()

    async def until(self, condition):
        """Returns when a condition is true."""
        while not condition():
            waiter = asyncio.get_running_loop().create_future()
            self._waiting.add(waiter)
            try:
                await waiter
            finally:
                self._waiting.discard(waiter)

    async def run(self):
        reader = asyncio.StreamReader(limit=16 * 1024 * 1024)
        await asyncio.get_running_loop().connect_read_pipe(
            lambda: asyncio.StreamReaderProtocol(reader), sys.stdin.buffer
        )
        while True:
            line = await reader.readline()
            if not line:
                break
            message = json.loads(line)
            task = asyncio.create_task(self._answer(message))
            self._tasks[message["id"]] = task
            task.add_done_callback(lambda _, number=message["id"]: self._tasks.pop(number, None))
        for task in self._tasks.values():
            task.cancel()

    async def _answer(self, message):
        began = time.time_ns()
        try:
            value = self._make(message.get("call"), message.get("request", {}))
            result = {"value": await value if inspect.isawaitable(value) else value}
        except SocketError as error:
            result = {"errno": error.name}
        except asyncio.CancelledError:
            result = {"errno": "ECANCELED"}
        except Exception:
            # The request has a wrong form, or there is a mistake in your stack: see the timeline.
            traceback.print_exc()
            result = {"errno": "ENOSYS"}
        line = {"id": message["id"], **result, "began": str(began), "ended": str(time.time_ns())}
        sys.stdout.write(json.dumps(line) + "\n")
        sys.stdout.flush()

    def _make(self, call, request):
        if call == "hello":
            return self._hello(request["network"])
        if call == "cancel":
            return self._cancel(request["id"])
        if call not in self._names():
            raise SocketError("ENOSYS")
        return getattr(self._calls, call)(request)

    def _names(self):
        return [name for name, _ in inspect.getmembers(Calls, inspect.isfunction) if not name.startswith("_")]

    def _hello(self, network):
        if network is not None:
            self._calls.network = Network(network["descriptor"], network["interface"])
        return {"protocol": 1, "calls": self._names(), **SELF}

    async def _cancel(self, number):
        task = self._tasks.get(number)
        if task is not None:
            task.cancel()
            await asyncio.wait([task])
        return 0


if __name__ == "__main__":
    asyncio.run(Agent().run())
