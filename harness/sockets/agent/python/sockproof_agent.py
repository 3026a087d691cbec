#!/usr/bin/env python3
"""An agent of sockproof: the sockets of this machine's kernel as Python's socket module gives them.

It reads one request a line from standard input and writes one result a line to standard output; the protocol is
docs/agent-protocol.md. Every call is made with the methods that Python programs use, so that what the module adds,
changes or refuses shows. Needs Python 3.9 on Linux and nothing else.

Three kinds of failure are told apart:
- an error number of the kernel's has its name as the result's errno;
- a value that Python refuses itself, with an exception that has no error number, is ERUNTIME;
- what Python has no way to ask, a null pointer for example, is unsupported.
What Python said of the second goes to standard error.
"""

import base64
import binascii
import errno
import fcntl
import json
import os
import platform
import select
import signal
import socket
import struct
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor


class CannotAsk(Exception):
    """The request has no form that Python could put to the kernel, or is not one of the protocol's."""


# Names and numbers. Names that this Python's modules lack have the numbers of Linux (asm-generic).


def numbers(module, names, **beyond):
    """The numbers of constants: the module's own or, for names that not every version has, those given."""
    own = {name: getattr(module, name) for name in names.split() if hasattr(module, name)}
    return {**beyond, **own, **{name: getattr(module, name) for name in beyond if hasattr(module, name)}}


FAMILIES = numbers(socket, "AF_UNIX AF_INET AF_INET6")
TYPES = numbers(socket, "SOCK_STREAM SOCK_DGRAM SOCK_RAW SOCK_SEQPACKET")
SOCKET_FLAGS = numbers(socket, "SOCK_NONBLOCK SOCK_CLOEXEC")
PROTOCOLS = numbers(socket, "IPPROTO_TCP IPPROTO_UDP IPPROTO_ICMP")
SHUTDOWN_HOW = numbers(socket, "SHUT_RD SHUT_WR SHUT_RDWR")
MESSAGE_FLAGS = numbers(
    socket,
    "MSG_OOB MSG_PEEK MSG_CTRUNC MSG_TRUNC MSG_DONTWAIT MSG_EOR MSG_WAITALL MSG_ERRQUEUE MSG_NOSIGNAL MSG_MORE",
)
POLL_EVENTS = numbers(select, "POLLIN POLLPRI POLLOUT POLLERR POLLHUP POLLNVAL POLLRDHUP")
EPOLL_EVENTS = numbers(
    select, "EPOLLIN EPOLLPRI EPOLLOUT EPOLLERR EPOLLHUP EPOLLRDHUP EPOLLONESHOT EPOLLET"
)
FILE_FLAGS = {"O_RDWR": os.O_RDWR, "O_NONBLOCK": os.O_NONBLOCK, "O_ASYNC": os.O_ASYNC}
DESCRIPTOR_FLAGS = {"FD_CLOEXEC": fcntl.FD_CLOEXEC}
IOCTL_REQUESTS = {"FIONREAD": 0x541B, "SIOCOUTQ": 0x5411, "SIOCATMARK": 0x8905}

# One number, two names: these are the ones that sockets are described with (errno(3)).
ERRNO_NAMES = {**errno.errorcode, errno.EAGAIN: "EAGAIN", errno.EOPNOTSUPP: "EOPNOTSUPP"}

TCP_STATES = (
    "NONE ESTABLISHED SYN_SENT SYN_RECV FIN_WAIT1 FIN_WAIT2 TIME_WAIT CLOSE CLOSE_WAIT LAST_ACK LISTEN CLOSING "
    "NEW_SYN_RECV"
).split()

# struct tcp_info (linux/tcp.h): the name of each field that is told, its layout and its offset.
TCP_INFO = {
    "retransmits": ("B", 2),
    "probes": ("B", 3),
    "backoff": ("B", 4),
    "rtoMicroseconds": ("I", 8),
    "sndMss": ("I", 16),
    "rcvMss": ("I", 20),
    "unacked": ("I", 24),
    "sacked": ("I", 28),
    "lost": ("I", 32),
    "retrans": ("I", 36),
    "rttMicroseconds": ("I", 68),
    "sndCwnd": ("I", 80),
    "totalRetrans": ("I", 100),
    "bytesAcked": ("Q", 120),
    "bytesReceived": ("Q", 128),
    "segsOut": ("I", 136),
    "segsIn": ("I", 140),
    "notsentBytes": ("I", 144),
}
TCP_INFO_ROOM = 512


