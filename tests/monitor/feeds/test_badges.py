"""Badges: never generous, readable, and of a size that their text fits."""

import json
import math
from dataclasses import replace
from pathlib import Path

import jsonschema
import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree
from PIL import ImageFont

from monitor.feeds.badges import FORMS, Badge, health_badge, page_badge, shields, svg, uptime_badge
from monitor.feeds.lettering import width
from monitor.health import State
from tests.monitor.feeds.showing import EMPTY, FIXED, HOSTILE, service

_COLOUR = {"type": "string", "pattern": "^#[0-9a-f]{6}$"}
_ENDPOINT = jsonschema.Draft202012Validator(
    {
        "type": "object",
        "properties": {
            "schemaVersion": {"const": 1},
            "label": {"type": "string", "minLength": 1, "maxLength": 80},
            "message": {"type": "string", "minLength": 1, "maxLength": 20},
            "color": _COLOUR,
            "isError": {"type": "boolean"},
        },
        "required": ["schemaVersion", "label", "message", "color", "isError"],
        "additionalProperties": False,
    }
)
_FONT = Path("/usr/share/fonts/truetype/dejavu/DejaVuSans.ttf")
_NS = "{http://www.w3.org/2000/svg}"
_UP = health_badge(service())


@pytest.mark.parametrize(
    ("state", "message", "error"),
    [
        (State.UP, "up", False),
        (State.DEGRADED, "degraded", False),
        (State.DOWN, "down", True),
        (State.UNKNOWN, "not verified", True),
    ],
)
def test_health_in_words(state: State, message: str, error: bool):
    """Bad news and no news cannot be painted over, and only what is up is green."""
    badge = health_badge(service(state=state))
    made = shields(badge)

    assert (badge.label, badge.message, made["isError"]) == ("Captions", message, error)
    assert (badge.colour == _UP.colour) == (state is State.UP)


@pytest.mark.parametrize(
    ("states", "message"),
    [
        ((), "not verified"),
        ((State.UP, State.UP), "up"),
        ((State.UP, State.DEGRADED), "degraded"),
        ((State.DEGRADED, State.UNKNOWN), "not verified"),
        ((State.UNKNOWN, State.DOWN), "down"),
    ],
)
def test_the_page_is_as_bad_as_its_worst_service(states: tuple[State, ...], message: str):
    """Without a service nothing is verified."""
    services = tuple(service(state=state) for state in states)

    assert page_badge(replace(EMPTY, services=services)).message == message


@pytest.mark.parametrize(
    ("share", "message"),
    [
        (1.0, "100 %"),
        (0.999999, "99.99 %"),
        (0.9999, "99.99 %"),
        (0.98765, "98.76 %"),
        (0.0, "0.00 %"),
        (None, "not verified"),
    ],
)
def test_uptime_is_cut_off_and_never_rounded_up(share: float | None, message: str):
    """100 % is said of what was never down."""
    assert uptime_badge(service(uptimes={"7d": share}), "7d").message == message


@given(st.floats(0, 1), st.floats(0, 1))
def test_less_uptime_is_never_told_as_more(one: float, other: float):
    """In number as in colour: green, amber, red."""
    less, more = (uptime_badge(service(uptimes={"7d": share}), "7d") for share in sorted((one, other)))
    steps = [uptime_badge(service(uptimes={"7d": share}), "7d").colour for share in (1.0, 0.98, 0.5)]

    assert float(less.message.removesuffix(" %")) <= float(more.message.removesuffix(" %"))
    assert steps.index(less.colour) >= steps.index(more.colour)


def test_a_span_that_is_not_there_is_not_verified():
    """No number is made up."""
    assert uptime_badge(service(uptimes={}), "7d").message == "not verified"


@given(st.text(max_size=200), st.sampled_from(State))
def test_shields_gets_what_its_endpoint_asks_for(name: str, state: State):
    """By the schema of the endpoint badge: version 1, no text empty, nothing besides."""
    _ENDPOINT.validate(shields(health_badge(service(name, state))))


@pytest.mark.parametrize("kind", HOSTILE)
@pytest.mark.parametrize("form", FORMS)
def test_hostile_names_are_bounded_and_harmless(kind: str, form: str):
    """A name is text within its bounds in both forms, whatever it holds."""
    badge = health_badge(service(HOSTILE[kind]))
    drawn = FORMS[form](badge)
    text = drawn if isinstance(drawn, str) else json.dumps(drawn, ensure_ascii=False)

    assert len(badge.label) <= 64
    assert len(text) < 3_000
    assert text.isprintable()
    if form == "svg":
        tags = {element.tag for element in etree.fromstring(text).iter()}
        assert tags == {f"{_NS}{tag}" for tag in ("svg", "title", "rect", "path", "g", "text")}


def test_a_badge_speaks_to_those_who_do_not_see_it():
    """It is an image with a name, and its letters are not read a second time."""
    root = etree.fromstring(svg(_UP))

    assert (root.get("role"), root.get("aria-label")) == ("img", "Captions: up")
    assert root.findtext(f"{_NS}title") == "Captions: up"
    assert root.find(f"{_NS}g").get("aria-hidden") == "true"


@given(st.text(st.characters(codec="utf-8"), max_size=64))
def test_both_texts_have_room(name: str):
    """Six pixels at each side of each, on a picture 20 px high."""
    badge = health_badge(service(name))
    root = etree.fromstring(svg(badge))
    label, message = (float(text.get("x")) for text in root.iterfind(f"{_NS}g/{_NS}text"))
    edge = 2 * label

    assert root.get("height") == "20"
    assert edge >= width(badge.label) + 12
    assert float(root.get("width")) - edge >= width(badge.message) + 12
    assert message == (edge + float(root.get("width"))) / 2


@pytest.mark.parametrize(("name", "fitted"), [("Captions", True), ("Légendes", False), ("عربي", False)])
def test_only_measured_text_is_stretched(name: str, fitted: bool):
    """Stretched, the letters of a script that joins them would come apart."""
    (text, *_) = etree.fromstring(svg(health_badge(service(name)))).iterfind(f"{_NS}g/{_NS}text")

    assert ("textLength" in text.attrib) is fitted


@pytest.mark.skipif(not _FONT.exists(), reason="DejaVu Sans is not installed here")
@given(st.text(st.characters(min_codepoint=32, max_codepoint=0x17F), max_size=64))
def test_widths_are_those_of_the_font(text: str):
    """Text of Latin letters is no wider than we say; plain ASCII is as wide, but for kerning."""
    plain = "".join(char for char in text if char.isprintable() and char != "\xad")
    measured = ImageFont.truetype(str(_FONT), 1_100).getlength(plain, features=["-kern"]) / 100

    assert measured <= width(plain) + 0.06 * len(plain) + 0.1
    assert not plain.isascii() or math.isclose(measured, width(plain), abs_tol=0.06 * len(plain) + 0.1)


@pytest.mark.parametrize("state", State)
def test_white_letters_are_readable_on_every_colour(state: State):
    """A contrast of 4.5 or more (WCAG 2 AA)."""
    assert _contrast_with_white(health_badge(service(state=state)).colour) >= 4.5


def _contrast_with_white(colour: str) -> float:
    channels = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 1.05 / (0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2] + 0.05)


def test_the_fixed_page_is_down():
    """One service of three is enough."""
    assert page_badge(FIXED) == Badge("Example Status", "down", "#c62828")
