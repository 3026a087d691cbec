"""Sockets of the type SOCK_STREAM."""

from __future__ import annotations

from connection import BUFFER, OPENING, Connection, State
from errors import SocketError
from ipv4 import LOCALHOST, UNSPECIFIED
from sockets import Address, Socket
from tcp import Listener, Tcp


class StreamSocket(Socket):
    """A socket that is to become a listener, or one end of a connection."""

    def __init__(self, tcp: Tcp, connection: Connection | None = None) -> None:
        super().__init__(tcp.ip, tcp.ports, tcp.changes)
        self.connection = connection
        self.listener: Listener | None = None
        self._tcp = tcp
        self._send_room = self._receive_room = BUFFER
        # SO_LINGER: whether close() waits for what is unsent, and how many seconds. (Exercise: it never waits.)
        self.linger: tuple[bool, int] = (False, 0)
        self._bound_by_connect = False
        self._reads_no_more = False

    @property
    def local(self) -> Address:
        return super().local if self.connection is None else self.connection.local

    @property
    def remote(self) -> Address:
        return self._connected().remote

    def listen(self, backlog: int) -> None:
        """Opens the port, or changes how many may wait at it."""
        if self.connection is not None:
            raise SocketError("EINVAL")
        if self.claim is None:
            self.bind((UNSPECIFIED, 0))
        if self.listener is None and self.claim is not None:
            self.listener = self._tcp.listen(self.claim)
            self.listener.send_room, self.listener.receive_room = self._send_room, self._receive_room
        if self.listener is not None:
            self.listener.backlog = backlog

    async def accept(self) -> StreamSocket:
        """Takes the connection that has waited longest."""
        listener = self.listener
        if listener is None:
            raise SocketError("EINVAL")
        await self.wait_for(lambda: len(listener.queue) > 0)
        accepted = StreamSocket(self._tcp, listener.queue.popleft())
        accepted.reuse_address, accepted.linger = self.reuse_address, self.linger
        return accepted

    async def connect(self, address: Address) -> None:
        if self.listener is not None:
            raise SocketError("EISCONN")
        if self.connection is None:
            self.connection = self._knock(address)
        elif self.connection.opened:
            raise SocketError("EISCONN")
        elif self.connection.state is State.SYN_SENT and self.nonblocking:
            raise SocketError("EALREADY")
        connection = self.connection
        await self.wait_for(lambda: connection.state not in OPENING, otherwise="EINPROGRESS")
        if not connection.opened:
            raise SocketError(self._forget_attempt(connection))

    async def send(self, data: bytes, wait: bool, to: Address | None) -> int:
        connection = self.connection
        if connection is None:
            raise SocketError("EPIPE")
        await self.wait_for(lambda: connection.state not in OPENING, wait)
        taken = 0
        while True:
            # An error waits for the next call if this one has something to tell.
            if taken == 0 or connection.is_open:
                self._raise_error()
            if not connection.is_open:
                if taken > 0:
                    return taken
                raise SocketError("EPIPE")
            taken += connection.write(data[taken:])
            if taken == len(data) or (taken > 0 and (self.nonblocking or not wait)):
                return taken
            await self.wait_for(lambda: connection.room > 0 or not connection.is_open, wait)

    async def receive(self, length: int, wait: bool, keep: bool) -> tuple[bytes, Address | None]:
        connection = self.connection
        if connection is None:
            raise SocketError("ENOTCONN")
        await self.wait_for(lambda: self._is_readable(connection), wait)
        if not connection.incoming:
            self._raise_error()
        return connection.read(length, keep), None

    def shutdown(self, read: bool, write: bool) -> None:
        """Ends one direction, or both. (Exercise: of a listener, too.)"""
        connection = self._connected()
        if read:
            self._reads_no_more = True
        if write:
            connection.end()
        self.changes.tell()

    def close(self) -> None:
        if self.listener is not None:
            self._tcp.unlisten(self.listener)
        if self.connection is not None and self.linger == (True, 0):
            self.connection.reset()
        elif self.connection is not None:
            self.connection.abandon()
        if self.claim is not None:
            self.ports.give_back(self.claim)

    def events(self) -> set[str]:
        if self.listener is not None:
            return {"POLLIN"} if self.listener.queue else set()
        connection = self.connection
        if connection is None:
            return {"POLLOUT", "POLLHUP"}
        is_over = connection.state is State.CLOSED
        has_ended = connection.ended or self._reads_no_more or is_over
        tests = {
            "POLLIN": self._is_readable(connection),
            "POLLRDHUP": has_ended,
            "POLLOUT": connection.room > 0 if connection.is_open else connection.state not in OPENING,
            "POLLHUP": is_over or (has_ended and connection.ending),
            "POLLERR": connection.error is not None,
        }
        return {name for name, is_so in tests.items() if is_so}

    def take_error(self) -> str | None:
        if self.connection is None:
            return None
        error, self.connection.error = self.connection.error, None
        return error

    @property
    def unread(self) -> int:
        if self.listener is not None:
            raise SocketError("EINVAL")
        return 0 if self.connection is None else len(self.connection.incoming)

    @property
    def unacknowledged(self) -> int:
        """How many bytes the peer has not acknowledged (SIOCOUTQ)."""
        if self.listener is not None:
            raise SocketError("EINVAL")
        return 0 if self.connection is None else len(self.connection.outgoing)

    @property
    def send_room(self) -> int:
        return self._send_room if self.connection is None else self.connection.send_room

    @send_room.setter
    def send_room(self, size: int) -> None:
        self._send_room = size
        if self.connection is not None:
            self.connection.send_room = size

    @property
    def receive_room(self) -> int:
        return self._receive_room if self.connection is None else self.connection.receive_room

    @receive_room.setter
    def receive_room(self, size: int) -> None:
        self._receive_room = size
        if self.connection is not None:
            self.connection.receive_room = size

    def _knock(self, address: Address) -> Connection:
        """Begins a connection, from a port of the stack's choice if the socket is not bound."""
        remote = (LOCALHOST if address[0] == UNSPECIFIED else address[0], address[1])
        source = self.ip.source_for(remote[0])
        if self.claim is None:
            self.claim = self.ports.claim(source, 0, self.reuse_address)
            self._bound_by_connect = True
        elif self.claim.address != UNSPECIFIED:
            source = self.claim.address
        connection = self._tcp.connect((source, self.claim.port), remote, self.claim)
        connection.send_room, connection.receive_room = self._send_room, self._receive_room
        return connection

    def _forget_attempt(self, connection: Connection) -> str:
        """Gives why nothing came of connect(); the socket is as it was before, and may try again."""
        self.connection = None
        if self._bound_by_connect and self.claim is not None:
            self.ports.give_back(self.claim)
            self.claim = None
        return connection.error or "ECONNABORTED"

    def _connected(self) -> Connection:
        if self.connection is None or self.connection.state in (State.SYN_SENT, State.CLOSED):
            raise SocketError("ENOTCONN")
        return self.connection

    def _is_readable(self, connection: Connection) -> bool:
        """Whether receive() does not wait: bytes, the end, or an error are there."""
        is_over = connection.ended or connection.state is State.CLOSED
        return bool(connection.incoming) or is_over or self._reads_no_more

    def _raise_error(self) -> None:
        error = self.take_error()
        if error is not None:
            raise SocketError(error)
