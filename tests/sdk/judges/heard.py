"""What a vendor's client read from an answer, and the key that all of them are given."""

from dataclasses import dataclass

KEY = "key-of-the-judges"


@dataclass(frozen=True, slots=True)
class Heard:
    """The words, why they ended, and the tokens of an answer, in the vendor's own words and counts."""

    text: str
    finish: str | None
    prompt: int | None
    completion: int | None
