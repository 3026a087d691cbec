"""How a blocking call waits."""

import asyncio
from collections.abc import Callable


class Changes:
    """The news of a stack: whoever changes what somebody may wait for says so, and whoever waits then looks again.

    All calls of all sockets share one of these. To wake everybody for each change is not how a kernel does it, but
    nobody can be forgotten.
    """

    def __init__(self) -> None:
        self._waiting: set[asyncio.Future[None]] = set()

    def tell(self) -> None:
        """Something has changed."""
        for waiter in self._waiting:
            if not waiter.done():
                waiter.set_result(None)
        self._waiting.clear()

    async def until(self, condition: Callable[[], bool]) -> None:
        """Returns when the condition is true; at once if it is already."""
        while not condition():
            waiter = asyncio.get_running_loop().create_future()
            self._waiting.add(waiter)
            try:
                await waiter
            finally:
                self._waiting.discard(waiter)
