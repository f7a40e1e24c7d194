"""The ladder: requests that differ from the failing one in one thing each, and which of them comes next.

Whoever compares must change one thing at a time, and ask each way twice at least: once is luck. Twelve
requests are the plan, and two more settle what these left open: a way of which one request was well and one
was not, or another way that was well where luck may have it so. They are cheap beside a day of probing, and
an incident is worth them.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from monitor.diagnosis.observation import Observation, Sight
from probes.media import MEDIA, Via
from probes.types import Arm

PLANNED_CALLS = 12
MOST_CALLS = PLANNED_CALLS + 2
_AGAIN = 3
_EACH_WAY = 2


@dataclass(frozen=True, slots=True)
class Rung:
    """One way of asking and how often; what is empty or False is as the failing probe has it."""

    name: str
    sent: str
    arm: Arm = Arm.IMAGE
    medium: str = ""
    challenge: str = ""
    placement: str = ""
    flip_stream: bool = False
    direct: bool = False
    times: int = _EACH_WAY


CONTROL = Rung("control", "the words without a picture", Arm.CONTROL, times=1)
AGAIN = Rung("again", "the same, another picture, a fresh connection", times=_AGAIN)
INLINE = Rung("inline", "the picture inside the request", medium="inline-png")
STRAIGHT = Rung("straight", "the picture behind a URL without a redirect", medium="url")
PNG = Rung("png", "the picture as a PNG", medium="inline-png")
JPEG = Rung("jpeg", "the picture as a JPEG", medium="inline-jpeg")
LARGE = Rung("large", "the picture six times as large", medium="inline-large")
BARE = Rung("bare", "the picture under a plain media type", medium="inline-png")
CODE = Rung("code", "one picture of five symbols", challenge="code")
USER = Rung("user", "the picture and the question in one user turn", placement="user")
STREAM = Rung("stream", "the reply streamed", flip_stream=True)
PLAIN = Rung("plain", "the reply not streamed", flip_stream=True)
DIRECT = Rung("direct", "to the provider's own endpoint", direct=True)

RUNGS = {
    rung.name: rung
    for rung in (CONTROL, AGAIN, INLINE, STRAIGHT, PNG, JPEG, LARGE, BARE, CODE, USER, STREAM, PLAIN, DIRECT)
}
"""Every rung by name."""

OTHER_FORMS = (PNG, JPEG, LARGE)
"""Ways to send what one picture shows in other bytes."""

_PARAMETERISED = "inline-parameter"
# Ways of asking what cannot be told from the same request again; two at most besides the other delivery.
_MOST_WAYS = 2


def ladder(
    failed: Observation, *, medium: str, challenge: str, placement: str, stream: bool, direct: bool
) -> tuple[Rung, ...]:
    """The rungs for a probe that `failed`, in their order.

    Where the picture was read all the same (no tokens for it, another model), its form is not the matter. One
    that lies elsewhere is sent inline: whether it is brought from there comes before its form.
    """
    apart = [CODE] if challenge != CODE.challenge else []
    apart += [USER] if placement != USER.placement else []
    forms = _forms(medium)[: _MOST_WAYS - len(apart)]
    ways = () if failed.sight is Sight.READ else (*forms, *apart, PLAIN if stream else STREAM)
    return (CONTROL, AGAIN, *ways, *((DIRECT,) if direct else ()))


def _forms(medium: str) -> list[Rung]:
    """Other forms of what is sent as `medium`, those first that tell most."""
    if MEDIA[medium].via is not Via.INLINE:
        return [INLINE, STRAIGHT] if MEDIA[medium].redirects else [INLINE]
    if medium == _PARAMETERISED:
        return [BARE, JPEG, LARGE]
    return [rung for rung in OTHER_FORMS if rung.medium != medium]


def next_rung(rungs: Sequence[Rung], failed: Observation, seen: Sequence[Observation]) -> Rung | None:
    """What to ask after `seen`; None where nothing more can be learned, or enough was asked.

    Where the same request now fails and now does not, and where it does not fail any more, only the same
    request again can tell; other ways would be compared with luck. Where answers are another picture's, the
    same request has told all. Where nobody answers, nobody can be asked.
    """
    if len(seen) >= PLANNED_CALLS:
        return _more(rungs, failed, seen)
    due = next((rung for rung in rungs if _asked(rung, seen) < rung.times), None)
    if due in (CONTROL, AGAIN):
        return None if _silent(seen) else due
    again = [each for each in seen if each.rung == AGAIN.name]
    if {each.sight for each in again} <= {Sight.NONE} or any(each.sight is Sight.ANOTHERS for each in seen):
        return None
    mended = [each.mends(failed) for each in again if each.sight is not Sight.NONE]
    if any(mended):
        return None if turns((False, *mended)) > 1 else AGAIN
    return due or _more(rungs, failed, seen)


def turns(mended: Sequence[bool]) -> int:
    """How often a row of the same requests went from failing to not failing, or back.

    One turn is an onset or a recovery; two mean that who is asked the same does not always do the same.
    """
    return sum(before is not after for before, after in pairwise(mended))


def _more(rungs: Sequence[Rung], failed: Observation, seen: Sequence[Observation]) -> Rung | None:
    """A way of whose two requests one alone was well or said nothing; the provider's before the others.

    Where all is told and another way through the gateway is well: the same again, which may be well too.
    """
    if len(seen) >= MOST_CALLS:
        return None
    ways = [rung for rung in reversed(rungs) if rung not in (CONTROL, AGAIN)]
    open_ = next((rung for rung in ways if _undecided(rung, failed, seen)), None)
    well = {each.rung for each in seen if each.mends(failed)} & {
        rung.name for rung in ways if not rung.direct
    }
    return open_ or (AGAIN if well else None)


def _undecided(rung: Rung, failed: Observation, seen: Sequence[Observation]) -> bool:
    shown = [each for each in seen if each.rung == rung.name]
    if len(shown) != rung.times or {each.sight for each in shown} == {Sight.NONE}:
        return False
    told = [each.mends(failed) for each in shown if each.tells(failed)]
    return len(told) < len(shown) or len(set(told)) > 1


def _asked(rung: Rung, seen: Sequence[Observation]) -> int:
    return sum(each.rung == rung.name for each in seen)


def _silent(seen: Sequence[Observation]) -> bool:
    """Whether neither words nor a picture got an answer."""
    return len(seen) > 1 and all(each.sight is Sight.NONE for each in seen)
