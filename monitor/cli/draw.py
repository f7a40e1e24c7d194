"""`eyechart draw`: the picture of a seed, drawn again."""

from pathlib import Path
from typing import Annotated

import typer

from monitor.cli.errors import bad_use
from probes.challenges import CHALLENGES

_SEED_BYTES = 32


def draw(
    *,
    seed: Annotated[
        str, typer.Option(help="The seed in hex, as `once --json`, `--explain` and the log state it.")
    ],
    output: Annotated[Path, typer.Option("-o", "--output", help="The PNG file to write.")],
    challenge: Annotated[str, typer.Option(help="The kind of challenge.")] = "code",
) -> None:
    """Draw the picture that a past run sent, and print its key."""
    if challenge not in CHALLENGES:
        raise bad_use(f"no challenge '{challenge}'; there are: {', '.join(CHALLENGES)}")
    drawn = CHALLENGES[challenge].draw(_bytes(seed), day=0)
    try:
        output.write_bytes(drawn.picture.content)
    except OSError as error:
        raise bad_use(f"cannot write {output}: {error.strerror}") from None
    typer.echo(f"{drawn.key}  {output}  {drawn.picture.width}x{drawn.picture.height}")


def _bytes(seed: str) -> bytes:
    """The seed; half of one would draw a picture just as well, and another one than was sent."""
    try:
        found = bytes.fromhex(seed)
    except ValueError:
        raise bad_use(f"--seed: '{seed[:80]}' is not hexadecimal") from None
    if len(found) != _SEED_BYTES:
        raise bad_use(f"--seed has {len(found)} bytes, a seed has {_SEED_BYTES}: is it whole?")
    return found
