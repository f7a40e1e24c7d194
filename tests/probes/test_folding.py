"""Hostile text is bounded and made comparable, in any encoding of the same letters."""

from unicodedata import normalize

import pytest
from hypothesis import given
from hypothesis import strategies as st

from probes.folding import EDGE, bound, excerpt, prose, unaccented, upright, visible


@given(st.text(max_size=300))
def test_short_text_is_kept_whole(text: str) -> None:
    """Nothing is cut from a text within the bounds."""
    assert bound(text) == text


_edges = st.text(alphabet="ab \n", max_size=60)


@given(first=_edges, last=_edges)
def test_long_text_keeps_both_ends(first: str, last: str) -> None:
    """Of a long text both ends stay, without the words cut in two."""
    text = "." * (EDGE - 30) + first + "." * 100 + last + "." * (EDGE - 30)
    cut = bound(text)
    head, tail = cut.split("\n:\n")
    assert len(cut) <= 2 * EDGE + 3
    assert text.startswith(head)
    assert text.endswith(tail)
    assert not head[-1:].isalnum()
    assert not tail[:1].isalnum()


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("K\u200b7\u00ad", "K7"),
        ("\u202eK7\u202c\ufeff", "K7"),
        ("K\x007\x1b", "K7"),
        ("K\u03327\ufe0f", "K7"),
        ("K\ud8007", "K7"),
        ("K\t7\r\n", "K\t7\r\n"),
        ("图片 é", "图片 é"),
    ],
)
def test_the_invisible_goes(text: str, shown: str) -> None:
    """Zero widths, overrides, controls, marks and lone surrogates show nothing and are nothing."""
    assert visible(text) == shown


@given(st.text(alphabet="áéçйがабв한국ôñ ảnhK7", max_size=40))
def test_one_spelling(text: str) -> None:
    """Composed and decomposed letters are the same letters."""
    assert unaccented(normalize("NFD", text)) == unaccented(normalize("NFC", text)) == unaccented(text)


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("Ｋ７ＤＷＰ", "K7DWP"),
        ("𝐊𝟕𝐃𝐖𝐏", "K7DWP"),
        ("Ⓚ⑦", "K7"),
        ("k7 déjà", "k7 déjà"),
    ],
)
def test_upright(text: str, folded: str) -> None:
    """Styled letters and digits become plain ones."""
    assert upright(text) == folded


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("I can’t  see **any** “image”.", "i can't see any image."),
        ("Yardımcı  İMAGE", "yardimci image"),
        ("Não\u3000consigo", "nao consigo"),
        ("_No image_", "no image"),
    ],
)
def test_prose(text: str, folded: str) -> None:
    """Prose is compared without case, accents, quotes, emphasis and extra spaces."""
    assert prose(text) == folded


@given(st.text(max_size=400))
def test_excerpts_are_one_printable_line(text: str) -> None:
    """What is quoted in a finding is short and cannot move a cursor."""
    shown = excerpt(text, 100)
    assert shown.isprintable()
    assert len(shown) <= 101


@pytest.mark.parametrize("fold", [upright, prose])
def test_expansion_is_bounded(fold: object) -> None:
    """One character that becomes eighteen does not make a long text of a bounded one."""
    assert callable(fold)
    assert len(fold("\ufdfa" * 100_000)) <= 2 * EDGE + 3
