"""TCP (RFC 9293): which connection, or which listener, a segment is for."""

from __future__ import annotations

import os
from collections import deque

from changes import Changes
from connection import BUFFER, Address, Connection, State
from errors import SocketError
from ipv4 import HEADER as IP_HEADER
from ipv4 import UNSPECIFIED, Ipv4, Packet
from ports import Claim, Ports
from segment import ACK, HEADER, PROTOCOL, RST, SYN, Segment, add

# By how much the first sequence number of a connection is above that of the one before, as in 4.2BSD.
NEXT_FIRST = 64_000


class Listener:
    """A port at which connections are welcome, and those that nobody has accepted yet."""

    def __init__(self, claim: Claim) -> None:
        self.claim = claim
        self.backlog = 0
        # Connections whose SYN was answered, and those whose handshake is complete, in that order.
        self.opening: set[Connection] = set()
        self.queue: deque[Connection] = deque()
        # What its connections inherit.
        self.send_room = self.receive_room = BUFFER

    @property
    def is_full(self) -> bool:
        """Whether no more may knock. (Exercise: BSD and Linux let in one more than this.)"""
        return len(self.opening) + len(self.queue) >= max(1, self.backlog)


class Tcp:
    """All listeners and connections of a host."""

    def __init__(self, ip: Ipv4, changes: Changes) -> None:
        self.ip = ip
        self.changes = changes
        self._connections: dict[tuple[Address, Address], Connection] = {}
        self._listeners: dict[Address, Listener] = {}
        self._opening: dict[Connection, Listener] = {}
        self._first = int.from_bytes(os.urandom(4), "big")
        self.ports = Ports()
        ip.carry(PROTOCOL, self)

    def listen(self, claim: Claim) -> Listener:
        """Opens a port. EADDRINUSE if somebody else listens there."""
        claim.listening = True
        try:
            self.ports.check(claim)
        except SocketError:
            claim.listening = False
            raise
        listener = Listener(claim)
        self._listeners[claim.address, claim.port] = listener
        return listener

    def unlisten(self, listener: Listener) -> None:
        """Closes the port, and resets those that nobody has accepted."""
        del self._listeners[listener.claim.address, listener.claim.port]
        listener.claim.listening = False
        for connection in [*listener.opening, *listener.queue]:
            connection.abandoned = True
            connection.reset()

    def connect(self, local: Address, remote: Address, claim: Claim) -> Connection:
        """Begins a connection from a port. EADDRNOTAVAIL if there is one between the same ports and addresses."""
        if (local, remote) in self._connections:
            raise SocketError("EADDRNOTAVAIL")
        connection = self._add(local, remote, self.ports.join(claim, local[0]))
        connection.open()
        return connection

    def receive(self, packet: Packet) -> None:
        """A segment has come."""
        segment = Segment.read(packet)
        if segment is None:
            return
        local, remote = (packet.destination, segment.destination_port), (packet.source, segment.source_port)
        connection = self._connections.get((local, remote))
        if connection is not None:
            connection.receive(segment)
            return
        listener = self._listeners.get(local) or self._listeners.get((UNSPECIFIED, local[1]))
        if listener is None or segment.has(ACK):
            self._refuse(segment, local, remote)
        elif segment.has(SYN) and not segment.has(RST) and not listener.is_full:
            self._welcome(segment, local, remote, listener)

    def failed(self, packet: Packet, error: str) -> None:
        """A segment did not get through. While a connection opens, that is the end of it (RFC 9293, 3.9.2.2)."""
        ports = [int.from_bytes(packet.payload[at : at + 2], "big") for at in (0, 2)]
        connection = self._connections.get(((packet.source, ports[0]), (packet.destination, ports[1])))
        if connection is not None and connection.state is State.SYN_SENT:
            connection.fail(error)

    def _welcome(self, syn: Segment, local: Address, remote: Address, listener: Listener) -> None:
        connection = self._add(local, remote, self.ports.join(listener.claim, local[0]))
        connection.send_room, connection.receive_room = listener.send_room, listener.receive_room
        listener.opening.add(connection)
        self._opening[connection] = listener
        connection.answer(syn)

    def _refuse(self, segment: Segment, local: Address, remote: Address) -> None:
        """Answers a segment that is for nobody (RFC 9293, 3.10.7.1)."""
        if segment.has(RST):
            return
        if segment.has(ACK):
            answer = Segment(local[1], remote[1], segment.acknowledgment, 0, RST, 0)
        else:
            answer = Segment(local[1], remote[1], 0, add(segment.sequence, segment.length), RST | ACK, 0)
        self.ip.send(PROTOCOL, local[0], remote[0], answer.build(local[0], remote[0]))

    def _add(self, local: Address, remote: Address, claim: Claim) -> Connection:
        # Exercise: whoever has one connection knows the first number of the next one (RFC 9293, 3.4.1).
        self._first = add(self._first, NEXT_FIRST)
        mss = self.ip.mtu(remote[0]) - IP_HEADER.size - HEADER.size
        connection = Connection(local, remote, claim, self._first, mss, self._send, self._changed)
        self._connections[local, remote] = connection
        return connection

    def _send(self, connection: Connection, segment: Segment) -> None:
        source, destination = connection.local[0], connection.remote[0]
        self.ip.send(PROTOCOL, source, destination, segment.build(source, destination))

    def _changed(self, connection: Connection) -> None:
        """A connection has more room, or bytes, or another state."""
        listener = self._opening.get(connection)
        if listener is not None and connection.state is not State.SYN_RECEIVED:
            del self._opening[connection]
            listener.opening.remove(connection)
            if connection.state is not State.CLOSED:
                listener.queue.append(connection)
        if connection.state is State.CLOSED and self._connections.pop((connection.local, connection.remote), None):
            self.ports.give_back(connection.claim)
        self.changes.tell()
