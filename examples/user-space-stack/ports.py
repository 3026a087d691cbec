"""Who has which port."""

from __future__ import annotations

from dataclasses import dataclass
from ipaddress import IPv4Address

from errors import SocketError
from ipv4 import UNSPECIFIED

# The dynamic ports (RFC 6335, section 6).
EPHEMERAL = range(49_152, 65_536)


@dataclass(eq=False)
class Claim:
    """A socket's, or connection's, right to a local address and port."""

    address: IPv4Address
    port: int
    # Whether another may have the port too: SO_REUSEADDR.
    shared: bool
    listening: bool = False

    def excludes(self, other: Claim) -> bool:
        """Whether the two cannot be had together: the same port of addresses that overlap, unless both are shared."""
        overlap = self.address == other.address or UNSPECIFIED in (self.address, other.address)
        shared = self.shared and other.shared and not self.listening and not other.listening
        return self.port == other.port and overlap and not shared


class Ports:
    """The ports of one protocol."""

    def __init__(self) -> None:
        self._claims: list[Claim] = []
        self._next = EPHEMERAL.start

    def claim(self, address: IPv4Address, port: int, shared: bool) -> Claim:
        """Gives a port to somebody, port 0 standing for any that is free. EADDRINUSE if somebody else has it."""
        claim = Claim(address, port or self._ephemeral(), shared)
        self.check(claim)
        self._claims.append(claim)
        return claim

    def join(self, claim: Claim, address: IPv4Address) -> Claim:
        """Gives a connection the port of its socket or listener; it keeps it until it is over, whoever closes."""
        joined = Claim(address, claim.port, claim.shared)
        self._claims.append(joined)
        return joined

    def check(self, claim: Claim) -> None:
        """EADDRINUSE if somebody else excludes a claim."""
        if any(other is not claim and other.excludes(claim) for other in self._claims):
            raise SocketError("EADDRINUSE")

    def give_back(self, claim: Claim) -> None:
        """The port may be given to somebody else."""
        self._claims.remove(claim)

    def _ephemeral(self) -> int:
        """The next port that nobody has. (Exercise: whoever sees one can guess the next; RFC 6056 has better ways.)"""
        taken = {claim.port for claim in self._claims}
        for _ in EPHEMERAL:
            port = self._next
            self._next = port + 1 if port + 1 in EPHEMERAL else EPHEMERAL.start
            if port not in taken:
                return port
        raise SocketError("EADDRINUSE")
