"""One TCP connection: the state machine of RFC 9293, 3.3.2 and 3.10."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from enum import Enum
from ipaddress import IPv4Address

from ports import Claim
from segment import ACK, DEFAULT_MSS, FIN, PSH, RST, SYN, Segment, add, ahead

Address = tuple[IPv4Address, int]


class State(Enum):
    """The states that a connection has here. Of those of the RFC, LISTEN is a listener's; TIME-WAIT is an exercise."""

    SYN_SENT = "SYN-SENT"
    SYN_RECEIVED = "SYN-RECEIVED"
    ESTABLISHED = "ESTABLISHED"
    FIN_WAIT_1 = "FIN-WAIT-1"
    FIN_WAIT_2 = "FIN-WAIT-2"
    CLOSING = "CLOSING"
    CLOSE_WAIT = "CLOSE-WAIT"
    LAST_ACK = "LAST-ACK"
    CLOSED = "CLOSED"


OPENING = {State.SYN_SENT, State.SYN_RECEIVED}

# Seconds until something is sent again for the first time, and how often before we give up; each time takes twice as
# long as the one before. (Exercise: measure round trips, RFC 6298.)
SYN_TIMEOUT, SYN_ATTEMPTS = 1.0, 4
DATA_TIMEOUT, DATA_ATTEMPTS = 0.2, 10

# Bytes that wait at either end, unless SO_SNDBUF and SO_RCVBUF say otherwise.
BUFFER = 65_535
LARGEST_WINDOW = 0xFFFF


