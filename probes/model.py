"""Which model says it answered: names made comparable, and the check against what is known of the route."""

import re
from collections.abc import Container
from dataclasses import dataclass

from probes.folding import excerpt, visible
from probes.types import Finding

_MAX_NAME = 128
# A dated name and its alias are one model: "-2024-08-06", "-20240806", "@20240806", "-latest", ":latest".
_VERSION = re.compile(r"(?:[-@_](?:20\d{2}-?[01]\d-?[0-3]\d)|[-:@]latest)$")


@dataclass(frozen=True, slots=True)
class Naming:
    """What a route's model is called: by the asker, by the operator's wish, and in its first passes."""

    asked: str = ""
    expected: str | None = None
    learned: Container[str] = frozenset()
    settled: bool = False


def normalise_model(name: str) -> str:
    """`name` without its provider's prefix, its date or alias, and its case; bounded."""
    bare = visible(name[:_MAX_NAME]).strip().lower().rsplit("/", 1)[-1]
    return _VERSION.sub("", bare)


def check_model(name: str | None, naming: Naming) -> tuple[bool, tuple[Finding, ...]]:
    """Whether another model answered than must (True: changed), and the finding about it.

    A difference from the asked name alone proves nothing: gateways have aliases. A reply that names no
    model proves nothing either; where one is expected it is worth a finding.
    """
    seen = normalise_model(name or "")
    if not seen:
        missing = Finding("model", naming.expected or "", "none named", passed=False)
        return False, (missing,) if naming.expected else ()
    if naming.expected is not None and seen != normalise_model(naming.expected):
        return True, (_finding(naming.expected, name, passed=False),)
    if naming.expected is None and naming.settled and seen not in naming.learned:
        return True, (_finding("a name of the first 20 passes", name, passed=False),)
    wanted = naming.expected or naming.asked or seen
    return False, (_finding(wanted, name, passed=seen == normalise_model(wanted)),)


def _finding(expected: str, name: str | None, *, passed: bool) -> Finding:
    return Finding("model", expected, excerpt(name or "", _MAX_NAME), passed)