def number_of(table, value):
    """The number of a constant given by name; a number stands for itself."""
    if isinstance(value, int):
        return value
    if value not in table:
        raise CannotAsk(f"no constant {value!r} in Python")
    return table[value]


def bits_of(table, names):
    """The flags of these names, or'ed together."""
    bits = 0
    for name in names or ():
        bits |= number_of(table, name)
    return bits


def names_of(table, bits):
    """The names of the flags that are set."""
    return [name for name, bit in table.items() if bits & bit]


def errno_name(number):
    return ERRNO_NAMES.get(number, f"errno {number}")


# Values as they are on a line.


def encode_bytes(data):
    return {"base64": base64.b64encode(data).decode("ascii")}


def decode_bytes(value):
    return base64.b64decode(value["base64"], validate=True)


def encode_address(family, address):
    """An address as the module gives it, None where the kernel wrote none."""
    if address is None:
        return {"family": "AF_UNSPEC"}
    if family == socket.AF_INET:
        return {"family": "AF_INET", "address": address[0], "port": address[1]}
    if family == socket.AF_INET6:
        host, port, flowinfo, scope_id = address
        ends = {"flowinfo": flowinfo, "scopeId": scope_id}
        return {
            "family": "AF_INET6",
            "address": host.partition("%")[0],
            "port": port,
            **{name: value for name, value in ends.items() if value != 0},
        }
    if family == socket.AF_UNIX:
        return {"family": "AF_UNIX", "path": os.fsencode(address).decode("utf-8", "replace")}
    raise CannotAsk(f"an address of family {family} has no form in the protocol")


def decode_address(address):
    """An address as the module takes it. It tells no family: the module goes by that of the socket."""
    family = address["family"]
    if family == "AF_INET":
        return (address["address"], address["port"])
    if family == "AF_INET6":
        pair = (address["address"], address["port"])
        further = (address.get("flowinfo", 0), address.get("scopeId", 0))
        return pair if further == (0, 0) else pair + further
    if family == "AF_UNIX":
        return address["path"].encode("utf-8")
    raise CannotAsk(f"Python has no address of family {family}")


def target(request):
    """The address of bind() and connect(), if Python can pass it as it is asked for."""
    for field in ("addressLength", "nullPointer"):
        if field in request:
            raise CannotAsk(f"Python lays out the address itself and has no {field}")
    return decode_address(request["address"])


# Options: level, number, and how the value goes to setsockopt() and comes from getsockopt().


class Int:
    """An int, as it is."""

    encode = staticmethod(int)

    @staticmethod
    def get(sock, level, number):
        return sock.getsockopt(level, number)


class Flag(Int):
    """An int that is 0 or not."""

    @staticmethod
    def get(sock, level, number):
        return sock.getsockopt(level, number) != 0


class Error(Int):
    """An error number, 0 for none."""

    @staticmethod
    def encode(value):
        return 0 if value is None else getattr(errno, value)

    @staticmethod
    def get(sock, level, number):
        code = sock.getsockopt(level, number)
        return None if code == 0 else errno_name(code)


class Linger:
    """struct linger: two ints (socket(7))."""

    @staticmethod
    def encode(value):
        return struct.pack("ii", value["onoff"], value["linger"])

    @staticmethod
    def get(sock, level, number):
        onoff, seconds = struct.unpack("ii", sock.getsockopt(level, number, 8))
        return {"onoff": onoff != 0, "linger": seconds}


class Milliseconds:
    """struct timeval: two longs (SO_RCVTIMEO of socket(7))."""

    @staticmethod
    def encode(value):
        seconds, microseconds = divmod(round(value * 1000), 1_000_000)
        return struct.pack("@ll", seconds, microseconds)

    @staticmethod
    def get(sock, level, number):
        seconds, microseconds = struct.unpack("@ll", sock.getsockopt(level, number, struct.calcsize("@ll")))
        milliseconds = seconds * 1000 + microseconds / 1000
        return int(milliseconds) if milliseconds.is_integer() else milliseconds


