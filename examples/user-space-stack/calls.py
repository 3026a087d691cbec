"""The calls of the agent protocol, each as its request comes and its value goes: in JSON."""

from __future__ import annotations

import asyncio
import base64
from ipaddress import IPv4Address
from typing import Any

import options
from datagram_socket import DatagramSocket
from errors import SocketError
from sockets import Address, Socket
from stack import Stack
from stream_socket import StreamSocket

Request = dict[str, Any]

# The lengths of struct sockaddr_in and of struct sockaddr_storage, the longest.
ADDRESS_LENGTH, LONGEST_ADDRESS = 16, 128

# In the order in which they are told.
EVENTS = ("POLLIN", "POLLPRI", "POLLOUT", "POLLERR", "POLLHUP", "POLLRDHUP", "POLLNVAL")

# What poll() tells whether it was asked for or not.
ALWAYS_TOLD = {"POLLERR", "POLLHUP", "POLLNVAL"}

DIRECTIONS = {"SHUT_RD": (True, False), "SHUT_WR": (False, True), "SHUT_RDWR": (True, True)}


def encode_bytes(data: bytes) -> Request:
    return {"base64": base64.b64encode(data).decode()}


def decode_bytes(value: Request) -> bytes:
    return base64.b64decode(value["base64"], validate=True)


def encode_address(address: Address) -> Request:
    return {"family": "AF_INET", "address": str(address[0]), "port": address[1]}


def decode_address(request: Request) -> Address:
    """The address that bind() and so on are given."""
    length = request.get("addressLength", ADDRESS_LENGTH)
    if not 0 < length <= LONGEST_ADDRESS:
        raise SocketError("EINVAL")
    if request.get("nullPointer"):
        raise SocketError("EFAULT")
    if length < ADDRESS_LENGTH:
        raise SocketError("EINVAL")
    address = request["address"]
    if address["family"] != "AF_INET":
        raise SocketError("EAFNOSUPPORT")
    return IPv4Address(address["address"]), address["port"]


def events_asked(socket: Socket | None, asked: list[str]) -> list[str]:
    """What poll() tells of a socket; of no socket, POLLNVAL."""
    events = {"POLLNVAL"} if socket is None else socket.events()
    return [name for name in EVENTS if name in events and (name in asked or name in ALWAYS_TOLD)]


