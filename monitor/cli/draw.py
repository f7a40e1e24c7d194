"""`eyechart draw`: the picture of a seed, drawn again."""

from pathlib import Path
from typing import Annotated

import typer

from monitor.cli.errors import bad_use
from probes.challenges import CHALLENGES


def draw(
    *,
    seed: Annotated[str, typer.Option(help="The seed in hex, as results and logs state it.")],
    output: Annotated[Path, typer.Option("-o", "--output", help="The PNG file to write.")],
    challenge: Annotated[str, typer.Option(help="The kind of challenge.")] = "code",
) -> None:
    """Draw the picture that a past run sent, and print its key."""
    if challenge not in CHALLENGES:
        raise bad_use(f"no challenge '{challenge}'; there are: {', '.join(CHALLENGES)}")
    try:
        drawn = CHALLENGES[challenge].draw(bytes.fromhex(seed), day=0)
        output.write_bytes(drawn.picture.content)
    except ValueError:
        raise bad_use(f"--seed: '{seed[:80]}' is not hexadecimal") from None
    except OSError as error:
        raise bad_use(f"cannot write {output}: {error.strerror}") from None
    typer.echo(f"{drawn.key}  {output}  {drawn.picture.width}x{drawn.picture.height}")