class Name:
    """Text: the name of an interface or of a congestion control."""

    @staticmethod
    def encode(value):
        return value.encode("utf-8")

    @staticmethod
    def get(sock, level, number):
        return sock.getsockopt(level, number, 16).partition(b"\0")[0].decode("utf-8")


class TcpInfo:
    """struct tcp_info, read only; a field that an older kernel lacks reads as 0."""

    @staticmethod
    def encode(value):
        return 0

    @staticmethod
    def get(sock, level, number):
        info = sock.getsockopt(level, number, TCP_INFO_ROOM).ljust(TCP_INFO_ROOM, b"\0")
        fields = {name: struct.unpack_from("=" + form, info, at)[0] for name, (form, at) in TCP_INFO.items()}
        return {"state": TCP_STATES[info[0]] if info[0] < len(TCP_STATES) else "NONE", **fields}


def options(level, **table):
    """Options of one level: the module's own number where it has the name, or else the kernel's."""
    return {name: (level, getattr(socket, name, number), form) for name, (number, form) in table.items()}


OPTIONS = {
    **options(
        socket.SOL_SOCKET,
        SO_REUSEADDR=(2, Flag),
        SO_TYPE=(3, Int),
        SO_ERROR=(4, Error),
        SO_BROADCAST=(6, Flag),
        SO_SNDBUF=(7, Int),
        SO_RCVBUF=(8, Int),
        SO_KEEPALIVE=(9, Flag),
        SO_OOBINLINE=(10, Flag),
        SO_LINGER=(13, Linger),
        SO_REUSEPORT=(15, Flag),
        SO_RCVLOWAT=(18, Int),
        SO_RCVTIMEO=(20, Milliseconds),
        SO_SNDTIMEO=(21, Milliseconds),
        SO_BINDTODEVICE=(25, Name),
        SO_ACCEPTCONN=(30, Flag),
        SO_SNDBUFFORCE=(32, Int),
        SO_RCVBUFFORCE=(33, Int),
        SO_TIMESTAMPNS=(35, Flag),
        SO_PROTOCOL=(38, Int),
        SO_DOMAIN=(39, Int),
    ),
    **options(
        socket.IPPROTO_IP,
        IP_TOS=(1, Int),
        IP_TTL=(2, Int),
        IP_PKTINFO=(8, Flag),
        IP_MTU_DISCOVER=(10, Int),
        IP_RECVERR=(11, Flag),
        IP_RECVTTL=(12, Flag),
        IP_TRANSPARENT=(19, Flag),
        IP_BIND_ADDRESS_NO_PORT=(24, Flag),
    ),
    **options(
        socket.IPPROTO_IPV6,
        IPV6_UNICAST_HOPS=(16, Int),
        IPV6_V6ONLY=(26, Flag),
        IPV6_RECVPKTINFO=(49, Flag),
    ),
    **options(
        socket.IPPROTO_TCP,
        TCP_NODELAY=(1, Flag),
        TCP_MAXSEG=(2, Int),
        TCP_CORK=(3, Flag),
        TCP_KEEPIDLE=(4, Int),
        TCP_KEEPINTVL=(5, Int),
        TCP_KEEPCNT=(6, Int),
        TCP_SYNCNT=(7, Int),
        TCP_LINGER2=(8, Int),
        TCP_DEFER_ACCEPT=(9, Int),
        TCP_WINDOW_CLAMP=(10, Int),
        TCP_INFO=(11, TcpInfo),
        TCP_QUICKACK=(12, Flag),
        TCP_CONGESTION=(13, Name),
        TCP_USER_TIMEOUT=(18, Int),
    ),
}


def option_of(request):
    name = request["option"]
    if name not in OPTIONS:
        raise CannotAsk(f"no option {name!r}")
    return OPTIONS[name]


# Descriptors. The protocol names sockets by number, Python by object.


def closed_socket():
    """What stands for a number that is not open: the module's calls fail on it as on any closed socket."""
    sock = socket.socket()
    sock.close()
    return sock


NOWHERE = closed_socket()

# The agent's own descriptors have high numbers, so that none has the number of a socket that was just closed.
FIRST_OF_OURS = 512


