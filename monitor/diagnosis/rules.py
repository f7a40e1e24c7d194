"""From observations to a cause: an ordered table of small rules, the first that finds a comparison decides.

A rule gives the comparison that shows its cause, or nothing. None is generous: a cause needs the same
question to have failed again and again, and another way of asking to have done otherwise each time. What a
gateway says of itself (names, token counts) counts where it speaks against it or nothing better is there.
"""

from collections.abc import Callable

from monitor.diagnosis import ways
from monitor.diagnosis.case import Case, share
from monitor.diagnosis.cause import Cause
from monitor.diagnosis.observation import Observation, Sight
from monitor.diagnosis.rungs import AGAIN, CODE, CONTROL, DIRECT
from monitor.diagnosis.ways import against
from probes.reasons import Reason
from probes.types import Answer, UsageClass
from probes.usage import FLOOR

Rule = Callable[[Case], str | None]

_TWICE = 2
# Losses apart from each other, with pictures read between them: two may be an old slip and a short outage.
_APART = 3
_LOOKED_AGAIN = 6
_SEEN = frozenset({UsageClass.SEEN, UsageClass.HIGH})
_SEVERAL = frozenset({Answer.REORDERED, Answer.PARTIAL})


# --- cache -----------------------------------------------------------------------------------------


def _another_picture_answers(case: Case) -> str | None:
    asked = [*case.same, *case.of(CONTROL.name)]
    others = [each.sight is Sight.ANOTHERS for each in asked]
    if sum(others) < _TWICE or all(each.sight is not Sight.ANOTHERS for each in case.seen):
        return None
    return f"The key of another picture came back in {share(others)} requests: what was kept answers."


def _ids_repeat(case: Case) -> str | None:
    repeated = [each.repeated and not each.mends(case.failed) for each in case.same]
    if sum(repeated) < _TWICE:
        return None
    return f"Wrong answers came under response ids of earlier ones in {share(repeated)} requests."


# --- routing ---------------------------------------------------------------------------------------


def _another_model_answers(case: Case) -> str | None:
    """A name that differs from the asked one proves nothing; one that no pass ever had does."""
    ill = [each for each in case.same if each.model and not each.mends(case.failed)]
    foreign = [each.model not in case.models for each in ill]
    if not case.models or len(ill) < _TWICE or not all(foreign):
        return None
    return f"Failing answers named a model that none of the passes before had in {share(foreign)} requests."


def _no_pass_had_it(case: Case) -> str | None:
    """By the words of body or headers: another model, another provider."""
    changed = [each.reason is Reason.MODEL_CHANGED for each in case.same]
    if not case.steady or not all(changed):
        return None
    return f"A model or a provider that no pass before had was named in {share(changed)} requests."


def _now_and_then(case: Case) -> str | None:
    if not case.to_and_fro:
        return None
    failing = [not each.mends(case.failed) for each in case.same]
    return f"The same question on fresh connections failed in {share(failing)} requests, to and fro."


def _now_and_then_before(case: Case) -> str | None:
    """Too rare a fault to come again on the ladder, told from an outage by the pictures read between."""
    again = [each.mends(case.failed) for each in case.of(AGAIN.name)]
    groups = case.history.groups()
    if case.failed.sight is not Sight.LOST or len(again) < _LOOKED_AGAIN or not all(again) or groups < _APART:
        return None
    lost, total = case.history.failures, case.history.length
    return (
        f"The same question was read in {share(again)}, and {lost} of the last {total} pictures were lost, "
        "apart from each other."
    )


# --- conversion ------------------------------------------------------------------------------------


def _details_are_gone(case: Case) -> str | None:
    coarse = [each.answer is Answer.COARSE for each in case.same]
    if not case.steady or 2 * sum(coarse) <= len(coarse) or case.not_mended_by(DIRECT.name):
        return None
    return f"Large symbols were read and small ones not in {share(coarse)} requests: the picture was shrunk."


def _picture_is_changed(case: Case) -> str | None:
    """One picture, read in part or in another order here and rightly there: it arrives in another shape."""
    moved = not case.several and all(each.answer in _SEVERAL for each in case.same)
    if _scattered(case):
        return None
    if not case.steady or not moved or not case.mended_by(DIRECT.name):
        return None
    return against(case, DIRECT, "the gateway changes the picture on its way")


# --- adapter ---------------------------------------------------------------------------------------


def _provider_reads(case: Case) -> str | None:
    misread = case.failed.sight is Sight.PARTLY and not _of_several(case)
    if not case.steady or misread or not case.mended_by(DIRECT.name) or case.failed.sight is Sight.READ:
        return None
    lost = case.failed.sight is Sight.LOST
    return against(case, DIRECT, "the gateway drops it" if lost else "the gateway is to blame")


