"""The pictures in a first user turn, an answer to it, and the question about them in a second one.

Gateways that keep the pictures of the last turn alone lose them here (facts A4 34 and 38), and so do those
that make text of what was said before.
"""

from probes.types import ImagePart, Message, TextPart

# Neither says that there is a picture: in a control there is none, and nobody should be led to invent one.
_BEFORE = "Please look at this first. My question comes next."
_ANSWER = "All right. What would you like to know?"


def asked_later(question: str, images: tuple[ImagePart, ...]) -> tuple[Message, ...]:
    """Three turns; without pictures the first holds its words alone."""
    return (
        Message("user", (*images, TextPart(_BEFORE))),
        Message("assistant", (TextPart(_ANSWER),)),
        Message("user", (TextPart(question),)),
    )