def ours(fd):
    """Moves a descriptor of the agent's own out of the way."""
    moved = fcntl.fcntl(fd, fcntl.F_DUPFD_CLOEXEC, FIRST_OF_OURS)
    os.close(fd)
    return moved


def is_closed(file):
    return file.closed if isinstance(file, select.epoll) else file is not None and file.fileno() < 0


def is_open(fd):
    try:
        os.fstat(fd)
        return True
    except OSError:
        return False


class Files:
    """The objects behind the numbers. A closed socket stays behind its number until another file has it."""

    def __init__(self):
        self._objects = {}
        self._not_ours = []

    def opened(self, file):
        self._objects[file.fileno()] = file
        return file.fileno()

    def known(self, fd):
        """The object of a number, None if the number is no object's, or another file has it by now."""
        own = self._objects.get(fd)
        return None if is_closed(own) and is_open(fd) else own

    def socket(self, fd):
        """The socket of a number, also of one that came over an AF_UNIX socket."""
        own = self._objects.get(fd)
        if isinstance(own, socket.socket) and own.fileno() == fd:
            return own
        if fd < 0:
            return NOWHERE
        try:
            sock = socket.socket(fileno=fd)
        except OSError as error:
            if error.errno != errno.EBADF:
                raise
            return own if isinstance(own, socket.socket) else NOWHERE
        self._objects[fd] = sock
        return sock

    def epoll(self, fd):
        """The epoll object of a number; of any other number too, for the kernel to refuse."""
        own = self._objects.get(fd)
        if isinstance(own, select.epoll):
            return own
        stranger = select.epoll.fromfd(fd)
        # An epoll object closes its number when nobody holds it any more.
        self._not_ours.append(stranger)
        return stranger


# The calls. Each takes a request and gives what the protocol says, or raises what Python raises.


