"""Events come out the same however the bytes are cut."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from probes.protocols.sse import MAX_LINES, Event, EventReader


def read(*chunks: bytes) -> list[Event]:
    """All events of a stream that came in `chunks` and then ended."""
    reader = EventReader()
    events = [event for chunk in chunks for event in reader.feed(chunk)]
    return events + reader.close()


SHAPES = {
    "LF": (b"data: a\n\ndata: b\n\n", [b"a", b"b"]),
    "CRLF": (b"data: a\r\n\r\ndata: b\r\n\r\n", [b"a", b"b"]),
    "CR": (b"data: a\r\rdata: b\r\r", [b"a", b"b"]),
    "mixed ends": (b"data: a\r\n\ndata: b\r\r\n", [b"a", b"b"]),
    "byte order mark": (b"\xef\xbb\xbfdata: a\n\n", [b"a"]),
    "no space after the colon": (b"data:a\n\n", [b"a"]),
    "only one space is dropped": (b"data:  a\n\n", [b" a"]),
    "data in several lines": (b"data: a\ndata: b\n\n", [b"a\nb"]),
    "comments": (b": alive\n\n:\ndata: a\n: more\n\n", [b"a"]),
    "other fields": (b"id: 7\nretry: 10\nunknown: x\ndata: a\n\n", [b"a"]),
    "a field without a colon": (b"data\n\n", [b""]),
    "an event without data": (b"event: ping\n\ndata: a\n\n", [b"a"]),
    "blank lines alone": (b"\n\r\n\r", []),
    "no blank line at the end": (b"data: a\n\ndata: b", [b"a", b"b"]),
    "nothing": (b"", []),
}


@pytest.mark.parametrize(("stream", "expected"), SHAPES.values(), ids=SHAPES)
def test_reads_every_shape_of_the_standard(stream: bytes, expected: list[bytes]):
    """Line ends, comments, optional spaces and multi-line data are read as the standard says."""
    assert expected == [event.data for event in read(stream)]


@pytest.mark.parametrize("stream", [stream for stream, _ in SHAPES.values()], ids=SHAPES)
def test_every_way_to_cut_in_two_gives_the_same_events(stream: bytes):
    """A cut anywhere, even between CR and LF or inside the mark, changes nothing, nor the byte counts."""
    whole = read(stream)

    assert all(whole == read(stream[:cut], stream[cut:]) for cut in range(len(stream) + 1))
    assert whole == read(*(bytes([byte]) for byte in stream))


@given(
    st.lists(
        st.sampled_from([b"data: x", b"data:", b":c", b"event: e", b"\n", b"\r", b"\r\n", b"\xef\xbb\xbf"])
    ),
    st.data(),
)
def test_no_cutting_changes_any_stream(pieces: list[bytes], data: st.DataObject):
    """Property: chunking is invisible for arbitrary sequences of lines and line ends."""
    stream = b"".join(pieces)
    cuts = sorted(data.draw(st.lists(st.integers(0, len(stream)), max_size=6)))
    chunks = [stream[a:b] for a, b in zip([0, *cuts], [*cuts, len(stream)], strict=True)]

    assert read(stream) == read(*chunks)


def test_an_event_knows_its_kind_and_where_its_data_ended():
    """`end` counts the bytes up to the end of the data, so that an event can be dated by arrival."""
    stream = b": hi\n\nevent: error\ndata: one\n\ndata: two\n\n"

    assert [
        Event(b"one", "error", stream.index(b"one") + 3),
        Event(b"two", "", stream.index(b"two") + 3),
    ] == read(stream)


def test_an_event_is_given_as_soon_as_its_blank_line_is_there():
    """Nothing waits for the end of the stream but an event without its blank line."""
    reader = EventReader()

    assert reader.feed(b"data: a\n") == []
    assert [event.data for event in reader.feed(b"\nda")] == [b"a"]
    assert reader.feed(b"ta: b") == []
    assert [event.data for event in reader.close()] == [b"b"]


def test_a_stream_of_too_many_lines_is_read_up_to_the_cap():
    """A hostile stream costs a bounded amount of work and says that it was not read to its end."""
    reader = EventReader()

    events = reader.feed(b"data: a\n\n" * MAX_LINES)

    assert len(events) == MAX_LINES // 2
    assert reader.full
    assert reader.close() == []
