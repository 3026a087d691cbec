"""The sockets API: what both types of socket have in common, and the descriptors."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable
from ipaddress import IPv4Address

from changes import Changes
from errors import SocketError
from ipv4 import UNSPECIFIED, Ipv4
from ports import Claim, Ports

Address = tuple[IPv4Address, int]


class Socket(ABC):
    """A socket of either type. What a call cannot do, it says with a SocketError."""

    def __init__(self, ip: Ipv4, ports: Ports, changes: Changes) -> None:
        self.ip, self.ports, self.changes = ip, ports, changes
        self.claim: Claim | None = None
        self.nonblocking = False
        self.close_on_exec = False
        self._reuse_address = False

    def bind(self, address: Address) -> None:
        """Gives the socket its local address and port."""
        if self.claim is not None:
            raise SocketError("EINVAL")
        if address[0] != UNSPECIFIED and not self.ip.is_own(address[0]):
            raise SocketError("EADDRNOTAVAIL")
        self.claim = self.ports.claim(address[0], address[1], self.reuse_address)

    @property
    def reuse_address(self) -> bool:
        """SO_REUSEADDR."""
        return self._reuse_address

    @reuse_address.setter
    def reuse_address(self, on: bool) -> None:
        self._reuse_address = on
        if self.claim is not None:
            self.claim.shared = on

    @property
    def local(self) -> Address:
        """What getsockname() tells."""
        return (UNSPECIFIED, 0) if self.claim is None else (self.claim.address, self.claim.port)

    @property
    @abstractmethod
    def remote(self) -> Address:
        """What getpeername() tells. ENOTCONN without a peer."""

    @abstractmethod
    async def connect(self, address: Address) -> None:
        """Gives it a peer."""

    @abstractmethod
    async def send(self, data: bytes, wait: bool, to: Address | None) -> int:
        """Sends bytes; gives how many were taken."""

    @abstractmethod
    async def receive(self, length: int, wait: bool, keep: bool) -> tuple[bytes, Address | None]:
        """Gives bytes that have come, and of a datagram from whom; `keep` leaves them where they are."""

    @abstractmethod
    def shutdown(self, read: bool, write: bool) -> None:
        """Ends one direction, or both."""

    @abstractmethod
    def close(self) -> None:
        """No descriptor stands for it any more."""

    @abstractmethod
    def events(self) -> set[str]:
        """What poll() tells of it now: POLLIN and so on."""

    @abstractmethod
    def take_error(self) -> str | None:
        """The error that waits, and with that it is gone (SO_ERROR)."""

    @property
    @abstractmethod
    def unread(self) -> int:
        """How many bytes receive() could give now (FIONREAD)."""

    @property
    @abstractmethod
    def receive_room(self) -> int:
        """SO_RCVBUF: how many bytes may wait to be read."""

    @receive_room.setter
    @abstractmethod
    def receive_room(self, size: int) -> None: ...

    @property
    @abstractmethod
    def send_room(self) -> int:
        """SO_SNDBUF: how many bytes may wait to be sent."""

    @send_room.setter
    @abstractmethod
    def send_room(self, size: int) -> None: ...

    async def wait_for(self, condition: Callable[[], bool], wait: bool = True, otherwise: str = "EAGAIN") -> None:
        """Blocks until a condition is true; `otherwise` is the error if the call must not block."""
        if not condition() and (self.nonblocking or not wait):
            raise SocketError(otherwise)
        await self.changes.until(condition)


class Descriptors:
    """Which number stands for which socket."""

    # Those below are the agent's: standard input, output and error, and its frames.
    FIRST = 4

    def __init__(self) -> None:
        self._sockets: dict[int, Socket] = {}

    def add(self, socket: Socket) -> int:
        """Gives a socket the lowest number that is free."""
        number = self.FIRST
        while number in self._sockets:
            number += 1
        self._sockets[number] = socket
        return number

    def __getitem__(self, number: int) -> Socket:
        if number not in self._sockets:
            raise SocketError("EBADF")
        return self._sockets[number]

    def find(self, number: int) -> Socket | None:
        """The socket of a number, if there is one."""
        return self._sockets.get(number)

    def close(self, number: int) -> None:
        """The number stands for nothing any more."""
        self[number].close()
        del self._sockets[number]

    def close_all(self) -> None:
        """The program ends."""
        for number in list(self._sockets):
            self.close(number)
