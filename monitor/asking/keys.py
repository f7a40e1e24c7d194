"""Which keys were drawn lately: by them a stale answer and a crossed one are recognised.

A probe's past keys are kept as 32-bit checksums in a ring, 4 bytes each: seven days at one a minute are
40 kB. A checksum that agrees by chance (1 in 200,000 for a full ring) turns one wrong answer into another.
A probe more frequent than twice a minute fills the largest ring sooner: 28 hours at one in 5 seconds. A key
that is a list of codes is known by each of them as well, for an answer may hold one alone: it takes a place
for each and one for all.
"""

from array import array
from collections.abc import Iterable, Iterator
from zlib import crc32

from monitor.asking.places import Places
from monitor.probe import ProbeId
from probes.nonce import is_key

_WEEK = 7 * 86_400.0
_MAX_RING = 20_160
# As many as come between two controls: only these may a control know by the fault of a cache, and an invented
# code is among all keys of a week a hundred times likelier than among so few.
LATELY = 24


class KeyRing:
    """The keys of one probe, oldest forgotten first; a read-only container for the judge.

    Lookups take constant time: the checksums are indexed at the first one, since most probes are never
    answered with anything but their key.
    """

    __slots__ = ("_next", "_places", "_size", "_sums")

    def __init__(self, interval: float) -> None:
        self._size = _size(interval)
        self._sums = array("I")
        self._next = 0
        self._places: Places | None = None

    @classmethod
    def of(cls, interval: float, sums: Iterable[int]) -> "KeyRing":
        """A ring that holds the newest of `sums`, given oldest first."""
        ring = cls(interval)
        ring._sums = array("I", sums)[-ring._size :]
        ring._next = len(ring._sums) % ring._size
        return ring

    @property
    def sums(self) -> "array[int]":
        """The checksums, oldest first."""
        return self._sums[self._next :] + self._sums[: self._next]

    def newest(self, count: int) -> "array[int]":
        """The checksums of the last `count` keys, oldest first."""
        first = self._next - min(count, len(self._sums))
        if first >= 0:
            return self._sums[first : self._next]
        return self._sums[first:] + self._sums[: self._next]

    def resized(self, interval: float) -> "KeyRing":
        """This ring, or the newest keys of it in one of the size that another interval needs."""
        if _size(interval) == self._size:
            return self
        return KeyRing.of(interval, self.sums)

    def add(self, key: str) -> None:
        """Remember `key`, in the place of the oldest when the ring is full."""
        place, checksum = self._next, crc32(key.encode())
        if place == len(self._sums):
            self._sums.append(checksum)
        else:
            if self._places is not None:
                self._places.remove(place)
            self._sums[place] = checksum
        if self._places is not None:
            self._places.add(place)
        self._next = (place + 1) % self._size

    def __contains__(self, key: object) -> bool:
        if not isinstance(key, str):
            return False
        if self._places is None:
            self._places = Places(self._sums, self._size)
        return crc32(key.encode()) in self._places

    def __len__(self) -> int:
        return len(self._sums)


def _size(interval: float) -> int:
    return min(_MAX_RING, max(1, round(_WEEK / interval)))


class Keys:
    """All probes' keys: the past ones of each, and the live one of each."""

    __slots__ = ("_live", "_owner", "_rings")

    def __init__(self) -> None:
        self._rings: dict[ProbeId, KeyRing] = {}
        # The last of each is the one asked now; those before it stand in the ring as well.
        self._live: dict[ProbeId, tuple[str, ...]] = {}
        self._owner: dict[str, ProbeId] = {}

    def draw(self, probe: ProbeId, key: str, *, interval: float, beside: bool = False) -> None:
        """`key` goes live for `probe`; its key before becomes a past one.

        To other probes that one stays a live one where the new key is drawn `beside` it, in the same slot.
        """
        each = interval / len(_names(key))
        ring = self._rings[probe] = self._rings.get(probe, KeyRing(each)).resized(each)
        before = self._live.get(probe, ())
        for name in _named(before[-1:]):
            ring.add(name)
        if not beside:
            self._release(probe)
            before = ()
        self._live[probe] = (*before, key)
        self._owner.update(dict.fromkeys(_names(key), probe))

    def recall(self, probe: ProbeId, sums: Iterable[int], *, interval: float) -> None:
        """Take `sums`, oldest first, for the past keys of `probe`.

        All of them, in so far as a ring holds them: how many names a key has shows only with the next one.
        """
        kept = array("I", sums)
        self._rings[probe] = KeyRing.of(min(interval, _WEEK / max(1, len(kept))), kept)

    def asked(self, probe: ProbeId) -> "array[int]":
        """The checksums of all keys that `probe` has asked, oldest first, the live one included."""
        ring = self._rings.get(probe)
        asked = ring.sums if ring is not None else array("I")
        asked.extend(crc32(name.encode()) for name in _named(self._live.get(probe, ())[-1:]))
        return asked

    def past(self, probe: ProbeId) -> "KeyRing | frozenset[str]":
        """The keys that `probe` asked before the live one."""
        return self._rings.get(probe, frozenset())

    def lately(self, probe: ProbeId) -> "Lately":
        """The live key of `probe` and the last ones before it."""
        ring, live = self._rings.get(probe), self._live.get(probe, ())
        places = LATELY * max((len(_names(key)) for key in live), default=1)
        before = ring.newest(places) if ring is not None else ()
        return Lately((*before, *(crc32(name.encode()) for name in _named(live))))

    def live_elsewhere(self, probe: ProbeId) -> "LiveElsewhere":
        """The live keys of all other probes."""
        return LiveElsewhere(self._owner, probe)

    def forget(self, probe: ProbeId) -> None:
        """Drop everything about a probe that left the configuration."""
        self._rings.pop(probe, None)
        self._release(probe)

    def _release(self, probe: ProbeId) -> None:
        for name in _named(self._live.pop(probe, ())):
            if self._owner.get(name) == probe:
                del self._owner[name]


def _names(key: str) -> tuple[str, ...]:
    """What an answer to a picture of `key` may be known by: all of it, and each code where it is a list."""
    parts = key.split(" ")
    return (key, *parts) if len(parts) > 1 and all(map(is_key, parts)) else (key,)


def _named(keys: Iterable[str]) -> Iterator[str]:
    return (name for key in keys for name in _names(key))


class Lately:
    """A few keys, by their checksums; a container of text for the judge."""

    __slots__ = ("_sums",)

    def __init__(self, sums: Iterable[int]) -> None:
        self._sums = frozenset(sums)

    def __contains__(self, key: object) -> bool:
        return isinstance(key, str) and crc32(key.encode()) in self._sums


class LiveElsewhere:
    """A view: is this the live key of a probe other than mine?"""

    __slots__ = ("_mine", "_owner")

    def __init__(self, owner: dict[str, ProbeId], mine: ProbeId) -> None:
        self._owner = owner
        self._mine = mine

    def __contains__(self, key: object) -> bool:
        return isinstance(key, str) and self._owner.get(key, self._mine) != self._mine
