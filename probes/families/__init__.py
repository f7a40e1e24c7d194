"""How families of models count a picture, found by the name of a model."""

from functools import lru_cache

from probes.families.band import Band, Family
from probes.families.known import KNOWN

__all__ = ["Band", "Family", "family_of"]

_LONGEST_NAME = 256


@lru_cache(maxsize=1_024)
def family_of(model: str) -> Family | None:
    """The family that a model's name means; None for a name that says nothing.

    Vendors before a slash or a dot, dates, regions and suffixes such as `:free` do not matter. A name is
    hearsay, an alias of the operator's may mean anything: a family is a prior, and no more.
    """
    name = model[:_LONGEST_NAME].strip().lower().rpartition("/")[2]
    return next((family for pattern, family in KNOWN if pattern.search(name)), None)