class Calls:
    """The sockets API: a method for each call that it declares."""

    def __init__(self):
        self.files = Files()

    def socket(self, request):
        kind = number_of(TYPES, request["type"]) | bits_of(SOCKET_FLAGS, request.get("flags"))
        protocol = number_of(PROTOCOLS, request.get("protocol", 0))
        return self.files.opened(socket.socket(number_of(FAMILIES, request["domain"]), kind, protocol))

    def bind(self, request):
        self.files.socket(request["fd"]).bind(target(request))
        return 0

    def listen(self, request):
        self.files.socket(request["fd"]).listen(request["backlog"])
        return 0

    def accept4(self, request):
        """Python's accept() takes no flags: what is asked for is set afterwards, as a program would."""
        accepted, peer = self.files.socket(request["fd"]).accept()
        if "SOCK_NONBLOCK" in request.get("flags", ()):
            accepted.setblocking(False)
        return {"fd": self.files.opened(accepted), "peer": encode_address(accepted.family, peer)}

    def connect(self, request):
        self.files.socket(request["fd"]).connect(target(request))
        return 0

    def send(self, request):
        self._refuse_null(request)
        flags = bits_of(MESSAGE_FLAGS, request.get("flags"))
        return self.files.socket(request["fd"]).send(decode_bytes(request["bytes"]), flags)

    def sendto(self, request):
        flags = bits_of(MESSAGE_FLAGS, request.get("flags"))
        to = decode_address(request["to"])
        return self.files.socket(request["fd"]).sendto(decode_bytes(request["bytes"]), flags, to)

    def sendmsg(self, request):
        parts = [decode_bytes(part) for part in request["parts"]]
        control = [(one["level"], one["type"], decode_bytes(one["data"])) for one in request.get("control", ())]
        flags = bits_of(MESSAGE_FLAGS, request.get("flags"))
        to = [decode_address(request["to"])] if "to" in request else []
        return self.files.socket(request["fd"]).sendmsg(parts, control, flags, *to)

    def recv(self, request):
        self._refuse_null(request)
        flags = bits_of(MESSAGE_FLAGS, request.get("flags"))
        return encode_bytes(self.files.socket(request["fd"]).recv(request["length"], flags))

    def recvfrom(self, request):
        sock = self.files.socket(request["fd"])
        data, sender = sock.recvfrom(request["length"], bits_of(MESSAGE_FLAGS, request.get("flags")))
        return {"bytes": encode_bytes(data), "from": self._sender(sock, sender)}

    def recvmsg(self, request):
        """The module tells by MSG_TRUNC that a datagram was longer, but not how long it was."""
        sock = self.files.socket(request["fd"])
        flags = bits_of(MESSAGE_FLAGS, request.get("flags"))
        data, control, seen, sender = sock.recvmsg(request["length"], request.get("controlLength", 0), flags)
        return {
            "bytes": encode_bytes(data),
            "length": len(data),
            "from": self._sender(sock, sender),
            "flags": names_of(MESSAGE_FLAGS, seen),
            "control": [
                {"level": level, "type": kind, "data": encode_bytes(each)} for level, kind, each in control
            ],
        }

    def shutdown(self, request):
        self.files.socket(request["fd"]).shutdown(number_of(SHUTDOWN_HOW, request["how"]))
        return 0

    def close(self, request):
        """close() of an object that is closed does nothing; a number without an object is given to socket.close()."""
        file = self.files.known(request["fd"])
        if file is None:
            socket.close(request["fd"])
        else:
            file.close()
        return 0

    def dup(self, request):
        return self.files.opened(self.files.socket(request["fd"]).dup())

    def getsockname(self, request):
        sock = self.files.socket(request["fd"])
        return encode_address(sock.family, sock.getsockname())

    def getpeername(self, request):
        sock = self.files.socket(request["fd"])
        return encode_address(sock.family, sock.getpeername())

    def getsockopt(self, request):
        level, number, form = option_of(request)
        return form.get(self.files.socket(request["fd"]), level, number)

    def setsockopt(self, request):
        level, number, form = option_of(request)
        self.files.socket(request["fd"]).setsockopt(level, number, form.encode(request["value"]))
        return 0

    def poll(self, request):
        poll = select.poll()
        for one in request["fds"]:
            poll.register(one["fd"], bits_of(POLL_EVENTS, one["events"]))
        bell = request.get(BELL)
        if bell is not None:
            poll.register(bell, select.POLLIN)
        ready = poll.poll(request["timeout"])
        return [{"fd": fd, "revents": names_of(POLL_EVENTS, seen)} for fd, seen in ready if fd != bell]

    def epoll_create1(self, request):
        return self.files.opened(select.epoll())

    def epoll_ctl(self, request):
        epoll = self.files.epoll(request["epfd"])
        events = bits_of(EPOLL_EVENTS, request["events"])
        operation = request["operation"]
        if operation == "EPOLL_CTL_ADD":
            epoll.register(request["fd"], events)
        elif operation == "EPOLL_CTL_MOD":
            epoll.modify(request["fd"], events)
        elif operation == "EPOLL_CTL_DEL":
            epoll.unregister(request["fd"])
        else:
            raise CannotAsk(f"no operation {operation!r} in Python")
        return 0

    def epoll_wait(self, request):
        epoll = self.files.epoll(request["epfd"])
        timeout = request["timeout"]
        ready = epoll.poll(None if timeout < 0 else timeout / 1000, request["maxEvents"])
        return [{"fd": fd, "events": names_of(EPOLL_EVENTS, seen)} for fd, seen in ready]

    def fcntl(self, request):
        fd, command = request["fd"], request["command"]
        if command == "F_GETFL":
            bits = fcntl.fcntl(fd, fcntl.F_GETFL)
            reads_only = ["O_RDONLY"] if bits & os.O_ACCMODE == os.O_RDONLY else []
            return reads_only + names_of(FILE_FLAGS, bits)
        if command == "F_GETFD":
            return names_of(DESCRIPTOR_FLAGS, fcntl.fcntl(fd, fcntl.F_GETFD))
        if command == "F_SETFD":
            fcntl.fcntl(fd, fcntl.F_SETFD, bits_of(DESCRIPTOR_FLAGS, request.get("flags")))
            return []
        if command == "F_SETFL":
            bits = bits_of({"O_RDONLY": os.O_RDONLY, **FILE_FLAGS}, request.get("flags"))
            fcntl.fcntl(fd, fcntl.F_SETFL, bits)
            file = self.files.known(fd)
            if isinstance(file, socket.socket) and file.fileno() == fd:
                # The time-out that the module keeps for itself goes with the flag.
                file.setblocking(not bits & os.O_NONBLOCK)
            return []
        raise CannotAsk(f"no command {command!r}")

    def ioctl(self, request):
        answer = fcntl.ioctl(request["fd"], number_of(IOCTL_REQUESTS, request["request"]), b"\0" * 4)
        return struct.unpack("i", answer)[0]

    @staticmethod
    def _sender(sock, address):
        return None if address is None else encode_address(sock.family, address)

    @staticmethod
    def _refuse_null(request):
        if "nullPointer" in request:
            raise CannotAsk("Python has no null pointer")


