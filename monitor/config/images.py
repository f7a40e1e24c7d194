"""The pictures that a configuration names: read once, when it is loaded, and looked at before they count."""

from collections.abc import Mapping
from pathlib import Path

from monitor.config.problems import shown
from monitor.config.schema import ChallengeEntry
from probes.drawing import NotAPictureError, opened
from probes.types import Picture

# Bedrock's bound, the lowest of those documented; Anthropic takes 5 MB, OpenAI 20 (facts of DESIGN 4).
MOST_BYTES = 3_750_000

Images = Mapping[str, Picture | str]
"""By the challenge's name: the picture, or why there is none."""


def read_images(entries: Mapping[str, ChallengeEntry], folder: Path) -> Images:
    """The picture of each entry, its file's bytes as they are."""
    return {name: _read(folder / entry.image, shown(entry.image)) for name, entry in entries.items()}


def _read(path: Path, written: str) -> Picture | str:
    try:
        # It would be waited for, and with it a reload for ever.
        if path.is_fifo():
            return f"{written} is a pipe"
        with path.open("rb") as handle:
            content = handle.read(MOST_BYTES + 1)
        if len(content) > MOST_BYTES:
            return f"{written} is larger than {MOST_BYTES / 1e6:g} MB"
        return opened(content)
    except OSError as error:
        return f"{written} cannot be read: {(error.strerror or type(error).__name__).lower()}"
    except NotAPictureError as error:
        return f"{written} {error}"
