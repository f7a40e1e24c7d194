"""What to change when a gateway refuses a key of the body by name.

Seen refusals: "Unsupported parameter: 'max_tokens' is not supported with this model. Use
'max_completion_tokens' instead." with `param` (OpenAI) · "Unrecognized request argument supplied: …"
(Azure) · "Extra inputs are not permitted" with the place in `loc`, here `body.stream_options` (pydantic
servers, Mistral) · "Validation error at #/stream_options" (Azure AI) · `Unknown name "reasoning": Cannot
find field.` (Gemini) · "'temperature' is deprecated for this model" (Anthropic behind gateways).
"""

import re
from collections.abc import Iterable

from probes.errors import reason_of_error, status_of
from probes.protocols.openai_chat.request import CAPS, EFFORT, fields
from probes.reasoning import EFFORTS
from probes.reasons import Reason
from probes.types import Adjustment, ApiError, Ask

_STATUSES = frozenset({400, 422, 500})
_OTHERWISE_UNEXPLAINED = frozenset({Reason.CLIENT_ERROR, Reason.SERVER_ERROR})

# Without these an ask is another ask.
_ESSENTIAL = frozenset({"model", "messages", "stream"})

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


def adjust(ask: Ask, error: ApiError) -> Adjustment | None:
    """The one change that `error` calls for, or None if it is about something else.

    An output cap is renamed first, and left out if its new name, or its value, is refused; an effort whose
    value is refused is raised to the least one that is taken; every other key is left out. So caps are
    touched at most twice, the effort only grows, and asking again always comes to an end. Errors that have
    a reason of their own (images, credit, guardrails) are never answered by changing the ask.
    """
    if status_of(error) not in _STATUSES or reason_of_error(error) not in _OTHERWISE_UNEXPLAINED:
        return None
    names = {wire: name for name, wire, _ in fields(ask) if wire not in _ESSENTIAL}
    refused = _refused(error, names)
    if refused is None:
        return None
    name = names[refused]
    if name == EFFORT and name not in ask.params and (effort := _next_effort(ask.effort, error)):
        return Adjustment(name, value=effort)
    other = next((cap for cap in CAPS if refused in CAPS and cap != refused), None)
    if name in ask.renamed or other in names or _ABOUT_THE_VALUE.search(error.message.casefold()):
        other = None
    return Adjustment(name, other)


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


def _refused(error: ApiError, names: Iterable[str]) -> str | None:
    """The one of `names` that the error is about: by its `param`, else the first in its message."""
    steps = [step for step in re.split(r"[.\[\]/#]+", error.param) if step not in ("", "body")]
    if steps and steps[0] in names:
        return steps[0]
    # Gateways that speak to the Responses API hand on its own word for it.
    if steps[-1:] == ["effort"] and EFFORT in names:
        return EFFORT
    if (steps and steps[0] in _ESSENTIAL) or not _REFUSING.search(error.message.casefold()):
        return None
    places = ((_mention(name).search(error.message), name) for name in names)
    found = [(place.start(), name) for place, name in places if place]
    return min(found)[1] if found else None


def _mention(name: str) -> re.Pattern[str]:
    """Where a message names a key of the body.

    A name with an underscore is no word of any language and counts wherever it stands. A plain word
    (`user`, `temperature`) counts in quotes, after a word for parameters, or in front of a colon.
    """
    bare = re.escape(name)
    if "_" in name:
        return re.compile(rf"(?<!\w){bare}(?!\w)")
    return re.compile(
        rf"""['"`]{bare}\\?['"`]"""
        rf"|(?:parameter|argument|field|supplied|support|supports|body|#)s?[:./ ]{{1,3}}{bare}(?!\w)"
        rf"|^{bare} ?:"
    )