class Connection:
    """Both directions of one connection, each with its own numbers and its own end."""

    def __init__(
        self,
        local: Address,
        remote: Address,
        claim: Claim,
        first: int,
        mss: int,
        send: Callable[[Connection, Segment], None],
        changed: Callable[[Connection], None],
    ) -> None:
        """`first` is its initial sequence number, `mss` the longest segment that our side takes."""
        self.local, self.remote, self.claim = local, remote, claim
        self._send, self._changed = send, changed
        self.state = State.CLOSED
        # Whether the handshake was ever completed.
        self.opened = False
        # What the next call is to fail with.
        self.error: str | None = None
        # No socket belongs to it any more, so nobody will read what still comes.
        self.abandoned = False

        # What we send. The bytes from `_base` on wait to be acknowledged; the first `_next - _base` of them were sent.
        # The RFC's names of the numbers: SND.UNA, SND.NXT. After a time-out we go back, so `_furthest` may be beyond.
        self.outgoing = bytearray()
        self.send_room = BUFFER
        self.ending = False
        self.mss = DEFAULT_MSS
        self._our_mss = mss
        self._base = add(first, 1)
        self._unacknowledged = self._next = self._furthest = first
        self._window = 0
        self._timer: asyncio.TimerHandle | None = None
        self.attempts = 0

        # What we receive. RCV.NXT, and the first number beyond the window that the peer was told of.
        self.incoming = bytearray()
        self.receive_room = BUFFER
        self.ended = False
        self._expected = 0
        self._offered = 0

    # What the sockets layer asks for

    def open(self) -> None:
        """Knocks at the other side."""
        self._enter(State.SYN_SENT)
        self._transmit(SYN)

    def answer(self, syn: Segment) -> None:
        """Answers a SYN that came for a listener."""
        self._synchronise(syn)
        self._enter(State.SYN_RECEIVED)
        self._transmit(SYN)

    def write(self, data: bytes) -> int:
        """Takes as many bytes as there is room for."""
        taken = data[: self.room]
        self.outgoing += taken
        self._output()
        return len(taken)

    def read(self, length: int, keep: bool) -> bytes:
        """Gives bytes that have come, and room for others, unless they are to be kept."""
        data = bytes(self.incoming[:length])
        if not keep:
            del self.incoming[:length]
            self._tell_of_room()
        return data

    def end(self) -> None:
        """Nothing more will be written: a FIN goes behind the last byte."""
        if self.state is State.ESTABLISHED:
            self._enter(State.FIN_WAIT_1)
        elif self.state is State.CLOSE_WAIT:
            self._enter(State.LAST_ACK)
        else:
            return
        self.ending = True
        self._output()

    def abandon(self) -> None:
        """Its socket was closed. (Exercise: bytes that nobody has read are lost, and the peer is not told.)"""
        self.abandoned = True
        self.incoming.clear()
        if self.state is State.SYN_SENT:
            self.fail(None)
        else:
            self.end()

    def reset(self) -> None:
        """Ends it at once, and tells the peer so, if there is one."""
        if self.state not in (State.SYN_SENT, State.CLOSED):
            self._emit(RST | ACK, self._next)
        self.fail(None)

    def fail(self, error: str | None) -> None:
        """It is over."""
        self.error = error
        self.outgoing.clear()
        self._enter(State.CLOSED)

    @property
    def room(self) -> int:
        """How many more bytes it takes now."""
        return max(0, self.send_room - len(self.outgoing))

    @property
    def is_open(self) -> bool:
        """Whether bytes may be written."""
        return self.state in (State.ESTABLISHED, State.CLOSE_WAIT)

    # Segments that come

    def receive(self, segment: Segment) -> None:
        """A segment of this connection has come."""
        if self.state is State.SYN_SENT:
            self._receive_answer(segment)
            return
        if segment.has(RST):
            # Exercise: it is believed whatever its number is, so anybody who guesses the ports can end it (RFC 5961).
            self._receive_reset()
            return
        # How many of its bytes are there already; negative if others are missing before it.
        offset = ahead(self._expected, segment.sequence)
        is_old = offset > 0 and offset >= segment.length
        if is_old or offset < 0 or segment.has(SYN):
            # The peer learns where we are. (Exercise: keep what came too early, until the gap before it is filled.)
            self._acknowledge()
        elif segment.has(ACK) and self._receive_acknowledgment(segment):
            self._receive_data(segment, offset)

    def _receive_answer(self, segment: Segment) -> None:
        """In SYN-SENT. (Exercise: a SYN without ACK, from somebody who knocks at us at the same time.)"""
        if segment.has(ACK) and segment.acknowledgment != self._furthest:
            if not segment.has(RST):
                self._emit(RST, segment.acknowledgment)
        elif segment.has(RST):
            if segment.has(ACK):
                self.fail("ECONNREFUSED")
        elif segment.has(SYN) and segment.has(ACK):
            self._synchronise(segment)
            self._advance(segment)
            self._enter(State.ESTABLISHED)
            self._acknowledge()
            self._output()

    def _receive_reset(self) -> None:
        self.ended = True
        self.fail("EPIPE" if self.state is State.CLOSE_WAIT else "ECONNRESET")

    def _receive_acknowledgment(self, segment: Segment) -> bool:
        """Takes note of what the peer has got; gives whether the rest of the segment is to be looked at."""
        beyond = ahead(segment.acknowledgment, self._furthest) > 0
        if self.state is State.SYN_RECEIVED:
            if beyond or segment.acknowledgment == self._unacknowledged:
                self._emit(RST, segment.acknowledgment)
                return False
            self._advance(segment)
            self._enter(State.ESTABLISHED)
        elif beyond:
            self._acknowledge()
            return False
        else:
            self._advance(segment)
        if self._is_end_acknowledged:
            after = {State.FIN_WAIT_1: State.FIN_WAIT_2, State.CLOSING: State.CLOSED, State.LAST_ACK: State.CLOSED}
            self._enter(after.get(self.state, self.state))
        self._output()
        return True

    def _advance(self, segment: Segment) -> None:
        """Forgets what is acknowledged, and learns how much more the peer has room for."""
        if ahead(segment.acknowledgment, self._unacknowledged) > 0:
            self._unacknowledged = segment.acknowledgment
            got = min(max(0, ahead(self._unacknowledged, self._base)), len(self.outgoing))
            del self.outgoing[:got]
            self._base = add(self._base, got)
            if ahead(self._unacknowledged, self._next) > 0:
                self._next = self._unacknowledged
            self.attempts = 0
            self._stop_timer()
        elif segment.window == 0:
            # The peer is there, and has no room: that is no reason to give up.
            self.attempts = 0
        self._window = segment.window
        self._changed(self)

    def _receive_data(self, segment: Segment, offset: int) -> None:
        """Takes the bytes that are new and that there is room for, and the FIN behind them."""
        if segment.length == 0 or self.state is State.CLOSED or self.ended:
            return
        if self.abandoned and len(segment.data) > offset:
            # Nobody will ever read them, and the peer had better know (RFC 9293, 3.6.1).
            self._emit(RST, segment.acknowledgment)
            self.fail(None)
            return
        new = segment.data[offset:]
        taken = new[: self._free]
        self.incoming += taken
        self._expected = add(self._expected, len(taken))
        if segment.has(FIN) and len(taken) == len(new):
            self._receive_end()
        self._acknowledge()
        self._changed(self)

    def _receive_end(self) -> None:
        """The peer writes no more. (Exercise: TIME-WAIT, in which a FIN that comes once more is acknowledged again.)"""
        self._expected = add(self._expected, 1)
        self.ended = True
        # The last acknowledgment is sent before the connection is forgotten.
        if self.state is State.FIN_WAIT_2:
            self._acknowledge()
        after = {
            State.ESTABLISHED: State.CLOSE_WAIT,
            State.FIN_WAIT_1: State.CLOSING,
            State.FIN_WAIT_2: State.CLOSED,
        }
        self._enter(after.get(self.state, self.state))

    def _synchronise(self, syn: Segment) -> None:
        """Learns from the peer's SYN where its numbers begin."""
        self._expected = add(syn.sequence, 1)
        self._window = syn.window
        self.mss = min(syn.mss, self._our_mss)

    # Segments that go

    def _output(self) -> None:
        """Sends what there is, as far as the peer has room, and the FIN when nothing is left before it."""
        if self.state in OPENING or self.state is State.CLOSED:
            return
        while True:
            sent = ahead(self._next, self._base)
            room = self._window - ahead(self._next, self._unacknowledged)
            size = min(len(self.outgoing) - sent, room, self.mss)
            if size <= 0:
                break
            self._transmit_bytes(sent, size)
        if self.ending and ahead(self._next, self._base) == len(self.outgoing):
            self._transmit(FIN)
        if self.outgoing or self._unacknowledged != self._furthest:
            self._start_timer()

    def _transmit_bytes(self, start: int, size: int) -> None:
        last = start + size == len(self.outgoing)
        self._transmit(PSH if last else 0, bytes(self.outgoing[start : start + size]))

    def _transmit(self, flags: int, data: bytes = b"") -> None:
        """Sends what takes up sequence numbers, and sees to it that it arrives."""
        if self.state is not State.SYN_SENT:
            flags |= ACK
        sequence = self._next
        self._next = add(sequence, len(data) + (flags & (SYN | FIN) != 0))
        if ahead(self._next, self._furthest) > 0:
            self._furthest = self._next
        self._start_timer()
        self._emit(flags, sequence, data)

    def _acknowledge(self) -> None:
        if self.state is not State.CLOSED:
            self._emit(ACK, self._next)

    def _tell_of_room(self) -> None:
        """Opens the window again, once that is worth a segment (RFC 9293, 3.8.6.2.2)."""
        gained = ahead(add(self._expected, self._free), self._offered)
        if gained >= min(self.mss, self.receive_room // 2) and not self.ended:
            self._acknowledge()

    def _emit(self, flags: int, sequence: int, data: bytes = b"") -> None:
        self._offered = add(self._expected, self._free)
        acknowledgment = self._expected if flags & ACK else 0
        segment = Segment(
            self.local[1], self.remote[1], sequence, acknowledgment, flags, self._free, data, self._our_mss
        )
        self._send(self, segment)

    @property
    def _free(self) -> int:
        """Our window: the bytes that there is room for."""
        return min(LARGEST_WINDOW, max(0, self.receive_room - len(self.incoming)))

    @property
    def _is_end_acknowledged(self) -> bool:
        return self.ending and self._unacknowledged == add(self._base, len(self.outgoing) + 1)

    # Time

    def _start_timer(self) -> None:
        """One timer for all that waits to be acknowledged, or for room at the peer."""
        if self._timer is None:
            first = SYN_TIMEOUT if self.state in OPENING else DATA_TIMEOUT
            self._timer = asyncio.get_running_loop().call_later(first * 2**self.attempts, self._time_out)

    def _stop_timer(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None

    def _time_out(self) -> None:
        """Sends all again that is not acknowledged; of bytes that there is no room for, one, to learn whether there is."""
        self._timer = None
        self.attempts += 1
        if self.attempts >= (SYN_ATTEMPTS if self.state in OPENING else DATA_ATTEMPTS):
            self.fail("ETIMEDOUT")
            return
        self._next = self._unacknowledged
        if self.state in OPENING:
            self._transmit(SYN)
        elif self.outgoing and self._window == 0:
            self._transmit_bytes(0, 1)
            self._next = self._unacknowledged
        else:
            self._output()

    def _enter(self, state: State) -> None:
        if state is State.CLOSED:
            self._stop_timer()
        self.state = state
        self.opened |= state is State.ESTABLISHED
        self._changed(self)
