"""TCP segments and sequence numbers (RFC 9293, 3.1 and 3.4)."""

from __future__ import annotations

import struct
from dataclasses import dataclass
from ipaddress import IPv4Address

from checksum import checksum
from ipv4 import Packet, pseudo_header

PROTOCOL = 6
HEADER = struct.Struct("!HHIIBBHHH")

FIN, SYN, RST, PSH, ACK = 0x01, 0x02, 0x04, 0x08, 0x10

OPTION_END, OPTION_NOTHING, OPTION_MSS = 0, 1, 2

# What a peer that does not say how long its segments may be can take (RFC 9293, 3.7.1).
DEFAULT_MSS = 536


def add(number: int, count: int) -> int:
    """The sequence number that many further on."""
    return (number + count) & 0xFFFF_FFFF


def ahead(number: int, other: int) -> int:
    """How far a sequence number is ahead of another one; negative if it is behind."""
    difference = (number - other) & 0xFFFF_FFFF
    return difference - 0x1_0000_0000 if difference & 0x8000_0000 else difference


@dataclass(frozen=True)
class Segment:
    """One segment."""

    source_port: int
    destination_port: int
    sequence: int
    acknowledgment: int
    flags: int
    window: int
    data: bytes = b""
    # The longest segment that its sender takes; only a SYN tells.
    mss: int = DEFAULT_MSS

    def has(self, flag: int) -> bool:
        """Whether a flag is set."""
        return self.flags & flag != 0

    @property
    def length(self) -> int:
        """The sequence numbers that it takes up: its bytes, and one each for SYN and FIN."""
        return len(self.data) + self.has(SYN) + self.has(FIN)

    @staticmethod
    def read(packet: Packet) -> Segment | None:
        """The segment in a packet; None if its checksum or its form is wrong."""
        payload = packet.payload
        if len(payload) < HEADER.size:
            return None
        if checksum(pseudo_header(packet.source, packet.destination, PROTOCOL, len(payload)) + payload) != 0:
            return None
        source, destination, sequence, acknowledgment, offset, flags, window, _, _ = HEADER.unpack_from(payload)
        header = (offset >> 4) * 4
        if not HEADER.size <= header <= len(payload):
            return None
        mss = mss_of(payload[HEADER.size : header])
        return Segment(source, destination, sequence, acknowledgment, flags, window, payload[header:], mss)

    def build(self, source: IPv4Address, destination: IPv4Address) -> bytes:
        """The segment as bytes. A SYN has the option that tells the MSS."""
        options = struct.pack("!BBH", OPTION_MSS, 4, self.mss) if self.has(SYN) else b""
        length = HEADER.size + len(options)

        def header(check: int) -> bytes:
            return HEADER.pack(
                self.source_port,
                self.destination_port,
                self.sequence,
                self.acknowledgment,
                length // 4 << 4,
                self.flags,
                self.window,
                check,
                0,
            )

        behind = options + self.data
        pseudo = pseudo_header(source, destination, PROTOCOL, HEADER.size + len(behind))
        return header(checksum(pseudo + header(0) + behind)) + behind


def mss_of(options: bytes) -> int:
    """The MSS that the options of a SYN tell; other options are passed over."""
    at = 0
    while at + 1 < len(options) and options[at] != OPTION_END:
        kind, length = options[at], options[at + 1]
        if kind == OPTION_NOTHING:
            at += 1
        elif kind == OPTION_MSS and length == 4 and at + 4 <= len(options):
            return int.from_bytes(options[at + 2 : at + 4], "big")
        else:
            at += max(length, 2)
    return DEFAULT_MSS