def _one_picture_is_read(case: Case) -> str | None:
    if (
        not case.steady
        or not case.several
        or not _of_several(case)
        or not case.mended_by(CODE.name)
        or case.answered(DIRECT.name)
    ):
        return None
    return against(case, CODE, "the gateway mixes up or drops what comes with it")


def _provider_counts(case: Case) -> str | None:
    """Read by both and counted by one: behind the gateway something else has looked at the picture."""
    counted = [each.prompt for each in case.of(DIRECT.name) if each.sight is Sight.READ and each.prompt]
    through = [each.prompt for each in case.same if each.prompt]
    read = case.failed.sight is Sight.READ and case.failed.reason in (Reason.USAGE_MISSING, Reason.BRIDGED)
    if not read or not case.steady or len(counted) < _TWICE or len(through) < _TWICE:
        return None
    if min(counted) - max(through) < FLOOR:
        return None
    return (
        f"The provider's own endpoint counted {min(counted)} prompt tokens for the question and its picture, "
        f"the gateway {max(through)}: the model was not given the picture itself."
    )


def _described_by_another(case: Case) -> str | None:
    bridged = [each.reason is Reason.BRIDGED for each in case.same]
    if not case.steady or not all(bridged):
        return None
    return f"The tokens are those of a description and not of a picture in {share(bridged)} requests."


def _places_are_guessed(case: Case) -> str | None:
    """Codes are read and colours known, but not where they stand: whoever answers was told of the picture."""
    if not case.steady or not _scattered(case) or not case.mended_by(CODE.name):
        return None
    if case.not_mended_by(DIRECT.name):
        return None
    return against(case, CODE, "what answers knows the picture by a description")


def _scattered(case: Case) -> bool:
    return all(each.scattered for each in case.same)


def _gone_before_it_was_counted(case: Case) -> str | None:
    as_text = [each.usage is UsageClass.AS_TEXT for each in case.same]
    if _alone(case) and all(as_text):
        return f"The picture was counted as text in {share(as_text)} requests and read in none of them."
    uncounted = [each.usage is UsageClass.MISSING for each in case.same]
    if not _alone(case) or not all(uncounted):
        return None
    return (
        f"The picture was lost and no token counted for it in {share(uncounted)} requests: it was gone "
        "before a model was given it."
    )


# --- model -----------------------------------------------------------------------------------------


def _provider_fails_too(case: Case) -> str | None:
    failing = case.failed.sight not in (Sight.READ, Sight.ANOTHERS, Sight.NONE)
    if not failing or not case.steady or not case.not_mended_by(DIRECT.name):
        return None
    return against(case, DIRECT, "the gateway is not to blame")


def _counted_and_not_read(case: Case) -> str | None:
    counted = [each.usage in _SEEN for each in case.same]
    if not _alone(case) or not all(counted):
        return None
    return f"The picture was counted in {share(counted)} requests and read in none: it reached the model."


# The first that holds decides. Causes that show in the same request come before those that need another.
RULES: tuple[tuple[Cause, Rule], ...] = (
    (Cause.CACHE, _another_picture_answers),
    (Cause.ROUTING, _another_model_answers),
    (Cause.ROUTING, _no_pass_had_it),
    (Cause.ROUTING, _now_and_then),
    (Cause.ROUTING, ways.now_and_then_elsewhere),
    (Cause.ROUTING, _now_and_then_before),
    (Cause.CACHE, _ids_repeat),
    (Cause.ADAPTER, ways.another_address_is_read),
    (Cause.MEDIA_FETCH, ways.straight_is_read),
    (Cause.MEDIA_FETCH, ways.inline_is_read),
    (Cause.CONVERSION, ways.another_form_is_read),
    (Cause.CONVERSION, _details_are_gone),
    (Cause.CONVERSION, _picture_is_changed),
    (Cause.ADAPTER, ways.another_delivery_is_read),
    (Cause.ADAPTER, ways.another_place_is_read),
    (Cause.ADAPTER, _provider_reads),
    (Cause.ADAPTER, _one_picture_is_read),
    (Cause.ADAPTER, _provider_counts),
    (Cause.ADAPTER, _described_by_another),
    (Cause.ADAPTER, _places_are_guessed),
    (Cause.MODEL, _provider_fails_too),
    (Cause.ADAPTER, _gone_before_it_was_counted),
    (Cause.MODEL, _counted_and_not_read),
)


def _alone(case: Case) -> bool:
    """Whether the picture was lost each time, whatever was changed, and nobody but the gateway was asked.

    Then the gateway's count of tokens is all there is to go by.
    """
    lost = case.steady and all(each.sight is Sight.LOST for each in case.same)
    return lost and not case.answered(DIRECT.name) and not any(_read(each) for each in case.seen)


def _of_several(case: Case) -> bool:
    """Whether most answers were right of one picture and not of the other, or of both in another order."""
    answers = [each.answer in _SEVERAL for each in case.same]
    return 2 * sum(answers) > len(answers)


def _read(seen: Observation) -> bool:
    return seen.sight is Sight.READ
