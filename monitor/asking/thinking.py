"""A model whose thoughts use up its output budget gets more room the next time, within a bound."""

from collections.abc import Mapping
from typing import Any

from monitor.asking.exchange import Exchange
from monitor.asking.memory import MOST_OUTPUT_TOKENS, Adjustments
from probes.types import Ask, Finding, Reply

# Names of the output cap in any protocol, with the group before them (`probes.protocols.keys`): an own one of
# the operator is not ours to raise.
_CAPS = frozenset(
    (
        "max_tokens",
        "max_completion_tokens",
        "max_output_tokens",
        "generationConfig.maxOutputTokens",
        "options.num_predict",
        "inferenceConfig.maxTokens",
    )
)
# Servers stop a little before the cap, or count the end mark.
_ALL = 0.9


def starved(done: Exchange) -> int | None:
    """The output cap that thoughts have used up: nothing was said, and the tokens are gone. Else None."""
    reply, cap = done.reply, _cap(done.ask)
    if not isinstance(reply, Reply) or reply.error is not None or reply.text.strip() or reply.usage is None:
        return None
    spent = max(reply.usage.completion or 0, reply.usage.reasoning or 0)
    return cap if spent >= _ALL * cap else None


def _cap(ask: Ask) -> int:
    """The output cap in force: the operator's, else ours."""
    said = _said(ask.params)
    own = [said[name] for name in _CAPS & said.keys()]
    return min((value for value in own if isinstance(value, int)), default=ask.max_output_tokens)


def _said(params: Mapping[str, Any]) -> dict[str, Any]:
    """The operator's keys, those inside another too."""
    groups = {name: value for name, value in params.items() if isinstance(value, Mapping)}
    inner = {f"{name}.{key}": value for name, group in groups.items() for key, value in group.items()}
    return {**params, **inner}


def make_room(done: Exchange, known: Adjustments) -> tuple[Adjustments, Finding | None]:
    """What to ask with from now on, beside all else that is `known` by now, and what there is to say of it.

    The verdict of this run stays what it is: an answer that did not come is no answer.
    """
    cap = starved(done)
    if cap is None:
        return known, None
    ours = not (_said(done.ask.params).keys() | done.ask.omitted) & _CAPS
    wider = known.with_room(cap) if ours else None
    if not ours:
        then = "the cap is not ours to raise"
    elif wider is None:
        then = f"{MOST_OUTPUT_TOKENS} are the most that is granted: set `effort`"
    else:
        then = f"{wider.cap} are granted from now on"
    seen = f"all {cap} output tokens went into thoughts; {then}"
    return wider or known, Finding("output_cap", "an answer within the output cap", seen, passed=False)
