"""What a vendor's client read from an answer."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Heard:
    """The words, why they ended, and the tokens of an answer, in the vendor's own words and counts."""

    text: str
    finish: str | None
    prompt: int | None
    completion: int | None
