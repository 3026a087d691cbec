"""Socket options, as the agent protocol names them."""

from __future__ import annotations

from typing import Any

import segment
import udp
from connection import State
from errors import SocketError
from sockets import Socket
from stream_socket import StreamSocket

# The options that there are.
NAMES = [
    "SO_REUSEADDR",
    "SO_ERROR",
    "SO_DOMAIN",
    "SO_TYPE",
    "SO_PROTOCOL",
    "SO_RCVBUF",
    "SO_SNDBUF",
    "SO_ACCEPTCONN",
    "SO_LINGER",
    "TCP_INFO",
]

# What SO_DOMAIN and SO_TYPE tell: the numbers of Linux.
AF_INET, SOCK_STREAM, SOCK_DGRAM = 2, 1, 2

# A buffer is never smaller.
LEAST_ROOM = 1024

# What TCP_INFO calls the states.
STATES = {
    State.SYN_SENT: "SYN_SENT",
    State.SYN_RECEIVED: "SYN_RECV",
    State.ESTABLISHED: "ESTABLISHED",
    State.FIN_WAIT_1: "FIN_WAIT1",
    State.FIN_WAIT_2: "FIN_WAIT2",
    State.CLOSING: "CLOSING",
    State.CLOSE_WAIT: "CLOSE_WAIT",
    State.LAST_ACK: "LAST_ACK",
    State.CLOSED: "CLOSE",
}

# What TCP_INFO tells of besides, and this stack does not keep account of.
NOT_COUNTED = (
    "retransmits probes backoff rtoMicroseconds sndMss rcvMss unacked sacked lost retrans rttMicroseconds sndCwnd "
    "totalRetrans bytesAcked bytesReceived segsOut segsIn notsentBytes"
).split()


def tcp_info(socket: StreamSocket) -> dict[str, Any]:
    """The state of a connection, or of a listener and its queue."""
    info: dict[str, Any] = {"state": "CLOSE", **dict.fromkeys(NOT_COUNTED, 0)}
    if socket.listener is not None:
        return {**info, "state": "LISTEN", "unacked": len(socket.listener.queue), "sacked": socket.listener.backlog}
    connection = socket.connection
    if connection is None:
        return info
    return {**info, "state": STATES[connection.state], "sndMss": connection.mss, "retransmits": connection.attempts}


def get(socket: Socket, name: str) -> Any:
    """The value of an option. ENOPROTOOPT if the socket does not have it."""
    is_stream = isinstance(socket, StreamSocket)
    match name:
        case "SO_ERROR":
            return socket.take_error()
        case "SO_REUSEADDR":
            return socket.reuse_address
        case "SO_DOMAIN":
            return AF_INET
        case "SO_TYPE":
            return SOCK_STREAM if is_stream else SOCK_DGRAM
        case "SO_PROTOCOL":
            return segment.PROTOCOL if is_stream else udp.PROTOCOL
        case "SO_RCVBUF":
            return socket.receive_room
        case "SO_SNDBUF":
            return socket.send_room
        case "SO_ACCEPTCONN":
            return isinstance(socket, StreamSocket) and socket.listener is not None
        case "SO_LINGER" if isinstance(socket, StreamSocket):
            return {"onoff": socket.linger[0], "linger": socket.linger[1]}
        case "TCP_INFO" if isinstance(socket, StreamSocket):
            return tcp_info(socket)
    raise SocketError("ENOPROTOOPT")


def put(socket: Socket, name: str, value: Any) -> None:
    """Sets an option. ENOPROTOOPT if the socket does not have it, or if it can only be read."""
    match name:
        case "SO_REUSEADDR":
            socket.reuse_address = bool(value)
        case "SO_RCVBUF":
            socket.receive_room = max(LEAST_ROOM, int(value))
        case "SO_SNDBUF":
            socket.send_room = max(LEAST_ROOM, int(value))
        case "SO_LINGER" if isinstance(socket, StreamSocket):
            socket.linger = (value["onoff"], value["linger"])
        case _:
            raise SocketError("ENOPROTOOPT")
