"""Colours as pictures show them and as models name them.

Six hues that stay apart under JPEG, other colour spaces and any scaling; orange is left out because it lies
between red and yellow, white because it is the ground. Nothing relies on exact values: only names compare.
"""

from typing import Final

Rgb = tuple[int, int, int]

WHITE: Rgb = (255, 255, 255)
BLACK: Rgb = (0, 0, 0)

PALETTE: Final[dict[str, Rgb]] = {
    "red": (220, 30, 30),
    "green": (20, 150, 60),
    "blue": (30, 70, 220),
    "yellow": (250, 215, 0),
    "purple": (130, 30, 160),
    "black": BLACK,
}
"""What pictures are painted with, by the name that keys use."""

NAMED: Final[dict[str, str]] = {
    **{name: name for name in PALETTE},
    **dict.fromkeys(("crimson", "scarlet"), "red"),
    **dict.fromkeys(("emerald", "lime"), "green"),
    **dict.fromkeys(("navy", "azure", "cobalt"), "blue"),
    **dict.fromkeys(("gold", "golden"), "yellow"),
    **dict.fromkeys(("violet", "indigo", "lavender"), "purple"),
    **dict.fromkeys(("grey", "gray", "silver"), "grey"),
    **dict.fromkeys(("cyan", "teal", "turquoise", "aqua"), "cyan"),
    **dict.fromkeys(("magenta", "pink", "fuchsia"), "pink"),
    **dict.fromkeys(("orange", "amber"), "orange"),
    **dict.fromkeys(("brown", "maroon", "beige", "tan"), "brown"),
    "white": "white",
}
"""Every colour word that counts as a colour, and what it means; those off the palette can only be wrong."""
