"""What one run cost: the gateway's own word where it can be true, else its tokens by price."""

import math
from dataclasses import dataclass

from monitor.money.prices import Quote
from monitor.money.source import Source
from probes.types import Finding, Usage

# How far a reported cost may be from the price of its tokens. Contracts, caches (a tenth), batches (half),
# margins of resellers and tiers explain a factor of 20 either way; where the price is a guess, 100.
_APART, _APART_FROM_A_GUESS = 20.0, 100.0
_SHOWN = 40


@dataclass(frozen=True, slots=True)
class Bill:
    """US dollars of one run, on whose word, and what there is to be said of a word that was not taken."""

    usd: float
    source: Source
    finding: Finding | None = None


def bill(quote: Quote, usage: Usage | None, reported: float | None, *, expected: float) -> Bill:
    """The cost of a run: as `reported`, else by its tokens, else what was `expected` of it.

    A request that failed on the way may have been billed all the same, and a prompt of no tokens is as good
    as none reported: the limit stays hard.
    """
    if usage is not None and usage.prompt:
        reckoned, factor = Bill(quote.cost(usage), quote.source), _APART
    else:
        reckoned, factor = Bill(expected, Source.EXPECTED), _APART_FROM_A_GUESS
    if quote.source is Source.ASSUMED:
        factor = _APART_FROM_A_GUESS
    return reckoned if reported is None else _beside(reckoned, reported, factor)


def _beside(reckoned: Bill, reported: float, factor: float) -> Bill:
    """`reckoned`, or what a gateway reports beside it.

    Its word is hearsay: it must neither lift a budget nor end one. So it counts within bounds around the
    price of the tokens, and outside is named and not taken. Nothing is as good as no report: LiteLLM says 0
    for a model that its price map does not know, and a router 0 for one that is billed elsewhere.
    """
    if reported == 0 or (reckoned.usd == 0 and reckoned.source is Source.CONFIGURED):
        return reckoned
    least, most = reckoned.usd / factor, reckoned.usd * factor
    if math.isfinite(reported) and least <= reported <= most:
        return Bill(reported, Source.REPORTED)
    seen = f"{str(reported)[:_SHOWN]} USD as the gateway reports it"
    finding = Finding("cost", f"{least:.3g} to {most:.3g} USD by its tokens", seen, passed=False)
    return Bill(reckoned.usd, reckoned.source, finding)
