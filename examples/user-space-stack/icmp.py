"""ICMP (RFC 792): the answer to an echo request, and the message that nobody is at a port."""

import struct

from checksum import checksum
from ipv4 import Ipv4, Packet

PROTOCOL = 1
HEADER = struct.Struct("!BBHI")
ECHO_REPLY, UNREACHABLE, ECHO_REQUEST = 0, 3, 8
NO_PORT = 3

# What a call says of each code of «destination unreachable» (RFC 1122, 4.1.3.3 and 4.2.3.9).
ERRORS = {0: "ENETUNREACH", 1: "EHOSTUNREACH", 2: "ENOPROTOOPT", 3: "ECONNREFUSED"}

# What is quoted of a packet: its header, without options here, and the eight bytes behind it, which have the ports.
QUOTED = 20 + 8


class Icmp:
    """Answers echo requests, and tells and hears that packets did not get through."""

    def __init__(self, ip: Ipv4) -> None:
        self._ip = ip
        ip.carry(PROTOCOL, self)

    def no_port(self, packet: Packet) -> None:
        """Tells the sender of a packet that nobody is at its port."""
        if packet.source.is_multicast or packet.destination.is_multicast:
            return
        self._send(packet, UNREACHABLE, NO_PORT, 0, packet.whole[:QUOTED])

    def receive(self, packet: Packet) -> None:
        """An ICMP message has come."""
        message = packet.payload
        if len(message) < HEADER.size or checksum(message) != 0:
            return
        kind, code, _, rest = HEADER.unpack_from(message)
        if kind == ECHO_REQUEST:
            self._send(packet, ECHO_REPLY, 0, rest, message[HEADER.size :])
        elif kind == UNREACHABLE and code in ERRORS:
            quoted = Packet.read(message[HEADER.size :])
            if quoted is not None and len(quoted.payload) >= 8:
                self._ip.failed(quoted, ERRORS[code])

    def failed(self, packet: Packet, error: str) -> None:
        """Nobody is told that an ICMP message did not get through (RFC 1122, 3.2.2)."""

    def _send(self, answered: Packet, kind: int, code: int, rest: int, data: bytes) -> None:
        """Sends a message back to where a packet came from."""
        check = checksum(HEADER.pack(kind, code, 0, rest) + data)
        message = HEADER.pack(kind, code, check, rest) + data
        self._ip.send(PROTOCOL, answered.destination, answered.source, message)
