"""Ethernet (RFC 894), and ARP (RFC 826), which finds out who has an internet address."""

import asyncio
import struct
from collections.abc import Callable
from ipaddress import IPv4Address

HEADER = struct.Struct("!6s6sH")
BROADCAST = b"\xff" * 6
TYPE_IPV4, TYPE_ARP = 0x0800, 0x0806

ARP_MESSAGE = struct.Struct("!HHBBH6s4s6s4s")
ARP_ETHERNET, ARP_REQUEST, ARP_REPLY = 1, 1, 2
NOBODY = bytes(6)

# How often to ask who has an address, and how many seconds to wait for the answer (RFC 1122, 2.3.2.1 wants a limit).
QUESTIONS, PATIENCE = 3, 1.0


class Ethernet:
    """An interface: sends packets to neighbours, which it knows by their internet addresses."""

    def __init__(
        self,
        send_frame: Callable[[bytes], None],
        own: bytes,
        own_ip: IPv4Address,
        received: Callable[[bytes], None],
        unreachable: Callable[[bytes], None],
    ) -> None:
        """`received` is given the packets that come, `unreachable` those that nobody was found for."""
        self._send_frame = send_frame
        self._own = own
        self._own_ip = own_ip
        self._received = received
        self._unreachable = unreachable
        self._neighbours: dict[IPv4Address, bytes] = {}
        self._waiting: dict[IPv4Address, list[bytes]] = {}

    def send(self, neighbour: IPv4Address, packet: bytes) -> None:
        """Sends a packet to a neighbour, once it is known who that is."""
        if neighbour in self._neighbours:
            self._send(self._neighbours[neighbour], TYPE_IPV4, packet)
        elif neighbour in self._waiting:
            self._waiting[neighbour].append(packet)
        else:
            self._waiting[neighbour] = [packet]
            self._ask(neighbour, QUESTIONS)

    def receive(self, frame: bytes) -> None:
        """A frame has come."""
        if len(frame) < HEADER.size:
            return
        destination, _, kind = HEADER.unpack_from(frame)
        if destination not in (self._own, BROADCAST):
            return
        if kind == TYPE_IPV4:
            self._received(frame[HEADER.size :])
        elif kind == TYPE_ARP and len(frame) >= HEADER.size + ARP_MESSAGE.size:
            self._receive_arp(frame[HEADER.size :])

    def _send(self, destination: bytes, kind: int, payload: bytes) -> None:
        self._send_frame(HEADER.pack(destination, self._own, kind) + payload)

    def _ask(self, neighbour: IPv4Address, questions: int) -> None:
        """Asks who has an address, until somebody answers or there were questions enough."""
        if neighbour not in self._waiting:
            return
        if questions == 0:
            for packet in self._waiting.pop(neighbour):
                self._unreachable(packet)
            return
        self._send_arp(BROADCAST, ARP_REQUEST, NOBODY, neighbour)
        asyncio.get_running_loop().call_later(PATIENCE, self._ask, neighbour, questions - 1)

    def _receive_arp(self, message: bytes) -> None:
        hardware, protocol, _, _, operation, sender, sender_ip, _, target_ip = ARP_MESSAGE.unpack_from(message)
        if (hardware, protocol) != (ARP_ETHERNET, TYPE_IPV4) or target_ip != self._own_ip.packed:
            return
        # Who asks for us is likely to be sent something: RFC 826 learns from questions, too.
        neighbour = IPv4Address(sender_ip)
        self._neighbours[neighbour] = sender
        for packet in self._waiting.pop(neighbour, []):
            self._send(sender, TYPE_IPV4, packet)
        if operation == ARP_REQUEST:
            self._send_arp(sender, ARP_REPLY, sender, neighbour)

    def _send_arp(self, destination: bytes, operation: int, target: bytes, target_ip: IPv4Address) -> None:
        message = ARP_MESSAGE.pack(
            ARP_ETHERNET, TYPE_IPV4, 6, 4, operation, self._own, self._own_ip.packed, target, target_ip.packed
        )
        self._send(destination, TYPE_ARP, message)
