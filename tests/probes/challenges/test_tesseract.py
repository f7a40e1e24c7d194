"""An independent reader, Debian's Tesseract, reads what is drawn, as it is and after what gateways do to it.

The simulator's eyes were made beside the pictures; this reader never saw them. It is told the alphabet and
nothing else, and knows no word of it. What it reads, a model can be blamed for misreading.
"""

import io
import os
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from PIL import Image

from probes.challenges import CHALLENGES
from probes.glyphs import SYMBOLS
from probes.types import Challenge
from tests.real import require

pytestmark = [pytest.mark.real, pytest.mark.timeout(300)]

_CODES = 500
_ENOUGH = 0.99

# Tesseract's page segmentation: a line, a block of lines, or whatever text stands anywhere on a page.
_LAYOUT = {"code": "7", "ladder": "6", "screen": "11"}
# The lines of a ladder that every healthy reader must read whatever was done to the picture.
_LARGE = 2


def _as_drawn(image: Image.Image) -> bytes:
    return _saved(image, "PNG")


def _recompressed(image: Image.Image) -> bytes:
    return _saved(image, "JPEG", quality=50)


def _halved(image: Image.Image) -> bytes:
    return _saved(image.resize((image.width // 2, image.height // 2), Image.Resampling.BICUBIC), "PNG")


def _saved(image: Image.Image, media: str, **options: int) -> bytes:
    written = io.BytesIO()
    image.save(written, media, **options)
    return written.getvalue()


def _read(contents: list[bytes], kind: str, folder: Path) -> list[list[str]]:
    """The lines that Tesseract reads in each picture, without spaces; one process reads them all."""
    tesseract = require("tesseract")
    files = [folder / f"{number}.image" for number in range(len(contents))]
    for file, content in zip(files, contents, strict=True):
        file.write_bytes(content)
    batch = folder / "batch.txt"
    batch.write_text("".join(f"{file}\n" for file in files))
    told = f"tessedit_char_whitelist={SYMBOLS}"
    done = subprocess.run(
        [tesseract, str(batch), "-", "-l", "eng", "--psm", _LAYOUT[kind], "-c", told],
        env={**os.environ, "OMP_THREAD_LIMIT": "1"},
        capture_output=True,
        text=True,
        check=True,
    )
    pages = done.stdout.split("\f")
    return [["".join(line.split()) for line in page.splitlines() if line.strip()] for page in pages]


def _is_read(challenge: Challenge, lines: list[str]) -> bool:
    """Exactly: the code and nothing else, the large lines in order, or the code in a line of its own."""
    keys = challenge.key.split()
    if challenge.kind == "screen":
        return keys[0] in lines
    return lines[:_LARGE] == keys[:_LARGE] if challenge.kind == "ladder" else lines == keys


@pytest.mark.parametrize("rendition", [_as_drawn, _recompressed, _halved], ids=["png", "jpeg-50", "half"])
@pytest.mark.parametrize("kind", _LAYOUT)
def test_a_reader_that_is_not_ours_reads_the_codes(
    kind: str, rendition: Callable[[Image.Image], bytes], tmp_path: Path
) -> None:
    """Of 500 seeded pictures 99 % at least are read exactly."""
    drawn = [CHALLENGES[kind].draw(number.to_bytes(32), day=0) for number in range(_CODES)]
    contents = [rendition(Image.open(io.BytesIO(each.picture.content))) for each in drawn]
    said = _read(contents, kind, tmp_path)

    assert len(said) == _CODES
    missed = [(each.key, lines) for each, lines in zip(drawn, said, strict=True) if not _is_read(each, lines)]
    assert len(missed) <= (1 - _ENOUGH) * _CODES, missed
