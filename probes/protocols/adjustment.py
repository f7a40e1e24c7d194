"""What to change when a gateway refuses a key of the body by name, whatever the protocol.

Seen refusals: "Unsupported parameter: 'max_tokens' is not supported with this model. Use
'max_completion_tokens' instead." with `param` (OpenAI) · "Unrecognized request argument supplied: …"
(Azure) · "Extra inputs are not permitted" with the place in `loc`, here `body.stream_options` (pydantic
servers, Mistral) · "Validation error at #/stream_options" (Azure AI) · `Unknown name "reasoning": Cannot
find field.` (Gemini) · "'temperature' is deprecated for this model" (Anthropic behind gateways).
"""

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field

from probes.errors import reason_of_error, status_of
from probes.protocols.keys import Key
from probes.reasoning import EFFORTS
from probes.reasons import Reason
from probes.types import Adjustment, ApiError, Ask

_STATUSES = frozenset({400, 422, 500})
# A parameter that is refused is `misconfigured` where asking otherwise does not help.
_OTHERWISE_UNEXPLAINED = frozenset({Reason.MISCONFIGURED, Reason.CLIENT_ERROR, Reason.SERVER_ERROR})

_REFUSING = re.compile(
    r"support|unknown|unrecogni|unexpected|extra|not (?:permitted|allowed|accept|valid)|forbidden|invalid"
    r"|deprecated|removed|cannot|input should|must|only|too |exceed|instead|validation"
)
_ABOUT_THE_VALUE = re.compile(
    r"too (?:large|big|high|small|low)|at (?:most|least)|exceed|less than|greater than"
)
# "Unsupported value: 'minimal' is not supported with the 'gpt-5.1' model. Supported values are: 'none',
# 'low', 'medium', and 'high'." (OpenAI) · "Input should be 'low', 'medium' or 'high'" (pydantic servers)
_ABOUT_A_WORD = re.compile(r"\bvalues?\b|one of|should be|expected|must be")
_WORDS_TAKEN = re.compile(
    r"(?:supported values|one of|should be|expected|must be|allowed|valid)\b(.*)", re.DOTALL
)
_MOST_EFFORT = "medium"


@dataclass(frozen=True, slots=True)
class Names:
    """A protocol's own names for the keys that a refusal may be about (`probes.protocols.keys` writes them).

    `essential` are those without which an ask is another ask, or none. `caps` are the names of the output
    cap: one that is refused gives way to the other. `effort` is the key whose value is a word of
    `probes.reasoning`, empty where there is none. `also` are other words for a key, as the last step of a
    refusal's `param` has them.
    """

    essential: frozenset[str]
    caps: tuple[str, ...] = ()
    effort: str = ""
    also: Mapping[str, str] = field(default_factory=dict)


def adjusted(ask: Ask, error: ApiError, sent: Sequence[Key], names: Names) -> Adjustment | None:
    """The one change to the keys `sent` that `error` calls for, or None if it is about something else.

    An output cap is renamed first, and left out if its new name, or its value, is refused; an effort whose
    value is refused is raised to the least one that is taken; every other key is left out. So caps are
    touched at most twice, the effort only grows, and asking again always comes to an end. Errors that have
    a reason of their own (images, credit, guardrails) are never answered by changing the ask.
    """
    if status_of(error) not in _STATUSES or reason_of_error(error) not in _OTHERWISE_UNEXPLAINED:
        return None
    ours = {wire: name for name, wire, _ in sent if wire not in names.essential}
    refused = _refused(error, ours, names)
    if refused is None:
        return None
    name = ours[refused]
    by_operator = name.partition(".")[0] in ask.params
    if name == names.effort and not by_operator and (effort := _next_effort(ask.effort, error)):
        return Adjustment(name, value=effort)
    return Adjustment(name, _other_cap(refused, ask, error, ours, names))


def _other_cap(refused: str, ask: Ask, error: ApiError, ours: Mapping[str, str], names: Names) -> str | None:
    """Another name for the output cap, if `refused` is one and the other may help."""
    other = next((cap for cap in names.caps if refused in names.caps and cap != refused), None)
    tried = ours[refused] in ask.renamed or other in ours
    return None if tried or _ABOUT_THE_VALUE.search(error.message.casefold()) else other


def _next_effort(sent: str | None, error: ApiError) -> str | None:
    """The least effort above what was `sent` that `error` names, or `low` where it names none.

    Never above the middle: what a refusal asks for must not make a probe dear. None where the key itself is
    refused, or nothing is left to try; then it is left out.
    """
    said = error.message.casefold()
    about_the_value = error.code == "unsupported_value" or _ABOUT_A_WORD.search(said)
    if sent not in EFFORTS or not about_the_value:
        return None
    above = EFFORTS[EFFORTS.index(sent) + 1 : EFFORTS.index(_MOST_EFFORT) + 1]
    listed = _WORDS_TAKEN.search(said)
    words = set(re.findall(r"\w+", listed[1])) if listed else set()
    named = [effort for effort in above if effort in words]
    if named or words & set(EFFORTS):
        return named[0] if named else None
    return "low" if "low" in above else None


def _refused(error: ApiError, ours: Collection[str], names: Names) -> str | None:
    """The one of `ours` that the error is about: by its `param`, else the first in its message."""
    steps = [step for step in re.split(r"[.\[\]/#]+", error.param) if step not in ("", "body")]
    if steps:
        by_place = next((wire for wire in ours if _leads_to(steps, wire.split("."))), None)
        also = names.also.get(steps[-1], "")
        if by_place or also in ours:
            return by_place or also
    essential = bool(steps) and steps[0] in names.essential
    if essential or not _REFUSING.search(error.message.casefold()):
        return None
    places = ((_mention(wire).search(error.message), wire) for wire in ours)
    found = [(place.start(), wire) for place, wire in places if place]
    return min(found)[1] if found else None


def _leads_to(steps: Sequence[str], path: Sequence[str]) -> bool:
    """Whether a place is that of a key, lies inside it, or is the group that it stands in."""
    together = min(len(steps), len(path))
    return steps[:together] == path[:together]


def _mention(wire: str) -> re.Pattern[str]:
    """Where a message names a key of the body.

    A name with an underscore or a capital inside it is no word of any language and counts wherever it
    stands, and so does one with its group before it. A plain word (`user`, `temperature`) counts in quotes,
    there with a place inside it too (`"thinking.type.enabled"`), before or after a word for parameters, or in
    front of a colon.
    """
    whole, bare = re.escape(wire), re.escape(wire.rpartition(".")[2])
    group = _mention_of_group(wire.rpartition(".")[0])
    if re.search(r"_|[a-z][A-Z]", bare):
        return re.compile(rf"(?<!\w){bare}(?!\w){group}")
    return re.compile(
        rf"""['"`]{bare}(?:\.[\w.]+)?\\?['"`]"""
        rf"|(?:parameter|argument|field|supplied|support|supports|body|#)s?[:./ ]{{1,3}}{bare}(?!\w)"
        rf"|(?<!\w){bare} (?:parameter|argument|field)(?!\w)"
        rf"|^{bare} ?:" + (rf"|(?<!\w){whole}(?!\w)" if wire != bare else "") + group
    )


def _mention_of_group(group: str) -> str:
    """Where a message refuses the group of a key as such, and does not only place another key in it.

    "output_config: Extra inputs are not permitted" · "Unknown parameter: 'reasoning'." (servers that know
    neither).
    """
    name = re.escape(group)
    refused = rf"|^{name} ?:|(?:parameter|argument|supplied)s?[: ]{{1,3}}['\"`]?{name}(?![\w.])"
    return refused if group else ""
