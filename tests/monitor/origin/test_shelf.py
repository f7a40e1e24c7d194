"""What lies on the shelf: found by whoever was told where, for a while, within bounds."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.origin.shelf import GRACE, MOST_BYTES, MOST_PATHS, Laid, Shelf, ShelfError


class _Clock:
    """A clock that only its test moves."""

    now = 1_000.0

    def __call__(self) -> float:
        return self.now


def _shelf(expires: float = 600.0) -> tuple[Shelf, _Clock]:
    clock = _Clock()
    return Shelf(expires, clock=clock), clock


def _visited(shelf: Shelf, laid: Laid, agent: str = "", address: str = "") -> None:
    shelf.note(laid, "GET", agent, address, status=200, size=1)


def test_each_picture_lies_at_paths_of_its_own_that_tell_nothing() -> None:
    """As many different paths as were given, each of 192 bits of chance and nothing else."""
    shelf, _ = _shelf()
    paths = [shelf.lay_out(b"x", "image/png").path for _ in range(100)]

    assert len(set(paths)) == 100
    assert all(path.startswith("/i/") and len(path) == 35 for path in paths)


def test_a_hop_leads_to_the_same_picture_under_another_path() -> None:
    """The entrance is the hop where there is one, and nobody who knows it knows the path behind it."""
    shelf, _ = _shelf()
    plain, hopping = shelf.lay_out(b"x", "image/png"), shelf.lay_out(b"x", "image/png", redirects=True)

    assert plain.entrance == plain.path
    assert hopping.entrance == hopping.hop != hopping.path
    assert shelf.find(hopping.hop) is shelf.find(hopping.path) is hopping


@pytest.mark.parametrize(
    ("expires", "over_after", "gone_after"),
    [(600.0, None, 600.0), (600.0, 5.0, 5.0 + GRACE), (20.0, 5.0, 20.0), (30.0, None, 30.0)],
)
def test_a_picture_is_gone_soon_after_its_run_and_at_its_expiry_at_the_latest(
    expires: float, over_after: float | None, gone_after: float
) -> None:
    """A moment before it is found, from that moment on it is not."""
    shelf, clock = _shelf(expires)
    laid = shelf.lay_out(b"x", "image/png")
    if over_after is not None:
        clock.now += over_after
        shelf.take_away(laid)
    clock.now = 1_000.0 + gone_after - 0.001
    assert shelf.find(laid.path) is laid
    clock.now = 1_000.0 + gone_after

    assert shelf.find(laid.path) is None
    assert shelf.gone(laid)


def test_what_is_gone_makes_room_and_leaves_no_bytes() -> None:
    """A full shelf takes nothing more until something has gone; the receipts of that stay with their run."""
    shelf, clock = _shelf(expires=10.0)
    laid = [shelf.lay_out(b"x", "image/png", redirects=True) for _ in range(MOST_PATHS // 2)]
    _visited(shelf, laid[0])
    with pytest.raises(ShelfError, match="lie there already"):
        shelf.lay_out(b"x", "image/png")
    clock.now += 10.0

    assert shelf.lay_out(b"y", "image/png").content == b"y"
    assert {each.content for each in laid} == {b""}
    assert len(laid[0].receipts) == 1


def test_a_picture_beyond_all_size_is_not_served() -> None:
    """Nobody takes it, and the memory is ours."""
    with pytest.raises(ShelfError, match="bytes"):
        _shelf()[0].lay_out(bytes(MOST_BYTES + 1), "image/png")


@given(st.text(max_size=2_000), st.text(max_size=2_000))
def test_what_a_visitor_says_of_itself_is_harmless(agent: str, address: str) -> None:
    """It goes to terminals and pages: printable and short, whatever was sent."""
    shelf, _ = _shelf()
    laid = shelf.lay_out(b"x", "image/png")
    _visited(shelf, laid, agent, address)
    (receipt,) = laid.receipts

    assert receipt.agent.isprintable()
    assert receipt.address.isprintable()
    assert len(receipt.agent) <= 200
    assert len(receipt.address) <= 100


def test_a_receipt_says_when() -> None:
    """By the world's clock for logs, and since the picture lay there for whoever compares with an answer."""
    shelf, clock = _shelf()
    shelf.now = lambda: 1_700_000_000.0
    laid = shelf.lay_out(b"x", "image/png")
    clock.now += 1.5
    _visited(shelf, laid)

    assert [(receipt.at, receipt.after) for receipt in laid.receipts] == [(1_700_000_000.0, 1.5)]