CALL_NAMES = [name for name in vars(Calls) if not name.startswith("_")]

# The field under which a poll() that waits is given the descriptor that ends it.
BELL = "bell"

RECEIVING_AND_SENDING = ("accept4", "connect", "send", "sendto", "sendmsg", "recv", "recvfrom", "recvmsg")


def may_wait(name, request, files):
    """Whether the call may make its thread wait; a descriptor that is not open cannot."""
    if name in ("poll", "epoll_wait"):
        return request["timeout"] != 0
    if name == "close":
        return lingers(files.known(request["fd"]))
    if name not in RECEIVING_AND_SENDING:
        return False
    flags = request.get("flags", ())
    if "MSG_DONTWAIT" in flags or "MSG_ERRQUEUE" in flags:
        return False
    try:
        return os.get_blocking(request["fd"])
    except (OSError, ValueError):
        return False


def lingers(file):
    """Whether close() waits for what is unsent: SO_LINGER with a time (socket(7))."""
    if not isinstance(file, socket.socket) or file.fileno() < 0:
        return False
    try:
        linger = Linger.get(file, socket.SOL_SOCKET, socket.SO_LINGER)
    except OSError:
        return False
    return linger["onoff"] and linger["linger"] > 0


# Calls that wait, and what ends them.

# How often a call is woken again: it may have been handed to its thread and not have begun. Seconds.
AGAIN = 0.005


class Waiting:
    """A call that is on a thread of its own: a socket's, ended by shutdown()."""

    def __init__(self, request, files):
        self.request = request
        self.cancelled = False
        self.back = threading.Event()
        self._files = files

    def make(self, call):
        return call(self.request)

    def wake(self):
        try:
            self._files.socket(self.request["fd"]).shutdown(socket.SHUT_RDWR)
        except OSError:
            pass  # ENOTCONN, and the waiting calls are woken nevertheless.

    def cancel(self):
        self.cancelled = True
        while not self.back.is_set():
            self.wake()
            self.back.wait(AGAIN)


class WaitingClose(Waiting):
    """A close() that lingers ends by itself."""

    def wake(self):
        pass


class WaitingPoll(Waiting):
    """A poll() is about one more descriptor, which is readable when it is to end."""

    def make(self, call):
        self._reader, self._writer = map(ours, os.pipe())
        try:
            self.request = {**self.request, BELL: self._reader}
            ready = call(self.request)
        finally:
            os.close(self._reader)
            os.close(self._writer)
        if self.cancelled and not ready:
            raise OSError(errno.ECANCELED, "cancelled")
        return ready

    def wake(self):
        try:
            os.write(self._writer, b"!")
        except (AttributeError, OSError):
            pass  # Not begun yet, or back already.


class WaitingEpoll(Waiting):
    """An epoll set gets a member that is always ready; other calls that wait on the set go on waiting."""

    _bells = set()

    def make(self, call):
        timeout = self.request["timeout"]
        end = time.monotonic() + timeout / 1000
        while True:
            ready = call(self.request)
            rung = [one for one in ready if one["fd"] in self._bells]
            ready = [one for one in ready if one["fd"] not in self._bells]
            if self.cancelled and not ready:
                raise OSError(errno.ECANCELED, "cancelled")
            if ready or not rung:
                return ready
            if timeout >= 0:
                self.request = {**self.request, "timeout": max(0, (end - time.monotonic()) * 1000)}

    def cancel(self):
        # An unconnected stream socket always has EPOLLHUP, which epoll tells unasked.
        bell = ours(socket.socket(socket.AF_UNIX, socket.SOCK_STREAM).detach())
        self._bells.add(bell)
        try:
            self._files.epoll(self.request["epfd"]).register(bell, 0)
            super().cancel()
        finally:
            os.close(bell)
            self._bells.discard(bell)

    def wake(self):
        pass


