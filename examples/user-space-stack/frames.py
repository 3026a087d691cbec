"""The cable: a descriptor on which each read() gives one Ethernet frame, and each write() sends one."""

import asyncio
import os
from collections.abc import Callable

# No frame is longer: 1500 bytes of payload, 14 of header, and some room for tags.
LONGEST = 2048


class Frames:
    """Reads and writes the frames of a descriptor."""

    def __init__(self, descriptor: int, received: Callable[[bytes], None]) -> None:
        self._descriptor = descriptor
        self._received = received
        os.set_blocking(descriptor, False)
        asyncio.get_running_loop().add_reader(descriptor, self._read)

    def send(self, frame: bytes) -> None:
        """Sends a frame. One that there is no room for is lost, as on any network."""
        try:
            os.write(self._descriptor, frame)
        except BlockingIOError:
            pass

    def _read(self) -> None:
        try:
            while True:
                self._received(os.read(self._descriptor, LONGEST))
        except BlockingIOError:
            pass
