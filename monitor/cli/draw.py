"""`eyechart draw`: the pictures of a seed, drawn again as they were sent."""

import base64
import hashlib
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any

import typer

from monitor.cli.errors import bad_use
from probes.challenges import CHALLENGES
from probes.media import MEDIA
from probes.types import Challenge

_SEED_BYTES = 32
_CODE, _PNG = "code", "inline-png"
_MOST_BYTES = 10_000_000


@dataclass(frozen=True, slots=True)
class _Wanted:
    """What to draw, and the hashes that the pictures had when they were sent (none: not known)."""

    seed: str
    challenge: str
    medium: str
    hashes: tuple[str, ...] = ()


def draw(
    *,
    output: Annotated[
        Path, typer.Option("-o", "--output", help="The file to write; further pictures get -2, -3 and so on.")
    ],
    seed: Annotated[
        str | None, typer.Option(help="The seed in hex, as `once --json`, `--explain` and the log state it.")
    ] = None,
    evidence: Annotated[
        Path | None,
        typer.Option(help="Instead: a saved findings.json, or a run's evidence from the ops listener."),
    ] = None,
    challenge: Annotated[str, typer.Option(help="The kind of challenge.")] = _CODE,
    medium: Annotated[str, typer.Option(help="How it was sent.")] = _PNG,
) -> None:
    """Draw the pictures that a past run sent; print their key, and the hash of each.

    With `--evidence` the hashes are compared with those of what was sent.
    """
    if (seed is None) == (evidence is None):
        raise bad_use("name what to draw: either --seed or --evidence")
    wanted = _Wanted(seed, challenge, medium) if seed is not None else _recorded(evidence)
    drawn = _challenge(wanted)
    pictures = list(_pictures(drawn, wanted.medium))
    _compare(wanted, [hashlib.sha256(content).hexdigest() for content, _ in pictures])
    for number, (content, size) in enumerate(pictures, start=1):
        file = output if number == 1 else output.with_stem(f"{output.stem}-{number}")
        try:
            file.write_bytes(content)
        except OSError as error:
            raise bad_use(f"cannot write {file}: {error.strerror}") from None
        digest = hashlib.sha256(content).hexdigest()
        typer.echo(f"{drawn.key}  {file}  {size[0]}x{size[1]}  sha256 {digest}")


def _challenge(wanted: _Wanted) -> Challenge:
    if wanted.challenge not in CHALLENGES:
        custom = " (a picture of your own is the file itself)" if wanted.challenge == "custom" else ""
        there = ", ".join(CHALLENGES)
        raise bad_use(f"no challenge '{wanted.challenge}'{custom}; there are: {there}")
    if wanted.medium not in MEDIA:
        raise bad_use(f"no medium '{wanted.medium}'; there are: {', '.join(MEDIA)}")
    return CHALLENGES[wanted.challenge].draw(_bytes(wanted.seed), day=0)


def _pictures(drawn: Challenge, medium: str) -> Iterator[tuple[bytes, tuple[int, int]]]:
    """Each picture as it was sent, with its width and height."""
    for picture in drawn.pictures:
        part = MEDIA[medium].carry(picture)
        yield base64.b64decode(part.base64 or ""), part.size


def _compare(wanted: _Wanted, hashes: Sequence[str]) -> None:
    """What is drawn must be what was sent; a JPEG alone depends on the library that wrote it."""
    if wanted.hashes and wanted.hashes != tuple(hashes):
        raise bad_use(
            f"what this version draws is not what was sent: sha256 {', '.join(hashes)}, "
            f"sent was {', '.join(wanted.hashes)}"
        )


def _recorded(file: Path | None) -> _Wanted:
    """What the evidence in `file` says of its pictures."""
    try:
        text = file.read_text(encoding="utf-8") if file is not None else ""
    except (OSError, UnicodeDecodeError) as error:
        why = error.strerror if isinstance(error, OSError) else "it is no text"
        raise bad_use(f"cannot read {file}: {why}") from None
    try:
        run = _run(json.loads(text[:_MOST_BYTES]))
        images = tuple(str(image["sha256"]) for image in run["record"]["images"])
        record = run["record"]
        return _Wanted(str(run["seed"]), str(record["challenge"]), str(record["medium"]), images)
    except (ValueError, KeyError, TypeError, IndexError, RecursionError):
        raise bad_use(f"{file} holds no evidence of a run") from None


def _run(document: Any) -> Any:
    """One run, alone or the last of several of one seed."""
    return document["runs"][-1] if "runs" in document else document


def _bytes(seed: str) -> bytes:
    """The seed; half of one would draw a picture just as well, and another one than was sent."""
    try:
        found = bytes.fromhex(seed)
    except ValueError:
        raise bad_use(f"the seed '{seed[:80]}' is not hexadecimal") from None
    if len(found) != _SEED_BYTES:
        raise bad_use(f"the seed has {len(found)} bytes, a seed has {_SEED_BYTES}: is it whole?")
    return found
