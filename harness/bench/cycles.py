"""connect, accept, close over loopback, again and again: the yardstick in Python for `npm run bench`."""

import errno
import socket
import struct
import sys
import time

cycles, port = int(sys.argv[1]), int(sys.argv[2])
RESET = struct.pack("ii", 1, 0)
server = ("127.0.0.1", port)
listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM | socket.SOCK_NONBLOCK)
listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
listener.bind(server)
listener.listen(128)
start = time.perf_counter()
for _ in range(cycles):
    client = socket.socket(socket.AF_INET, socket.SOCK_STREAM | socket.SOCK_NONBLOCK)
    client.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, RESET)
    if client.connect_ex(server) not in (0, errno.EINPROGRESS):
        raise SystemExit("connect failed")
    accepted, _peer = listener.accept()
    client.close()
    accepted.close()
print(f"{(time.perf_counter() - start) / cycles * 1e6:.3f}")