WAITING = {"poll": WaitingPoll, "epoll_wait": WaitingEpoll, "close": WaitingClose}

# Answers.


class Agent:
    """Reads requests, has them done, and writes results."""

    def __init__(self, requests, results):
        self._requests = requests
        self._results = results
        self._writing = threading.Lock()
        self._calls = Calls()
        self._under_way = {}
        # Threads are made as they are needed and used again; a waiting call never waits for a thread.
        self._threads = ThreadPoolExecutor(max_workers=100_000)

    def run(self):
        for line in self._requests:
            try:
                request = json.loads(line)
                number = request["id"]
            except (ValueError, LookupError, TypeError):
                complain(f"not a request: {line!r}")
                continue
            self._take(number, request.get("call"), request.get("request"))

    def _take(self, number, name, request):
        if not isinstance(request, dict):
            self._write(number, {"errno": "ENOSYS"})
        elif name == "hello":
            self._answer(number, name, hello)
        elif name == "cancel":
            waiting = self._under_way.get(request.get("id"))
            if waiting is None:
                self._answer(number, name, lambda: 0)
            else:
                self._threads.submit(self._answer, number, name, lambda: waiting.cancel() or 0)
        elif name not in CALL_NAMES:
            self._write(number, {"errno": "ENOSYS"})
        else:
            self._make(number, name, request)

    def _make(self, number, name, request):
        call = getattr(self._calls, name)
        try:
            waits = may_wait(name, request, self._calls.files)
        except (LookupError, TypeError):
            waits = False
        if not waits:
            self._answer(number, name, lambda: call(request))
            return
        waiting = WAITING.get(name, Waiting)(request, self._calls.files)
        self._under_way[number] = waiting
        self._threads.submit(self._wait, number, name, waiting, call)

    def _wait(self, number, name, waiting, call):
        self._answer(number, name, lambda: waiting.make(call))
        del self._under_way[number]
        waiting.back.set()

    def _answer(self, number, name, act):
        began = time.time_ns()
        result = outcome(name, act)
        ended = time.time_ns()
        self._write(number, {**result, "began": str(began), "ended": str(ended)})

    def _write(self, number, result):
        line = json.dumps({"id": number, **result}, separators=(",", ":")) + "\n"
        with self._writing:
            self._results.write(line.encode("utf-8"))
            self._results.flush()


def outcome(name, act):
    """What a call came to, as the fields of a result."""
    try:
        return {"value": act()}
    except CannotAsk as cannot:
        return {"unsupported": str(cannot)}
    except (LookupError, TypeError, AttributeError, binascii.Error) as wrong:
        complain(f"{name}: not a request of this call: {wrong!r}")
        return {"errno": "ENOSYS"}
    except OSError as error:
        # A resolver's error (EAI_…) is no error number.
        if isinstance(error.errno, int) and not isinstance(error, (socket.gaierror, socket.herror)):
            return {"errno": errno_name(error.errno)}
        return refused(name, error)
    except Exception as error:
        return refused(name, error)


def refused(name, error):
    """Python did not make the call, and its exception has no error number."""
    complain(f"{name}: {type(error).__name__}: {error}")
    return {"errno": "ERUNTIME"}


def hello():
    families = ["AF_INET", "AF_UNIX"] + (["AF_INET6"] if socket.has_ipv6 else [])
    return {
        "protocol": 1,
        "name": "python",
        "version": platform.python_version(),
        "network": "kernel",
        "calls": CALL_NAMES,
        "options": list(OPTIONS),
        "families": families,
        "types": list(TYPES),
        "flags": list(MESSAGE_FLAGS),
        "loopback": True,
    }


def complain(text):
    print(text, file=sys.stderr, flush=True)


if __name__ == "__main__":
    # A Ctrl-C on the terminal is sockproof's to decide on: it ends an agent by the end of standard input.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        Agent(sys.stdin.buffer, sys.stdout.buffer).run()
    except BrokenPipeError:
        pass
    # The kernel closes the sockets and ends the calls that still wait.
    os._exit(0)
