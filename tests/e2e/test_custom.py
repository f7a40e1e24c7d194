"""A picture of the user's own, from the file on disk to the verdict, over a real socket."""

import asyncio
import io
from pathlib import Path

import pytest
from PIL import Image

from monitor.asking.exchange import draw_challenge
from monitor.asking.runner import Runner
from monitor.client import Client
from monitor.config import load
from monitor.money.wallet import Wallet
from monitor.probe import Probe
from monitor.result import Attempt, Result
from probes.challenges import code
from probes.media import MEDIA
from probes.types import Arm, Picture
from simgateway import app as simulator
from simgateway.serving import serve

_SIGN = code.draw(b"a sign on a wall", day=0)
_TEXT = """
challenges:
  sign: {{image: sign.png, question: "What does the sign say? NO_IMAGE if there is none.", {right}}}
gateways: {{main: {{base_url: {url}/v1}}}}
routes: [{{gateway: main, model: {model}, probes: [inline, sign]}}]
"""


async def _results(folder: Path, model: str, right: str, runs: int) -> list[Result]:
    (folder / "sign.png").write_bytes(_SIGN.picture.content)
    async with serve(simulator.create(seed=0)) as url:
        path = folder / "eyechart.yaml"
        path.write_text(_TEXT.format(url=url, model=model, right=right))
        probe = load(path).probes[1]
        (folder / "sign.png").unlink()
        client = Client()
        runner = Runner(client, b"secret", Wallet())
        try:
            done = [await runner.run(probe, slot=slot, attempt=Attempt.SCHEDULED) for slot in range(runs)]
        finally:
            await client.close()
    return [run.result for each in done for run in each if run.result.arm is Arm.IMAGE]


@pytest.mark.parametrize(
    ("model", "right", "reason"),
    [
        ("gpt-4o", f"accept: [other, {_SIGN.key}]", "ok"),
        ("gpt-4o", f"pattern: '^{_SIGN.key[:3]}..$'", "ok"),
        ("gpt-4o+chatty", f"accept: ['{' '.join(_SIGN.key)}']", "ok"),
        ("gpt-4o", "accept: [a bakery]", "image_unread"),
        ("gpt-4o+drop_no_image", f"accept: [{_SIGN.key}]", "image_dropped"),
        ("gpt-4o+drop_phrase", f"accept: [{_SIGN.key}]", "image_dropped"),
        ("gpt-4o+refusal", f"accept: [{_SIGN.key}]", "refused"),
    ],
)
def test_a_users_own_picture_is_judged_like_any_other(
    tmp_path: Path, model: str, right: str, reason: str
) -> None:
    """The file is read once and may go; the same answer again and again is no stale one."""
    results = asyncio.run(_results(tmp_path, model, right, runs=3))

    assert [result.verdict.reason.value for result in results] == [reason] * 3


def test_another_kind_down_the_same_probe_draws_its_own(tmp_path: Path) -> None:
    """A diagnosis that asks for a code by a probe with a picture of its own gets a code."""
    (tmp_path / "sign.png").write_bytes(_SIGN.picture.content)
    path = tmp_path / "eyechart.yaml"
    path.write_text(_TEXT.format(url="http://127.0.0.1:1", model="gpt-4o", right="accept: [x]"))
    probe = load(path).probes[1]
    plain = Probe(probe.route, "sign", "code", "inline-png", "user", False, 60.0, 30.0, custom=probe.custom)

    assert draw_challenge(probe, b"s", at=0.0).kind == "custom"
    assert draw_challenge(plain, b"s", at=0.0) == code.draw(b"s", day=0)


@pytest.mark.parametrize("medium", MEDIA)
@pytest.mark.parametrize(
    ("mode", "size", "form"),
    [
        ("RGBA", (64, 64), "PNG"),
        ("P", (3000, 2000), "GIF"),
        ("CMYK", (80, 90), "JPEG"),
        ("L", (7900, 40), "PNG"),
    ],
)
def test_every_medium_carries_every_picture(medium: str, mode: str, size: tuple[int, int], form: str) -> None:
    """Modes that a JPEG has no room for, and sizes that enlarging would make a bomb of."""
    buffer = io.BytesIO()
    Image.new(mode, size).save(buffer, form)
    picture = Picture(*size, Image.MIME[form], buffer.getvalue())
    part = MEDIA[medium].carry(picture)

    assert part.base64
    assert part.size is None or part.size[0] * part.size[1] <= 16_000_000
