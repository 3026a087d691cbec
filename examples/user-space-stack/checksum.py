"""The checksum that IPv4, ICMP, UDP and TCP share."""

import struct


def checksum(data: bytes) -> int:
    """The internet checksum (RFC 1071). Over data that carries its own, correct checksum it is 0."""
    if len(data) % 2:
        data += b"\0"
    total = sum(struct.unpack(f"!{len(data) // 2}H", data))
    while total > 0xFFFF:
        total = (total & 0xFFFF) + (total >> 16)
    return ~total & 0xFFFF
