"""Where a picture stands in the conversation, and how it travels."""

import base64

from probes.challenges import CHALLENGES, code
from probes.media import MEDIA
from probes.placements import PLACEMENTS
from probes.presets import PRESETS
from probes.types import ImagePart, TextPart


def test_a_user_turn_puts_the_picture_before_the_words() -> None:
    """One user message: picture, then question."""
    image = ImagePart("image/png", base64="AAAA")
    (message,) = PLACEMENTS["user"].turns("What?", (image,))

    assert message.role == "user"
    assert message.parts == (image, TextPart("What?"))


def test_a_control_is_words_alone() -> None:
    """Without a picture the same turn holds the question only."""
    (message,) = PLACEMENTS["user"].turns("What?", ())

    assert message.parts == (TextPart("What?"),)


def test_an_inline_picture_travels_unchanged() -> None:
    """The base64 of the picture's own bytes, with its media type, and no URL."""
    picture = code.draw(b"s" * 32, day=0).picture
    part = MEDIA["inline-png"].carry(picture)

    assert base64.b64decode(part.base64 or "") == picture.content
    assert (part.media_type, part.url) == ("image/png", None)


def test_every_preset_is_made_of_registered_words() -> None:
    """A preset names a challenge, a medium and a placement that exist."""
    for preset in PRESETS.values():
        assert preset.challenge in CHALLENGES
        assert preset.medium in MEDIA
        assert preset.placement in PLACEMENTS
