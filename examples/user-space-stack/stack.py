"""One host: all protocols of it, put together."""

from __future__ import annotations

from ipaddress import IPv4Address, IPv4Interface

from changes import Changes
from errors import SocketError
from datagram_socket import DatagramSocket
from ethernet import Ethernet
from frames import Frames
from icmp import Icmp
from ipv4 import Ipv4
from sockets import Descriptors, Socket
from stream_socket import StreamSocket
from tcp import Tcp
from udp import Udp


class Stack:
    """A host. Without a network it has its loopback interface only."""

    def __init__(self) -> None:
        self.changes = Changes()
        self.descriptors = Descriptors()
        self._ip = Ipv4()
        self._udp = Udp(self._ip, Icmp(self._ip), self.changes)
        self._tcp = Tcp(self._ip, self.changes)

    def attach(
        self, descriptor: int, hardware_address: bytes, interface: IPv4Interface, gateway: IPv4Address | None, mtu: int
    ) -> None:
        """Plugs in the cable, which is a descriptor of frames."""
        frames = Frames(descriptor, lambda frame: ethernet.receive(frame))
        ethernet = Ethernet(frames.send, hardware_address, interface.ip, self._ip.receive, self._ip.unreachable)
        self._ip.attach(ethernet, interface, gateway, mtu)

    def socket(self, domain: str | int, kind: str | int, protocol: str | int) -> Socket:
        """A new socket."""
        if domain not in ("AF_INET", 2):
            raise SocketError("EAFNOSUPPORT")
        if kind in ("SOCK_STREAM", 1) and protocol in ("IPPROTO_TCP", 6, 0):
            return StreamSocket(self._tcp)
        if kind in ("SOCK_DGRAM", 2) and protocol in ("IPPROTO_UDP", 17, 0):
            return DatagramSocket(self._udp)
        known = kind in ("SOCK_STREAM", 1, "SOCK_DGRAM", 2)
        raise SocketError("EPROTONOSUPPORT" if known else "ESOCKTNOSUPPORT")
