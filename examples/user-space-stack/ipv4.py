"""IPv4 (RFC 791), without fragments and without options."""

from __future__ import annotations

import asyncio
import struct
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv4Interface
from typing import Protocol

from checksum import checksum
from errors import SocketError

HEADER = struct.Struct("!BBHHHBBH4s4s")
VERSION_4, DONT_FRAGMENT, FRAGMENTED = 4, 0x4000, 0x3FFF
TIME_TO_LIVE = 64

UNSPECIFIED = IPv4Address("0.0.0.0")
LOCALHOST = IPv4Address("127.0.0.1")

# What the loopback interface takes in one packet: all that the length field can tell.
LOOPBACK_MTU = 0xFFFF


@dataclass(frozen=True)
class Packet:
    """A packet that has come, or that an ICMP message quotes."""

    source: IPv4Address
    destination: IPv4Address
    protocol: int
    payload: bytes
    whole: bytes

    @staticmethod
    def read(data: bytes) -> Packet | None:
        """The packet that begins these bytes; None if none does."""
        if len(data) < HEADER.size:
            return None
        first, _, length, _, fragment, _, protocol, _, source, destination = HEADER.unpack_from(data)
        header = (first & 0xF) * 4
        if first >> 4 != VERSION_4 or header < HEADER.size or length < header:
            return None
        if checksum(data[:header]) != 0 or fragment & FRAGMENTED:
            return None
        # A short packet is filled up to the least length of a frame.
        whole = data[:length]
        return Packet(IPv4Address(source), IPv4Address(destination), protocol, whole[header:], whole)


class Transport(Protocol):
    """What stands above: UDP, TCP, ICMP."""

    def receive(self, packet: Packet) -> None:
        """A packet has come."""

    def failed(self, packet: Packet, error: str) -> None:
        """A packet of ours did not get through, or only its beginning is known; the error is named as in errno(3)."""


class Link(Protocol):
    """What stands below."""

    def send(self, neighbour: IPv4Address, packet: bytes) -> None:
        """Sends a packet to a neighbour."""


class Ipv4:
    """A host with a loopback interface, and perhaps one other."""

    def __init__(self) -> None:
        self._interface: IPv4Interface | None = None
        self._gateway: IPv4Address | None = None
        self._link: Link | None = None
        self._link_mtu = 0
        self._transports: dict[int, Transport] = {}
        self._identification = 0

    def attach(self, link: Link, interface: IPv4Interface, gateway: IPv4Address | None, mtu: int) -> None:
        """Gives it its other interface."""
        self._link, self._interface, self._gateway, self._link_mtu = link, interface, gateway, mtu

    def carry(self, protocol: int, transport: Transport) -> None:
        """From now on, packets of this protocol are for that transport."""
        self._transports[protocol] = transport

    def is_own(self, address: IPv4Address) -> bool:
        """Whether packets for this address stay on this host."""
        return address.is_loopback or (self._interface is not None and address == self._interface.ip)

    def mtu(self, destination: IPv4Address) -> int:
        """The longest packet to a destination, in bytes."""
        return LOOPBACK_MTU if self.is_own(destination) else self._link_mtu

    def source_for(self, destination: IPv4Address) -> IPv4Address:
        """Our address in packets to a destination. ENETUNREACH if there is no way there."""
        if destination.is_loopback:
            return LOCALHOST
        if self.is_own(destination):
            return destination
        self._next_hop(destination)
        assert self._interface is not None
        return self._interface.ip

    def send(self, protocol: int, source: IPv4Address, destination: IPv4Address, payload: bytes) -> None:
        """Sends a packet; it is lost where there is no way."""
        self._identification = (self._identification + 1) & 0xFFFF
        packet = build(protocol, source, destination, payload, self._identification)
        if self.is_own(destination):
            # Not at once: whoever sends is in the middle of something.
            asyncio.get_running_loop().call_soon(self._receive_from_ourselves, packet)
            return
        try:
            hop = self._next_hop(destination)
        except SocketError:
            return
        assert self._link is not None
        self._link.send(hop, packet)

    def receive(self, data: bytes) -> None:
        """A packet has come from the link, if it is one for us."""
        packet = Packet.read(data)
        if packet is not None and self._interface is not None and packet.destination == self._interface.ip:
            self._deliver(packet)

    def unreachable(self, data: bytes) -> None:
        """Nobody was found whom a packet of ours could be given to."""
        packet = Packet.read(data)
        if packet is not None:
            self.failed(packet, "EHOSTUNREACH")

    def failed(self, packet: Packet, error: str) -> None:
        """Tells the transport of a packet of ours that it did not get through."""
        transport = self._transports.get(packet.protocol)
        if transport is not None:
            transport.failed(packet, error)

    def _receive_from_ourselves(self, data: bytes) -> None:
        packet = Packet.read(data)
        if packet is not None:
            self._deliver(packet)

    def _deliver(self, packet: Packet) -> None:
        transport = self._transports.get(packet.protocol)
        if transport is not None:
            transport.receive(packet)

    def _next_hop(self, destination: IPv4Address) -> IPv4Address:
        if self._interface is not None and destination in self._interface.network:
            return destination
        if self._gateway is not None:
            return self._gateway
        raise SocketError("ENETUNREACH")


def build(protocol: int, source: IPv4Address, destination: IPv4Address, payload: bytes, identification: int) -> bytes:
    """A packet."""

    def header(check: int) -> bytes:
        return HEADER.pack(
            VERSION_4 << 4 | HEADER.size // 4,
            0,
            HEADER.size + len(payload),
            identification,
            DONT_FRAGMENT,
            TIME_TO_LIVE,
            protocol,
            check,
            source.packed,
            destination.packed,
        )

    return header(checksum(header(0))) + payload


def pseudo_header(source: IPv4Address, destination: IPv4Address, protocol: int, length: int) -> bytes:
    """What the checksums of UDP and TCP include besides, so that a packet that went astray is noticed (RFC 9293, 3.1)."""
    return source.packed + destination.packed + struct.pack("!BBH", 0, protocol, length)
