"""Makes one of everything between two network namespaces: TCP, UDP and echoes over IPv4 and IPv6.

Usage: traffic.py CLIENT SERVER, the paths of the namespaces. Nothing is waited for but what arrives.
"""

import ctypes
import os
import socket
import struct
import sys

CLONE_NEWNET = 0x40000000
namespaces = {name: os.open(path, os.O_RDONLY) for name, path in zip(("client", "server"), sys.argv[1:3])}


def enter(name):
    if ctypes.CDLL(None).setns(namespaces[name], CLONE_NEWNET) != 0:
        raise OSError("setns")


def make(name, family, kind, protocol=0):
    enter(name)
    made = socket.socket(family, kind, protocol)
    made.settimeout(10)
    return made


def receive(stream, length):
    while length > 0:
        length -= len(stream.recv(length))


def stream(family, address):
    listener = make("server", family, socket.SOCK_STREAM)
    listener.bind((address, 3490))
    listener.listen()
    client = make("client", family, socket.SOCK_STREAM)
    client.connect((address, 3490))
    server, _ = listener.accept()
    client.sendall(b"hello")
    receive(server, 5)
    server.sendall(bytes(4000))
    receive(client, 4000)
    client.send(b"!", socket.MSG_OOB)
    client.shutdown(socket.SHUT_WR)
    assert server.recv(1) == b""
    server.close()
    assert client.recv(1) == b""


def refused_stream(family, address):
    try:
        make("client", family, socket.SOCK_STREAM).connect((address, 3491))
    except ConnectionRefusedError:
        return
    raise AssertionError("nobody listens, yet the connection was accepted")


def datagrams(family, address):
    server = make("server", family, socket.SOCK_DGRAM)
    server.bind((address, 3490))
    client = make("client", family, socket.SOCK_DGRAM)
    for payload in (b"", b"hello", bytes(4000)):
        client.sendto(payload, (address, 3490))
        received, sender = server.recvfrom(4001)
        server.sendto(received, sender)
        assert client.recv(4001) == payload


def refused_datagram(family, address):
    client = make("client", family, socket.SOCK_DGRAM)
    client.connect((address, 3492))
    client.send(b"hello")
    try:
        client.recv(1)
    except ConnectionRefusedError:
        return
    raise AssertionError("nobody is bound, yet there was an answer")


def echo(family, address):
    if family == socket.AF_INET:
        protocol, request, reply, skip = socket.IPPROTO_ICMP, 8, 0, 20
    else:
        protocol, request, reply, skip = socket.IPPROTO_ICMPV6, 128, 129, 0
    client = make("client", family, socket.SOCK_RAW, protocol)
    # The checksum of type, code 0, identifier 7, sequence number 1; for ICMPv6 the kernel makes it.
    checksum = 0xFFFF - ((request << 8) + 7 + 1)
    client.sendto(struct.pack("!BBHHH", request, 0, checksum, 7, 1), (address, 0))
    while client.recv(100)[skip] != reply:
        pass


for family, address in ((socket.AF_INET, "10.77.0.12"), (socket.AF_INET6, "fd77::12")):
    for act in (stream, refused_stream, datagrams, refused_datagram, echo):
        act(family, address)
