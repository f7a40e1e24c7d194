"""The index of checksums agrees with a plain list, whatever comes and goes, and stays small."""

from array import array

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.asking.places import Places

# Few values, so that equal checksums and long runs of neighbours are the rule; and the ends of the range.
_SUMS = st.integers(0, 12) | st.sampled_from([2**32 - 1, 2**31, 2**32 - 2])


@given(st.lists(_SUMS, max_size=12), st.lists(st.tuples(st.integers(0, 11), _SUMS), max_size=60))
def test_places_agree_with_a_list(first: list[int], changes: list[tuple[int, int]]) -> None:
    """Adding and replacing in any order: what stands in the array is found, and nothing else."""
    sums = array("I", first)
    places = Places(sums, 12)
    for place, checksum in changes:
        if place < len(sums):
            places.remove(place)
            sums[place] = checksum
            places.add(place)
        elif len(sums) < 12:
            sums.append(checksum)
            places.add(len(sums) - 1)
        held = set(sums)
        assert all((each in places) == (each in held) for each in (*range(13), 2**32 - 1, 2**31, 2**32 - 2))


@given(st.lists(_SUMS, min_size=1, max_size=12), st.data())
def test_what_was_removed_leaves_no_gap_and_no_trace(sums: list[int], data: st.DataObject) -> None:
    """Removing one of several equal checksums keeps the others; removing all leaves an empty table."""
    kept = array("I", sums)
    places = Places(kept, 12)
    order = data.draw(st.permutations(range(len(sums))))
    for done, place in enumerate(order, 1):
        places.remove(place)
        left = {sums[each] for each in order[done:]}
        assert all((checksum in places) == (checksum in left) for checksum in set(sums))


@pytest.mark.parametrize(("size", "most"), [(1, 6), (7, 6), (10_080, 4), (20_160, 4)])
def test_a_place_takes_a_few_bytes(size: int, most: int) -> None:
    """A thousand probes' weeks of keys stay below 75 MB: four bytes for a checksum, three for its place."""
    assert Places(array("I"), size).nbytes <= most * size
