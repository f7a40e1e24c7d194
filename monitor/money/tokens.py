"""How many tokens a run is expected to cost, before the first one has said so.

Pictures count by the formula of the model's family (`probes.families`); half of the marks and wrapping that
a family may add are taken for granted. Text counts a token for each four characters, OpenAI's rule of thumb
for English, and eight for the roles and marks around each message. An answer of ours, five symbols and an
end, is about six tokens; what a model thinks before it comes on top (`probes.reasoning`).
"""

from functools import lru_cache
from math import ceil

from monitor.asking.exchange import compose, draw_challenge
from monitor.probe import Gateway, Probe, Route
from probes.challenges.custom import Question
from probes.families import family_of
from probes.reasoning import effort_to_send, thinking_tokens
from probes.types import Arm, Ask, TextPart, Usage

ANSWER_TOKENS = 6
MESSAGE_TOKENS = 8
CHARACTERS_PER_TOKEN = 4

UNKNOWN_PICTURE_TOKENS = 400
"""A picture of ours at a model whose family is not known: above most families (255, 258, 288), below two."""

_USUAL_SIZE = 384 * 256
_SEED = bytes(32)
_CAP = Ask("", ()).max_output_tokens


def expected_usage(probe: Probe, arm: Arm) -> Usage:
    """The tokens that one request of `arm` is expected to report."""
    route = probe.route
    kind = (probe.challenge, probe.medium, probe.placement)
    texts, sizes, detail = _sketch(kind, (route.question, route.system), probe.custom, arm)
    image = sum(picture_tokens(route.model, width, height, detail) for width, height in sizes)
    effort = effort_to_send(route.effort, route.model, route.params, route.gateway.protocol)
    thought = thinking_tokens(route.model, effort)
    return Usage(texts + image, min(ANSWER_TOKENS + thought, _CAP), image=image or None)


@lru_cache(maxsize=4_096)
def picture_tokens(model: str, width: int, height: int, detail: str = "") -> int:
    """Tokens of a picture of this size in pixels by the family of `model`, or assumed in proportion to it.

    A `detail` of which the family says nothing is expected to cost what is usual.
    """
    family = family_of(model)
    if family is None:
        return ceil(UNKNOWN_PICTURE_TOKENS * max(1.0, width * height / _USUAL_SIZE))
    family = family.looking(detail) or family
    return family.band(width, height).expected + family.more // 2


@lru_cache(maxsize=1_024)
def _sketch(
    kind: tuple[str, str, str], words: tuple[str | None, str | None], own: Question | None, arm: Arm
) -> tuple[int, tuple[tuple[int, int], ...], str]:
    """Tokens of the texts, sizes and detail of the pictures of a request drawn as an example of its kind.

    `kind` is challenge, medium and placement; `words` are the operator's own question and system prompt, and
    `own` a picture of his own.
    """
    route = Route("", Gateway("", ""), "", question=words[0], system=words[1])
    probe = Probe(route, "", *kind, stream=False, interval=60.0, timeout=30.0, custom=own)
    ask = compose(probe, draw_challenge(probe, _SEED, at=0.0), arm)
    texts = [part.text for turn in ask.messages for part in turn.parts if isinstance(part, TextPart)]
    tokens = sum(ceil(len(text) / CHARACTERS_PER_TOKEN) for text in texts)
    return tokens + MESSAGE_TOKENS * len(ask.messages), ask.sizes, ask.detail
