"""Rules of what another way through the gateway shows: another form, address, delivery or place of a picture.

A way tells something where it alone is well. Where two kinds of ways are, neither is what the fault is about.
"""

from monitor.diagnosis.case import Case, share
from monitor.diagnosis.fetching import how_far
from monitor.diagnosis.observation import Sight
from monitor.diagnosis.rungs import BARE, INLINE, OTHER_FORMS, PLAIN, STRAIGHT, STREAM, USER, Rung

_DELIVERIES = (STREAM, PLAIN)
_ALL = (STRAIGHT, INLINE, BARE, *OTHER_FORMS, *_DELIVERIES, USER)


def now_and_then_elsewhere(case: Case) -> str | None:
    """Lost four times by bad luck where half are lost: another way of asking shows what the same one hid.

    The provider's own endpoint does not count, which has faults of its own.
    """
    wavering = [rung for rung in _ALL if case.wavers(rung.name)]
    if case.failed.sight is not Sight.LOST or not case.steady or not wavering:
        return None
    way = wavering[0]
    read = share(each.mends(case.failed) for each in case.of(way.name))
    return f"With {way.sent}, the picture was read in {read} requests, to and fro."


def straight_is_read(case: Case) -> str | None:
    """Behind a URL the picture is found, and behind a redirect to one it is not."""
    rung = _well_alone(case, STRAIGHT, INLINE)
    if not case.steady or rung is not STRAIGHT:
        return None
    return against(case, rung, "who comes for it gets no further than the redirect")


def inline_is_read(case: Case) -> str | None:
    """A picture that lies elsewhere, behind a URL or as a file, is not brought to the model from there."""
    rung = _well_alone(case, INLINE)
    if not case.steady or rung is None:
        return None
    return against(case, rung, how_far(case))


def another_address_is_read(case: Case) -> str | None:
    """The very bytes, under a media type without a parameter; a JPEG has none either."""
    rung = _well_alone(case, BARE, *OTHER_FORMS)
    if not case.steady or rung is not BARE:
        return None
    return against(case, rung, "the gateway stumbles over the parameter of the data URL")


def another_form_is_read(case: Case) -> str | None:
    """The same picture in other bytes."""
    rung = _well_alone(case, *OTHER_FORMS)
    if not case.steady or rung is None:
        return None
    return against(case, rung, "the gateway spoils the form of the first")


def another_delivery_is_read(case: Case) -> str | None:
    """The same request but for how the reply is to come."""
    rung = _well_alone(case, *_DELIVERIES)
    if not case.steady or rung is None:
        return None
    return against(case, rung, "the gateway has two paths, and one drops the picture")


def another_place_is_read(case: Case) -> str | None:
    """The same picture and question, in one turn of a user's."""
    rung = _well_alone(case, USER)
    if not case.steady or rung is None:
        return None
    return against(case, rung, "the gateway loses what stands where the probe puts it")


def _well_alone(case: Case, *rungs: Rung) -> Rung | None:
    """The first of `rungs` that is well, where no way of another kind is."""
    well = [rung for rung in _ALL if case.mended_by(rung.name)]
    return well[0] if well and set(well) <= set(rungs) else None


def against(case: Case, rung: Rung, meaning: str) -> str:
    """The same question beside another way of asking, both in counts."""
    failing = share(not each.mends(case.failed) for each in case.same)
    other = case.of(rung.name)
    read = share(each.mends(case.failed) for each in other)
    as_asked = f"{_FAILING[case.failed.sight]} in {failing}"
    return f"As the probe asks, {as_asked}; {rung.sent}, read in {read}: {meaning}."


_FAILING: dict[Sight, str] = {
    Sight.READ: "flawed",
    Sight.LOST: "lost",
    Sight.PARTLY: "read wrongly",
    Sight.ANOTHERS: "answered with another's",
    Sight.REFUSED: "refused",
    Sight.MUTE: "without a usable answer",
    Sight.TEXT: "unread",
    Sight.NONE: "unanswered",
}
