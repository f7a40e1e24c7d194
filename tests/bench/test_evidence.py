"""The claims of `EVIDENCE.md` hold for this very code: the short version, beside the committed table."""

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from evidence.__main__ import QUICK
from evidence.chance import rate_lower, rate_upper
from evidence.document import figures, read_claims, read_figures
from evidence.parts import measured
from evidence.shape import Section, Size

_DOCUMENT = (Path(__file__).parents[2] / "EVIDENCE.md").read_text(encoding="utf-8")
# A hundred counts are compared: a doubt of one in ten thousand each is a doubt of one in a hundred in all,
# and the seed is fixed, so that a pass today is a pass tomorrow.
_DOUBT = 1e-4


@cache
def _quick() -> tuple[Section, ...]:
    return tuple(measured(Size(QUICK, "CI")))


def _committed(what: str) -> Mapping[str, Any]:
    read: Mapping[str, Any] = read_figures(_DOCUMENT)[what]
    return read


pytestmark = [pytest.mark.xdist_group("evidence"), pytest.mark.timeout(600)]


def test_every_claim_holds_in_the_short_version():
    """As far as a hundredth of the trials can tell, on a fixed seed."""
    broken = [claim for section in _quick() for claim in section.claims if not claim.holds]
    assert not broken


def test_the_committed_table_makes_these_very_claims():
    """A claim that was added, dropped or worded anew demands a new table."""
    claims = [claim.claim for section in _quick() for claim in section.claims]
    assert claims == list(read_claims(_DOCUMENT))


def test_figures_without_chance_are_what_the_code_gives_now():
    """Thresholds, exact quantiles, blind guesses and costs: to the last digit."""
    now = figures(_quick())["exact"]
    committed = _committed("exact")
    assert {name: committed.get(name) for name in now} == now
    assert committed.keys() == now.keys()


def test_counts_are_compatible_with_those_of_the_table():
    """No rate of the short version lies beyond what chance allows beside the committed one."""
    apart = {}
    for name, (count, trials) in figures(_quick())["counted"].items():
        if name not in _committed("counted"):
            continue
        before, of = _committed("counted")[name]
        low = max(rate_lower(count, trials, _DOUBT), rate_lower(before, of, _DOUBT))
        high = min(rate_upper(count, trials, _DOUBT), rate_upper(before, of, _DOUBT))
        if low > high:
            apart[name] = (count, trials, before, of)
    assert not apart


def test_a_claim_that_is_not_kept_is_not_hidden():
    """The head of the document counts the claims that hold, and each row says whether it does."""
    claims = read_claims(_DOCUMENT)
    assert f"## Claims: {sum(claims.values())} of {len(claims)} hold" in _DOCUMENT
