"""Sockets of the type SOCK_DGRAM."""

from __future__ import annotations

from errors import SocketError
from ipv4 import LOCALHOST, UNSPECIFIED
from sockets import Address, Socket
from udp import ROOM, Udp


class DatagramSocket(Socket):
    """A socket that sends datagrams, and receives them once it has a port."""

    def __init__(self, udp: Udp) -> None:
        super().__init__(udp.ip, udp.ports, udp.changes)
        self._udp = udp
        self._endpoint = udp.open()
        self._send_room = ROOM
        self._reads_no_more = self._writes_no_more = False

    def bind(self, address: Address) -> None:
        super().bind(address)
        self._endpoint.claim = self.claim

    @property
    def remote(self) -> Address:
        if self._endpoint.peer is None:
            raise SocketError("ENOTCONN")
        return self._endpoint.peer

    async def connect(self, address: Address) -> None:
        remote = (LOCALHOST if address[0] == UNSPECIFIED else address[0], address[1])
        source = self.ip.source_for(remote[0])
        if self.claim is None:
            self.bind((source, 0))
        elif self.claim.address == UNSPECIFIED:
            self.claim.address = source
        self._endpoint.peer = remote

    def disconnect(self) -> None:
        """It hears everybody again. (Exercise: an address and port that connect() chose should be gone with the peer.)"""
        self._endpoint.peer = None

    async def send(self, data: bytes, wait: bool, to: Address | None) -> int:
        self._raise_error()
        if self._writes_no_more:
            raise SocketError("EPIPE")
        destination = to or self._endpoint.peer
        if destination is None:
            raise SocketError("EDESTADDRREQ")
        if destination[1] == 0:
            raise SocketError("EINVAL")
        # It must fit in whole.
        if len(data) > self._send_room:
            raise SocketError("EMSGSIZE")
        source = self.ip.source_for(destination[0])
        if self.claim is None:
            self.bind((UNSPECIFIED, 0))
        if self.local[0] != UNSPECIFIED:
            source = self.local[0]
        self._udp.send((source, self.local[1]), destination, data)
        return len(data)

    async def receive(self, length: int, wait: bool, keep: bool) -> tuple[bytes, Address | None]:
        endpoint = self._endpoint
        await self.wait_for(lambda: self._is_readable, wait)
        self._raise_error()
        if not endpoint.datagrams:
            return b"", None
        data, source = endpoint.datagrams[0] if keep else endpoint.datagrams.popleft()
        # What there is no room for is lost with the rest of the datagram.
        return data[:length], source

    def shutdown(self, read: bool, write: bool) -> None:
        if self._endpoint.peer is None:
            raise SocketError("ENOTCONN")
        self._reads_no_more |= read
        self._writes_no_more |= write
        self.changes.tell()

    def close(self) -> None:
        self._udp.close(self._endpoint)
        if self.claim is not None:
            self.ports.give_back(self.claim)

    def events(self) -> set[str]:
        tests = {
            "POLLIN": self._is_readable,
            "POLLRDHUP": self._reads_no_more,
            "POLLOUT": True,
            "POLLHUP": self._reads_no_more and self._writes_no_more,
            "POLLERR": self._endpoint.error is not None,
        }
        return {name for name, is_so in tests.items() if is_so}

    def take_error(self) -> str | None:
        error, self._endpoint.error = self._endpoint.error, None
        return error

    @property
    def unread(self) -> int:
        """The size of the next datagram, which is all that one call can give."""
        datagrams = self._endpoint.datagrams
        return len(datagrams[0][0]) if datagrams else 0

    @property
    def receive_room(self) -> int:
        return self._endpoint.room

    @receive_room.setter
    def receive_room(self, size: int) -> None:
        self._endpoint.room = size

    @property
    def send_room(self) -> int:
        return self._send_room

    @send_room.setter
    def send_room(self, size: int) -> None:
        self._send_room = size

    @property
    def _is_readable(self) -> bool:
        """Whether receive() does not wait: a datagram, the end, or an error is there."""
        return bool(self._endpoint.datagrams) or self._reads_no_more or self._endpoint.error is not None

    def _raise_error(self) -> None:
        error = self.take_error()
        if error is not None:
            raise SocketError(error)
