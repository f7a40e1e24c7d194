"""Pictures of an ask: found in all places where they may stand, and moved without anything else changing."""

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from probes.types import Ask, ImagePart, Message, Part, TextPart, ToolCall, ToolResult

_INNER = st.one_of(
    st.builds(TextPart, st.text(max_size=3)), st.builds(ImagePart, st.just("image/png"), base64=st.text())
)
_PARTS: st.SearchStrategy[Part] = st.one_of(
    _INNER,
    st.builds(ToolCall, st.text(max_size=2), st.text(max_size=2)),
    st.builds(ToolResult, st.text(max_size=2), st.text(max_size=2), st.lists(_INNER).map(tuple)),
)
_ASKS = st.builds(
    Ask,
    st.just("m"),
    st.lists(st.builds(Message, st.sampled_from(["user", "tool"]), st.lists(_PARTS).map(tuple))).map(tuple),
)


@given(_ASKS)
def test_every_picture_is_moved_once_and_in_order(ask: Ask) -> None:
    """The n-th picture gets the n-th place, in a tool's result as elsewhere."""
    places = (f"https://origin.example/{number}" for number in range(1_000))
    moved = ask.moving(lambda part: replace(part, base64=None, url=next(places)))

    count = len(list(ask.images))
    assert [part.url for part in moved.images] == [f"https://origin.example/{n}" for n in range(count)]
    assert all(part.base64 is None for part in moved.images)


@given(_ASKS)
def test_moving_changes_nothing_but_pictures(ask: Ask) -> None:
    """Words, turns and calls are the same, so that what differs is the picture's way alone."""
    blank = ImagePart("image/png")

    assert ask.moving(lambda part: part) == ask
    assert ask.moving(lambda _: blank) == ask.moving(lambda part: replace(part, url="x")).moving(
        lambda _: blank
    )
