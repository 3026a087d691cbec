"""How a call fails."""


class SocketError(Exception):
    """A call of the sockets API failed; `name` is the error's, as in errno(3): 'ECONNREFUSED'."""

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.name = name
