"""What stands in `EVIDENCE.md` can be read again, and a claim that does not hold is seen."""

import pytest
from evidence.document import figures, read_claims, read_figures, written
from evidence.shape import Claim, Section, Size, rate, table

_SIZE = Size(1.0, "seed")
_SECTIONS = [
    Section(
        "First",
        ["Some words.", *table(("a", "b"), [("left|right", 1)])],
        [
            Claim("a | b holds", "3 of 4", True, "p0 5e-04"),
            Claim("the moon is cheese", "0 of 1", False, "nothing"),
        ],
        {"exact figure": [1, 2.5], "another": 0.25},
        {"seen": (3, 4)},
    ),
    Section("Second", ["More words."], [Claim("the sun rises", "1", True, "an earth")]),
]


def test_claims_are_read_as_they_were_written():
    """Text and truth of each claim, in order, the bars of tables in them included."""
    assert list(read_claims(written(_SIZE, _SECTIONS)).items()) == [
        ("a | b holds", True),
        ("the moon is cheese", False),
        ("the sun rises", True),
    ]


def test_figures_are_read_as_they_were_written():
    """Exact figures and counts, to the last digit."""
    assert read_figures(written(_SIZE, _SECTIONS)) == figures(_SECTIONS)
    assert figures(_SECTIONS)["counted"] == {"seen": [3, 4]}


def test_the_same_figures_make_the_same_document():
    """No date and no time of running is in it; the seed and how many claims hold are."""
    document = written(_SIZE, _SECTIONS)
    assert document == written(_SIZE, _SECTIONS)
    assert "Seed `seed`" in document
    assert "2 of 3 hold" in document
    assert document.count("**no**") == 1


@pytest.mark.parametrize(
    ("value", "told"), [(0.0, "0"), (0.5, "0.5"), (0.01234, "0.012"), (5e-4, "5.0e-04"), (3.1e-6, "3.1e-06")]
)
def test_a_rate_is_told_in_few_digits(value: float, told: str):
    """Rare ones by their power of ten."""
    assert rate(value) == told
