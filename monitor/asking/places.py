"""Where in an array of checksums one stands: a hash table of 16-bit places, with deletion.

A set of Python integers would do the same with 60 bytes and more for each checksum, 700 MB for a thousand
probes' weeks; this takes 3 to 6 bytes. Open addressing with linear probing: an entry stands at the first free
slot from its home on. A deletion moves later entries of the same run back, so that no gap cuts one off from
its home and no tombstones pile up (Knuth, The Art of Computer Programming 3, 6.4, algorithm R).
"""

from array import array

_FREE = 0xFFFF
# 2**32 over the golden ratio: spreads sums that differ in a few bits over the whole table.
_SPREAD = 2_654_435_769
_WORD, _ALL = 32, 0xFFFFFFFF


class Places:
    """The places of `sums`, at most `size` of them, which must be below 65,535. The array stays the caller's.

    Whoever changes a place of the array removes it before and adds it afterwards. Equal checksums have an
    entry each.
    """

    __slots__ = ("_mask", "_shift", "_slots", "_sums")

    def __init__(self, sums: "array[int]", size: int) -> None:
        bits = (size + size // 2).bit_length()
        self._sums = sums
        self._mask = mask = (1 << bits) - 1
        self._shift = shift = _WORD - bits
        self._slots = slots = array("H", (_FREE,)) * (1 << bits)
        # As `add` does, at half the time: a week is 10,080 of these in one go, on the loop.
        for place, checksum in enumerate(sums):
            slot = (checksum * _SPREAD & _ALL) >> shift
            while slots[slot] != _FREE:
                slot = (slot + 1) & mask
            slots[slot] = place

    def add(self, place: int) -> None:
        """Enter the checksum that stands at `place`."""
        slots, mask, slot = self._slots, self._mask, self._home(self._sums[place])
        while slots[slot] != _FREE:
            slot = (slot + 1) & mask
        slots[slot] = place

    def remove(self, place: int) -> None:
        """Drop the checksum that stands at `place`, which was added."""
        slots, mask, gap = self._slots, self._mask, self._home(self._sums[place])
        while slots[gap] != place:
            gap = (gap + 1) & mask
        slot = (gap + 1) & mask
        while slots[slot] != _FREE:
            home = self._home(self._sums[slots[slot]])
            # It may move back to the gap only if that is not before its home, counted around the table.
            if (slot - home) & mask >= (slot - gap) & mask:
                slots[gap] = slots[slot]
                gap = slot
            slot = (slot + 1) & mask
        slots[gap] = _FREE

    def __contains__(self, checksum: int) -> bool:
        slots, mask, slot = self._slots, self._mask, self._home(checksum)
        while (place := slots[slot]) != _FREE:
            if self._sums[place] == checksum:
                return True
            slot = (slot + 1) & mask
        return False

    @property
    def nbytes(self) -> int:
        """The memory of the table, in bytes."""
        return len(self._slots) * self._slots.itemsize

    def _home(self, checksum: int) -> int:
        return (checksum * _SPREAD & _ALL) >> self._shift
