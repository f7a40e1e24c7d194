"""Pictures of the user's own in the configuration: read once, at load, and refused there or never."""

import io
import os
import zlib
from pathlib import Path

import pytest
from PIL import Image

from monitor.asking.exchange import draw_challenge
from monitor.board import bare
from monitor.config import Config, ConfigError, load
from monitor.config.images import MOST_BYTES
from monitor.store.fingerprint import fingerprint

_ROOT = Path(__file__).parents[3]
_TEXT = """
challenges:
  shelf: {{image: {image}, question: "{question}", accept: [{accept}]}}
gateways: {{main: {{base_url: http://127.0.0.1:1/v1}}}}
routes: [{{gateway: main, model: m, probes: [{probes}]}}]
"""


def _written(
    folder: Path,
    content: bytes,
    *,
    question: str = "How many jars? NO_IMAGE if there is no picture.",
    accept: str = "'12'",
    probes: str = "inline, shelf",
) -> Path:
    (folder / "shelf.png").write_bytes(content)
    path = folder / "eyechart.yaml"
    path.write_text(_TEXT.format(image="shelf.png", question=question, accept=accept, probes=probes))
    return path


def _png(colour: str = "red", size: tuple[int, int] = (64, 64), form: str = "PNG", **saved: object) -> bytes:
    buffer = io.BytesIO()
    Image.new("RGB", size, colour).save(buffer, form, **saved)
    return buffer.getvalue()


def _refused(path: Path) -> str:
    with pytest.raises(ConfigError) as caught:
        load(path)
    (problem,) = caught.value.problems
    assert (problem.line, problem.key) == (3, "challenges.shelf.image")
    return problem.message


def _warnings(config: Config) -> list[str]:
    return [
        warning.message
        for warning in config.warnings
        if "challenges" in warning.key or "probes" in warning.key
    ]


@pytest.mark.parametrize(
    ("form", "media_type"), [("PNG", "image/png"), ("JPEG", "image/jpeg"), ("GIF", "image/gif")]
)
def test_the_bytes_travel_as_they_are(tmp_path: Path, form: str, media_type: str) -> None:
    """Read once: what is asked later is a value, whatever has become of the file; its type is its own."""
    content = _png(form=form)
    config = load(_written(tmp_path, content))
    (tmp_path / "shelf.png").unlink()
    probe = config.probes[1]
    challenge = draw_challenge(probe, b"any seed", at=0.0)

    assert (probe.name, probe.challenge, config.probes[0].custom) == ("shelf", "custom", None)
    assert (challenge.picture.content, challenge.picture.media_type) == (content, media_type)
    assert challenge == draw_challenge(probe, b"another", at=1e9)


def test_a_pipe_is_not_waited_for(tmp_path: Path) -> None:
    """Nobody may ever write into it, and the reload that waits would keep out all others."""
    path = _written(tmp_path, _png())
    (tmp_path / "shelf.png").unlink()
    os.mkfifo(tmp_path / "shelf.png")
    assert _refused(path) == "'shelf.png' is a pipe"


def test_a_file_above_the_limit_is_refused(tmp_path: Path) -> None:
    """The lowest limit of the vendors is held to before anything is unpacked, and by one byte."""
    content = _png()
    allowed = content + bytes(MOST_BYTES - len(content))

    assert load(_written(tmp_path, allowed)).probes
    assert _refused(_written(tmp_path, allowed + b"\0")).endswith("is larger than 3.75 MB")


@pytest.mark.parametrize("size", [(8_001, 40), (40, 8_001), (4_001, 4_000), (31, 64), (1, 1)])
def test_too_many_and_too_few_pixels_are_refused(tmp_path: Path, size: tuple[int, int]) -> None:
    """Either side is bounded both ways, and the area."""
    assert "pixels" in _refused(_written(tmp_path, _png(size=size)))


def test_text_that_unpacks_without_end_is_refused(tmp_path: Path) -> None:
    """A text chunk of a few kilobytes that holds a hundred megabytes is a bomb as well."""
    content = _png()
    body = b"zTXt" + b"k\0\0" + zlib.compress(bytes(100_000_000), 9)
    chunk = (len(body) - 4).to_bytes(4, "big") + body + zlib.crc32(body).to_bytes(4, "big")

    assert "is broken" in _refused(_written(tmp_path, content[:33] + chunk + content[33:]))


@pytest.mark.parametrize("cut", [0, 8, 20, 60, 100])
def test_half_a_file_is_refused(tmp_path: Path, cut: int) -> None:
    """Not at three in the morning, by a gateway: at load, by its name."""
    noise = Image.effect_noise((64, 64), 90)
    buffer = io.BytesIO()
    noise.save(buffer, "PNG")

    assert "shelf.png" in _refused(_written(tmp_path, buffer.getvalue()[:cut]))


@pytest.mark.parametrize(
    ("keys", "said"),
    [
        ({"question": "Is it 12 or 13 jars? Else NO_IMAGE."}, "holds an accepted answer"),
        ({"probes": "inline"}, "no route lists it"),
        ({"probes": "shelf"}, "a cache can answer"),
        ({}, ""),
    ],
)
def test_what_is_unwise_is_a_warning(tmp_path: Path, keys: dict[str, str], said: str) -> None:
    """An answer in the question, a picture nobody sends, and nothing beside it that changes."""
    warnings = _warnings(load(_written(tmp_path, _png(), **keys)))

    assert [said in warning for warning in warnings] == ([True] if said else [])


def test_where_it_was_taken_is_told_once(tmp_path: Path) -> None:
    """Metadata go along as they are, and a place among them is worth a warning."""
    exif = Image.Exif()
    exif[0x8825] = {1: "N", 2: (48.0, 8.0, 0.0)}
    warnings = _warnings(load(_written(tmp_path, _png(form="JPEG", exif=exif))))

    assert [("where it was taken" in warning) for warning in warnings] == [True]


@pytest.mark.parametrize(
    ("content", "keys", "alike"),
    [
        ("red", {}, True),
        ("blue", {}, False),
        ("red", {"accept": "'13'"}, False),
        ("red", {"question": "How many? NO_IMAGE if none."}, False),
    ],
)
def test_another_picture_is_another_question(
    tmp_path: Path, content: str, keys: dict[str, str], *, alike: bool
) -> None:
    """Evidence about one picture is none about another under the same name, over restarts and reloads."""
    one = load(_written(tmp_path, _png())).probes[1]
    other = load(_written(tmp_path, _png(content), **keys)).probes[1]

    assert (fingerprint(one, b"salt") == fingerprint(other, b"salt")) is alike
    assert (bare(one) == bare(other)) is alike


def test_the_example_of_the_manual_loads(tmp_path: Path) -> None:
    """What people copy works: the picture of the fixtures under the manual's own words."""
    manual = (_ROOT / "docs/challenges.md").read_text()
    example = manual.partition("```yaml\n")[2].partition("```")[0]
    (tmp_path / "invoice.png").write_bytes((_ROOT / "fixtures/configs/images/invoice.png").read_bytes())
    path = tmp_path / "eyechart.yaml"
    path.write_text(f"gateways: {{main: {{base_url: http://127.0.0.1:1/v1}}}}\n{example}")
    config = load(path)

    assert [probe.name for probe in config.probes] == ["inline", "invoice"]
    assert config.warnings == ()
