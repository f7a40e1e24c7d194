"""The pictures that lie behind a URL now: few, small, for a while, each at paths that nobody can guess.

What is laid out here is served to whoever knows its path: a gateway that fetches, its provider, whoever else
counts or checks. A path says nothing of the route, and is gone soon after the run that it was made for. In
between a picture may be asked for several times: gateways count tokens by one visit and read by another.
"""

import secrets
import time
from collections.abc import Callable
from dataclasses import dataclass, field

from monitor.safety.plain import plain
from probes.types import Receipt

MOST_PATHS = 4_096
"""Paths behind which pictures may lie at one time, those that wait for late visits included."""

MOST_BYTES = 20_000_000
"""The largest picture, which is what vendors take at most (facts/domain.md C)."""

MOST_VISITS = 32
"""Visits to one picture that are answered and written down: nobody honest needs as many."""

GRACE = 60.0
"""Seconds for which a picture stays when its run is over: whoever comes then is late, and is to be seen."""

OWN_VISIT = "x-eyechart-visit"
"""The header by which a visit of our own is known, with the mark of the picture: it is no receipt."""

_ENTROPY = 24  # bytes: more than a version 4 UUID
_FOLDER = "/i/"
_LONGEST_AGENT, _LONGEST_ADDRESS = 200, 100


class ShelfError(Exception):
    """A picture that cannot be laid out, and why."""


@dataclass(slots=True)
class Laid:
    """A picture that lies behind `path`; a visit to `hop`, where there is one, is sent on to it.

    `since` and `until` are on the shelf's own clock. `mark` is what a visit of ours says; empty before any.
    """

    content: bytes = field(repr=False)
    media_type: str
    path: str
    hop: str
    since: float
    until: float
    receipts: list[Receipt] = field(default_factory=list)
    mark: str = field(default="", repr=False)

    @property
    def entrance(self) -> str:
        """The path that is told."""
        return self.hop or self.path

    @property
    def nonces(self) -> tuple[str, ...]:
        """What cannot be guessed of its paths."""
        return tuple(path.removeprefix(_FOLDER) for path in (self.path, self.hop) if path)

    def ours(self, said: str) -> bool:
        """Whether a visitor that has `said` this is ourselves."""
        return bool(self.mark) and secrets.compare_digest(said.encode(), self.mark.encode())


def _nonce() -> str:
    return secrets.token_urlsafe(_ENTROPY)


@dataclass(slots=True)
class Shelf:
    """Holds what is laid out, each picture for `expires` seconds at most.

    It is `visited` once anybody but ourselves has come, for whichever picture.
    """

    expires: float = 600.0
    clock: Callable[[], float] = time.monotonic
    now: Callable[[], float] = time.time
    nonce: Callable[[], str] = _nonce
    visited: bool = False
    _laid: dict[str, Laid] = field(default_factory=dict)

    def lay_out(self, content: bytes, media_type: str, *, redirects: bool = False) -> Laid:
        """Serve `content` from now on, behind one path or behind a redirect to it.

        Raises:
            ShelfError: it is too large, or there are too many.
        """
        self._sweep()
        if len(content) > MOST_BYTES:
            raise ShelfError(
                f"a picture of {len(content)} bytes is more than the {MOST_BYTES} that are served"
            )
        if len(self._laid) >= MOST_PATHS:
            raise ShelfError("too many pictures lie there already: shorten `origin.expires`")
        since = self.clock()
        hop = _FOLDER + self.nonce() if redirects else ""
        laid = Laid(content, media_type, _FOLDER + self.nonce(), hop, since, since + self.expires)
        self._laid |= {path: laid for path in (laid.path, laid.hop) if path}
        return laid

    def take_away(self, laid: Laid) -> None:
        """Its run is over: it stays for the grace, and no longer than it would have."""
        laid.until = min(laid.until, self.clock() + GRACE)

    def find(self, path: str) -> Laid | None:
        """What lies behind `path` now."""
        laid = self._laid.get(path)
        return laid if laid is not None and self.clock() < laid.until else None

    def gone(self, laid: Laid) -> bool:
        """Whether nobody can come for it any more."""
        return self.clock() >= laid.until

    def lasts(self, laid: Laid, seconds: float) -> bool:
        """Whether it is still served for so long."""
        return self.clock() + seconds < laid.until

    def expect_us(self, laid: Laid) -> str:
        """What we say when we come for `laid` ourselves; nobody else knows it."""
        laid.mark = self.nonce()
        return laid.mark

    def note(self, laid: Laid, method: str, agent: str, address: str, *, status: int, size: int) -> None:
        """Write down a visit to `laid`. What the visitor says of itself is made harmless."""
        receipt = Receipt(
            at=self.now(),
            after=round(self.clock() - laid.since, 6),
            method=plain(method, limit=_LONGEST_ADDRESS),
            agent=plain(agent, limit=_LONGEST_AGENT),
            address=plain(address, limit=_LONGEST_ADDRESS),
            size=size,
            status=status,
        )
        laid.receipts.append(receipt)
        self.visited = True

    def _sweep(self) -> None:
        """Forget what nobody can come for any more, its bytes first: others may still hold its receipts."""
        for laid in self._laid.values():
            laid.content = b"" if self.gone(laid) else laid.content
        self._laid = {path: laid for path, laid in self._laid.items() if not self.gone(laid)}