class Calls:
    """The calls: each method is one, by its name, and is given what the request has."""

    NAMES = (
        "socket bind listen accept4 connect send sendto recv recvfrom shutdown close getsockname getpeername "
        "getsockopt setsockopt poll fcntl ioctl"
    ).split()
    FLAGS = ["MSG_PEEK", "MSG_DONTWAIT", "MSG_NOSIGNAL"]

    def __init__(self, stack: Stack) -> None:
        self._stack = stack
        self._sockets = stack.descriptors

    async def socket(self, request: Request) -> int:
        socket = self._stack.socket(request["domain"], request["type"], request.get("protocol", 0))
        return self._open(socket, request)

    async def bind(self, request: Request) -> int:
        self._sockets[request["fd"]].bind(decode_address(request))
        return 0

    async def listen(self, request: Request) -> int:
        self._stream(request).listen(request["backlog"])
        return 0

    async def accept4(self, request: Request) -> Request:
        accepted = await self._stream(request).accept()
        assert accepted.connection is not None
        return {"fd": self._open(accepted, request), "peer": encode_address(accepted.connection.remote)}

    async def connect(self, request: Request) -> int:
        socket = self._sockets[request["fd"]]
        if request["address"]["family"] == "AF_UNSPEC" and isinstance(socket, DatagramSocket):
            socket.disconnect()
        else:
            await socket.connect(decode_address(request))
        return 0

    async def send(self, request: Request) -> int:
        return await self._send_to(request, None)

    async def sendto(self, request: Request) -> int:
        return await self._send_to(request, decode_address({"address": request["to"]}))

    async def recv(self, request: Request) -> Request:
        data, _ = await self._receive(request)
        return encode_bytes(data)

    async def recvfrom(self, request: Request) -> Request:
        data, source = await self._receive(request)
        return {"bytes": encode_bytes(data), "from": None if source is None else encode_address(source)}

    async def shutdown(self, request: Request) -> int:
        socket = self._sockets[request["fd"]]
        if request["how"] not in DIRECTIONS:
            raise SocketError("EINVAL")
        read, write = DIRECTIONS[request["how"]]
        socket.shutdown(read, write)
        return 0

    async def close(self, request: Request) -> int:
        self._sockets.close(request["fd"])
        return 0

    async def getsockname(self, request: Request) -> Request:
        return encode_address(self._sockets[request["fd"]].local)

    async def getpeername(self, request: Request) -> Request:
        return encode_address(self._sockets[request["fd"]].remote)

    async def getsockopt(self, request: Request) -> Any:
        return options.get(self._sockets[request["fd"]], request["option"])

    async def setsockopt(self, request: Request) -> int:
        options.put(self._sockets[request["fd"]], request["option"], request["value"])
        return 0

    async def poll(self, request: Request) -> list[Request]:
        asked = [(one["fd"], one["events"]) for one in request["fds"]]

        def ready() -> list[Request]:
            told = ((fd, events_asked(self._sockets.find(fd), events)) for fd, events in asked if fd >= 0)
            return [{"fd": fd, "revents": events} for fd, events in told if events]

        timeout = request["timeout"]
        try:
            await asyncio.wait_for(
                self._stack.changes.until(lambda: bool(ready())), timeout / 1000 if timeout >= 0 else None
            )
        except asyncio.TimeoutError:
            pass
        return ready()

    async def fcntl(self, request: Request) -> list[str]:
        socket = self._sockets[request["fd"]]
        flags = request.get("flags", [])
        match request["command"]:
            case "F_GETFL":
                return ["O_RDWR", *(["O_NONBLOCK"] if socket.nonblocking else [])]
            case "F_SETFL":
                socket.nonblocking = "O_NONBLOCK" in flags
            case "F_GETFD":
                return ["FD_CLOEXEC"] if socket.close_on_exec else []
            case "F_SETFD":
                socket.close_on_exec = "FD_CLOEXEC" in flags
            case _:
                raise SocketError("EINVAL")
        return []

    async def ioctl(self, request: Request) -> int:
        socket = self._sockets[request["fd"]]
        match request["request"]:
            case "FIONREAD":
                return socket.unread
            case "SIOCOUTQ" if isinstance(socket, StreamSocket):
                return socket.unacknowledged
        raise SocketError("EINVAL")

    def _open(self, socket: Socket, request: Request) -> int:
        """A descriptor for a new socket."""
        flags = request.get("flags", [])
        socket.nonblocking = "SOCK_NONBLOCK" in flags
        socket.close_on_exec = "SOCK_CLOEXEC" in flags
        return self._sockets.add(socket)

    def _stream(self, request: Request) -> StreamSocket:
        """The socket of a call that only streams have."""
        socket = self._sockets[request["fd"]]
        if not isinstance(socket, StreamSocket):
            raise SocketError("EOPNOTSUPP")
        return socket

    async def _send_to(self, request: Request, to: Address | None) -> int:
        socket = self._sockets[request["fd"]]
        data = decode_bytes(request["bytes"])
        if data and request.get("nullPointer"):
            raise SocketError("EFAULT")
        return await socket.send(data, "MSG_DONTWAIT" not in request.get("flags", []), to)

    async def _receive(self, request: Request) -> tuple[bytes, Address | None]:
        socket = self._sockets[request["fd"]]
        flags = request.get("flags", [])
        nowhere = request.get("nullPointer", False)
        # There is nowhere to put the bytes, so a stream keeps them; a datagram is gone.
        keep = "MSG_PEEK" in flags or (nowhere and isinstance(socket, StreamSocket))
        data, source = await socket.receive(request["length"], "MSG_DONTWAIT" not in flags, keep)
        if data and nowhere:
            raise SocketError("EFAULT")
        return data, source
