"""UDP (RFC 768)."""

from __future__ import annotations

import struct
from collections import deque
from ipaddress import IPv4Address

from changes import Changes
from checksum import checksum
from errors import SocketError
from icmp import Icmp
from ipv4 import HEADER as IP_HEADER
from ipv4 import UNSPECIFIED, Ipv4, Packet, pseudo_header
from ports import Claim, Ports

PROTOCOL = 17
HEADER = struct.Struct("!HHHH")

Address = tuple[IPv4Address, int]

# Bytes that wait to be read, unless SO_RCVBUF says otherwise.
ROOM = 65_536


class Endpoint:
    """Where datagrams arrive, until somebody reads them."""

    def __init__(self) -> None:
        # Without a port, nothing arrives.
        self.claim: Claim | None = None
        # The only one that it hears, once it is connected.
        self.peer: Address | None = None
        self.error: str | None = None
        self.room = ROOM
        self.datagrams: deque[tuple[bytes, Address]] = deque()

    @property
    def waiting(self) -> int:
        """How many bytes have not been read."""
        return sum(len(data) for data, _ in self.datagrams)

    def hears(self, local: Address, remote: Address) -> bool:
        """Whether a datagram is for it."""
        claim = self.claim
        here = claim is not None and claim.port == local[1] and claim.address in (local[0], UNSPECIFIED)
        return here and self.peer in (remote, None)

    @property
    def precision(self) -> tuple[bool, bool]:
        """Of several that hear a datagram it is for the one with the highest: who has this peer, who has this address."""
        return self.peer is not None, self.claim is not None and self.claim.address != UNSPECIFIED


class Udp:
    """Gives datagrams to endpoints by their ports."""

    def __init__(self, ip: Ipv4, icmp: Icmp, changes: Changes) -> None:
        self.ip = ip
        self._icmp = icmp
        self.changes = changes
        self._endpoints: list[Endpoint] = []
        self.ports = Ports()
        ip.carry(PROTOCOL, self)

    def open(self) -> Endpoint:
        """An endpoint without a port."""
        endpoint = Endpoint()
        self._endpoints.append(endpoint)
        return endpoint

    def close(self, endpoint: Endpoint) -> None:
        """Nothing arrives there any more."""
        self._endpoints.remove(endpoint)

    def send(self, source: Address, destination: Address, data: bytes) -> None:
        """Sends a datagram. EMSGSIZE if one packet cannot hold it, as there are no fragments."""
        length = HEADER.size + len(data)
        if length > self.ip.mtu(destination[0]) - IP_HEADER.size:
            raise SocketError("EMSGSIZE")
        header = HEADER.pack(source[1], destination[1], length, 0)
        pseudo = pseudo_header(source[0], destination[0], PROTOCOL, length)
        # A checksum that comes to 0 is sent as its other representation: 0 means that there is none.
        check = checksum(pseudo + header + data) or 0xFFFF
        self.ip.send(PROTOCOL, source[0], destination[0], header[:6] + struct.pack("!H", check) + data)

    def receive(self, packet: Packet) -> None:
        """A datagram has come. (Exercise: its checksum is not looked at.)"""
        if len(packet.payload) < HEADER.size:
            return
        source_port, destination_port, length, _ = HEADER.unpack_from(packet.payload)
        if not HEADER.size <= length <= len(packet.payload):
            return
        source = (packet.source, source_port)
        endpoint = self._find((packet.destination, destination_port), source)
        if endpoint is None:
            self._icmp.no_port(packet)
            return
        data = packet.payload[HEADER.size : length]
        # What there is no room for is lost.
        if endpoint.waiting + len(data) <= endpoint.room:
            endpoint.datagrams.append((data, source))
            self.changes.tell()

    def failed(self, packet: Packet, error: str) -> None:
        """A datagram of ours did not get through: its sender is told, if it has but one peer that can be meant."""
        source_port, destination_port = struct.unpack_from("!HH", packet.payload)
        endpoint = self._find((packet.source, source_port), (packet.destination, destination_port))
        if endpoint is not None and endpoint.peer is not None:
            endpoint.error = error
            self.changes.tell()

    def _find(self, local: Address, remote: Address) -> Endpoint | None:
        """Whom a datagram is for; of several that are alike, the one that was made last."""
        hearing = [endpoint for endpoint in reversed(self._endpoints) if endpoint.hears(local, remote)]
        return max(hearing, key=lambda endpoint: endpoint.precision, default=None)
