"""The list of all cells: none is forgotten, each has a reason or none, and two tables can hold them."""

from collections import Counter

from probes.matrix import cells
from probes.media import MEDIA, Via
from probes.placements import PLACEMENTS
from probes.presets import PRESETS, Preset
from probes.protocols import PROTOCOLS

_CELLS = list(cells())


def test_every_way_stands_there_once_for_every_protocol() -> None:
    """Protocol x medium x placement x streaming, and nothing twice."""
    counted = Counter((cell.protocol, cell.way) for cell in _CELLS)

    assert set(counted.values()) == {1}
    assert len(counted) == len(PROTOCOLS) * len(MEDIA) * len(PLACEMENTS) * 2


def test_a_reason_is_what_the_protocol_says_in_its_first_dialect() -> None:
    """The very words that an operator gets for a probe that cannot be sent."""
    for cell in _CELLS:
        protocol = PROTOCOLS[cell.protocol]
        assert cell.why_not == protocol.why_not(cell.way, next(iter(protocol.DIALECTS)))


def test_reasons_are_words_for_an_operator() -> None:
    """A clause that begins with who cannot, without a full stop, since it stands in a sentence."""
    for reason in {cell.why_not for cell in _CELLS} - {""}:
        assert reason[0].isupper()
        assert not reason.endswith((".", "!"))
        assert len(reason.split()) >= 4


def test_the_edges_tell_the_whole() -> None:
    """What is said of a medium in a user's turn and of a PNG in a placement is all there is to say.

    The documentation prints these two edges and no more: a cell that can be said only streamed, or a medium
    that one placement alone refuses, would make it lie.
    """
    said = {(cell.protocol, cell.way): not cell.why_not for cell in _CELLS}
    for cell in _CELLS:
        by_medium = said[cell.protocol, Preset("code", cell.way.medium, "user", stream=False)]
        by_place = said[cell.protocol, Preset("code", "inline-png", cell.way.placement, stream=False)]
        assert (not cell.why_not) is (by_medium and by_place), cell


def test_the_plainest_way_can_be_said_in_every_protocol() -> None:
    """`inline` and `stream` are what every route can be watched by."""
    said = {(cell.protocol, cell.way): cell.why_not for cell in _CELLS}

    assert not any(said[name, PRESETS[preset]] for name in PROTOCOLS for preset in ("inline", "stream"))


def test_no_protocol_hides_a_form_that_it_has() -> None:
    """Bytes inside the request can be sent as PNG, JPEG, WebP, alpha, on their side and large everywhere."""
    forms = {"inline-png", "inline-jpeg", "inline-webp", "inline-alpha", "inline-exif", "inline-large"}
    unsaid = {cell.way.medium for cell in _CELLS if cell.why_not and cell.way.placement == "user"}

    assert not unsaid & forms
    assert all(MEDIA[name].via is Via.INLINE for name in forms)
