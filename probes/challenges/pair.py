"""Two pictures of one code each, asked for in order: what loses, mixes up or merges pictures shows here.

Gateways keep one picture of several, the first or the last; they put all of them before the text in another
order; they know a picture by a key that two of them share, and show one twice (facts of DESIGN 4).
"""

from probes.challenges import code
from probes.grading import MAX_READINGS, Grade
from probes.listing import Listing, graded, listing
from probes.matching import one_off, resembles
from probes.nonce import KEY_COUNT, Stream
from probes.types import Answer, Challenge, Finding

# Symbols of either picture that a mixture must hold at least.
_MIXED = 2

WORDINGS: tuple[tuple[str, str], ...] = (
    (
        (
            "Which characters are printed in the two pictures? Reply with those of the first picture, a "
            "space, and those of the second, or NO_IMAGE if there is no picture."
        ),
        (
            "What characters do the two pictures show in print? Answer with those of the first one, a space, "
            "then those of the second one, or NO_IMAGE if no picture is there."
        ),
    ),
    (
        (
            "Two images come with this message. Read the characters in each and reply with them alone, the "
            "first image first. If you see no image, reply NO_IMAGE."
        ),
        (
            "This message comes with two images. Tell the characters that each shows and nothing else, those "
            "of the first at the front. If no image is seen, answer NO_IMAGE."
        ),
    ),
    (
        (
            "Please type out the characters of the first picture and then those of the second picture, "
            "nothing else. If there is no picture, type NO_IMAGE."
        ),
        (
            "Please write down the characters in the first picture and after them those in the second one, "
            "only them. If no picture is there, write NO_IMAGE."
        ),
    ),
)


def draw(seed: bytes, *, day: int) -> Challenge:
    """The challenge of `seed`: two codes that differ, each in a picture like that of `code`."""
    stream = Stream(seed)
    first = code.picture_of(stream)
    second = code.picture_of(stream)
    while second[0] == first[0]:
        second = code.picture_of(stream)
    question, control = WORDINGS[day % len(WORDINGS)]
    return Challenge("pair", f"{first[0]} {second[0]}", question, control, first[1], (second[1],))


def grade(challenge: Challenge, text: str) -> Grade:
    """What `text` amounts to: both codes in order, in the other order, one of them, or none."""
    listed = listing(challenge, text)
    answer, *found = _judged(listed)
    return graded(listed, answer, *found)


def guess_probability() -> float:
    """One in the number of ordered pairs: a right order cannot be had without both codes."""
    return 1 / variety()


def variety() -> int:
    """The number of ordered pairs of different codes."""
    return KEY_COUNT * (KEY_COUNT - 1)


def _judged(listed: Listing) -> tuple[Answer | None, *tuple[Finding, ...]]:
    first, second = listed.keys
    if listed.said == (first, second):
        return (Answer.MATCH,)
    if listed.said == (second, first):
        return Answer.REORDERED, _finding("reordered", "the order of the pictures", "the other order")
    if _slipped(listed):
        return (Answer.NEAR,)
    if len(listed.said) > MAX_READINGS:
        return (None,)
    return _lost(listed) or ((Answer.MISREAD,) if listed.resembling() else (None,))


def _slipped(listed: Listing) -> bool:
    """Whether one symbol alone keeps the answer from being right."""
    return (
        len(listed.said) == len(listed.keys)
        and all(said == key or one_off(said, key) for said, key in zip(listed.said, listed.keys, strict=True))
        and len(listed.read) == 1
    )


def _lost(listed: Listing) -> tuple[Answer, Finding] | None:
    """What shows that one picture did not arrive as itself, if anything does."""
    mixed = [said for said in listed.said if _is_mixture(said, *listed.keys)]
    if mixed:
        return Answer.PARTIAL, _finding("merged", "an answer to each picture", f"both in one: {mixed[0]}")
    places = {listed.near(said) for said in listed.said} - {None}
    if len(places) != 1:
        return None
    place = places.pop() or 0
    other = listed.keys[1 - place]
    if any(resembles(said, other) for said in listed.said):
        return None
    if len(listed.said) == 1 and listed.repeated:
        return Answer.PARTIAL, _finding("merged", "an answer to each picture", "one answer for both")
    check = ("first_only", "last_only")[place]
    seen = ("the first picture's", "the last picture's")[place]
    return Answer.PARTIAL, _finding(check, "what both pictures show", f"only {seen}")


def _is_mixture(said: str, first: str, second: str) -> bool:
    """Whether every symbol stands in its place in one of two codes, and two or more in that code alone."""
    if len(said) != len(first) or not all(s in (a, b) for s, a, b in zip(said, first, second, strict=True)):
        return False
    from_second = sum(s != a for s, a in zip(said, first, strict=True))
    from_first = sum(s != b for s, b in zip(said, second, strict=True))
    return min(from_first, from_second) >= _MIXED


def _finding(check: str, expected: str, seen: str) -> Finding:
    return Finding(check, expected, seen, passed=False)
