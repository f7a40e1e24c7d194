"""The folder for a vendor's ticket: whole, repeatable, harmless in a browser, and free of secrets."""

import asyncio
import base64
import hashlib
import json
import os
import subprocess
from dataclasses import replace
from pathlib import Path

import lxml.html
import pytest

from monitor.asking.run import Run
from monitor.asking.runner import Runner
from monitor.money.wallet import Wallet
from monitor.probe import Gateway, Probe
from monitor.result import Attempt
from monitor.safety.redaction import MASK
from monitor.safety.secret import Secret
from monitor.telling.saving import SaveError, prepared, save
from tests.e2e.browser import DESKTOP, PHONE, Screen, Visit, chromium, keep
from tests.e2e.eyechart import eyechart
from tests.e2e.simulated import simulated
from tests.monitor.answering import Answering, Sender, blind, has_image, picture, probe, said
from tests.monitor.site.test_checks import HOSTILE

_KEY = "sk-ticket-5d41402abc4b"
_FILES = {"report.html", "request.json", "response.txt", "findings.json"}


def _runs(answering: Answering, asked: Probe) -> tuple[tuple[Run, ...], Sender]:
    sender = Sender([answering])
    runner = Runner(sender, b"secret", Wallet(), clock=lambda: 1_700_000_000.0)
    return asyncio.run(runner.run(asked, slot=0, attempt=Attempt.SCHEDULED)), sender


def _saved(folder: Path, answering: Answering, asked: Probe) -> tuple[Path, Sender]:
    """The folder of the image arm."""
    runs, sender = _runs(answering, asked)
    (made,) = save(prepared(folder), asked, runs)
    return made, sender


def _keyed(tmp_path: Path) -> Gateway:
    (tmp_path / "key").write_text(_KEY)
    secret = Secret(file=tmp_path / "key")
    return Gateway("g", "http://gateway.test/v1", api_key=secret, headers={"x-tenant": secret})


def _hostile(text: str) -> Answering:
    return lambda body: said(text, id=text[:300], model=text[:300]) if has_image(body) else said("NO_IMAGE")


def test_a_folder_holds_what_a_vendor_asks_for(tmp_path: Path) -> None:
    """A page, the body to send again, what came, and what was found, for the one request that failed."""
    made, sender = _saved(tmp_path / "out", blind(), probe(name="cap/tions"))
    findings = json.loads((made / "findings.json").read_text())
    page = lxml.html.parse(made / "report.html").getroot()
    sent = next(body for body in sender.sent if has_image(body))

    assert made == tmp_path / "out/cap-tions-inline-image"
    assert {file.name for file in made.iterdir()} == _FILES
    assert json.loads((made / "request.json").read_text()) == sent
    assert findings["reason"] == "image_dropped"
    assert [other["arm"] for other in findings["beside"]] == ["control"]
    assert findings["record"]["images"][0]["sha256"] == hashlib.sha256(picture(sent)).hexdigest()
    assert page.findtext(".//h1") == "Images are dropped behind HTTP 200 and never reach the model"
    shown = page.xpath("//figure/img/@src")[0]
    assert base64.b64decode(shown.removeprefix("data:image/png;base64,")) == picture(sent)
    assert (made / "response.txt").read_text().startswith("HTTP 200\ncontent-type: application/json\n\n{")


def test_what_passed_leaves_no_folder(tmp_path: Path) -> None:
    """A folder stands for something to complain about; the two that share a name are told apart."""
    runs, _ = _runs(blind(), probe())
    folder = prepared(tmp_path / "out")
    first, second = (save(folder, probe(), runs) for _ in range(2))

    assert [path.name for path in (*first, *second)] == ["r-inline-image", "r-inline-image-2"]
    assert len(runs) == 2


def test_a_secret_is_a_variable_to_whoever_repeats_it(tmp_path: Path) -> None:
    """The command has no key in it, and the shell puts the reader's own in its place."""
    asked = probe(gateway=_keyed(tmp_path), params={"api_key": "another-secret"})
    made, _ = _saved(tmp_path / "out", lambda _: said(f"your key is {_KEY}", prompt=33), asked)
    texts = {file.name: file.read_text() for file in made.iterdir()}

    assert not [name for name, text in texts.items() if _KEY in text or "another-secret" in text]
    assert all(MASK in json.dumps(text, ensure_ascii=False) or "secret" in text for text in texts.values())
    assert "-H &#34;authorization: Bearer $API_KEY&#34; \\" in texts["report.html"]
    assert "-H &#34;x-tenant: $X_TENANT&#34; \\" in texts["report.html"]


@pytest.mark.parametrize("text", HOSTILE)
def test_what_a_model_said_cannot_leave_its_place(tmp_path: Path, text: str) -> None:
    """No element of the page comes from it, and no byte of it acts on a terminal."""
    made, _ = _saved(tmp_path / "out", _hostile(text), probe())
    harmless, _ = _saved(tmp_path / "plain", _hostile("plain"), probe())
    page, plain = (lxml.html.parse(each / "report.html").getroot() for each in (made, harmless))

    for tag in ("script", "style", "img", "h1", "iframe"):
        assert len(page.xpath(f"//{tag}")) == len(plain.xpath(f"//{tag}"))
    for file in made.iterdir():
        read = file.read_text(encoding="utf-8")
        assert all(line.isprintable() or not line for line in read.split("\n"))
        assert len(read) < 2_500_000


@pytest.mark.parametrize("there", ["file", "full", "below a file"])
def test_a_folder_that_cannot_be_used_is_named(tmp_path: Path, there: str) -> None:
    """Nothing of anybody's is overwritten, and the message says where."""
    folder = {"file": tmp_path / "f", "full": tmp_path, "below a file": tmp_path / "f/out"}[there]
    (tmp_path / "f").write_text("mine")

    with pytest.raises(SaveError, match=str(folder)):
        prepared(folder)
    assert (tmp_path / "f").read_text() == "mine"


def test_once_saves_what_did_not_pass_and_refuses_a_full_folder(tmp_path: Path) -> None:
    """The folder is looked at before anything is asked; the pictures in it can be drawn again."""
    config, out = tmp_path / "eyechart.yaml", tmp_path / "out"
    with simulated() as gateway:
        config.write_text(
            f'gateways: {{main: {{base_url: "{gateway.url}/v1", api_key: {{env: TICKET_KEY}}}}}}\n'
            "routes:\n"
            "  - {name: healthy, gateway: main, model: gpt-4o}\n"
            "  - {name: cached, gateway: main, model: gpt-4o+cached_briefly}\n"
        )
        arguments = ("once", "-c", config, "--explain", "--save", out)
        ran = eyechart(*arguments, env={"TICKET_KEY": _KEY})
        asked = len(gateway.requests())
        again = eyechart(*arguments, env={"TICKET_KEY": _KEY})
        assert len(gateway.requests()) == asked
    made = out / "cached-inline-swap"
    drawn = eyechart("draw", "--evidence", made / "findings.json", "-o", tmp_path / "again.png")
    findings = json.loads((made / "findings.json").read_text())

    assert (ran.returncode, [path.name for path in out.iterdir()]) == (1, [made.name])
    assert ran.stderr == f"saved {made / 'report.html'}\n"
    assert (again.returncode, again.stdout) == (2, "")
    assert again.stderr == f"eyechart: {out} is not empty: name another folder, or empty it\n"
    (image,) = findings["record"]["images"]
    assert drawn.stdout == (
        f"{findings['expected']}  {tmp_path / 'again.png'}  384x256  sha256 {image['sha256']}\n"
    )
    assert hashlib.sha256((tmp_path / "again.png").read_bytes()).hexdigest() == image["sha256"]


def test_the_command_repeats_the_request(tmp_path: Path) -> None:
    """As it stands on the page, in the folder, with the key in the environment."""
    config, out = tmp_path / "eyechart.yaml", tmp_path / "out"
    with simulated() as gateway:
        config.write_text(
            f'gateways: {{main: {{base_url: "{gateway.url}/v1", api_key: {{env: TICKET_KEY}}}}}}\n'
            "routes: [{name: dropping, gateway: main, model: gpt-4o+drop_no_image}]\n"
        )
        eyechart("once", "-c", config, "--save", out, env={"TICKET_KEY": _KEY})
        made = out / "dropping-inline-image"
        page = lxml.html.parse(made / "report.html").getroot()
        command = next(text for text in page.xpath("//pre/code/text()") if text.startswith("curl"))
        told = subprocess.run(
            ["/bin/sh", "-c", command],
            cwd=made,
            env={"PATH": os.environ["PATH"], "API_KEY": _KEY},
            capture_output=True,
            text=True,
            timeout=60,
            check=True,
        )
        first, *_, last = (request for request in gateway.requests() if request["pictures"])

    assert "NO_IMAGE" in told.stdout
    assert first["pictures"] == last["pictures"]


@pytest.mark.parametrize(
    "evidence", ["", "{}", "[]", '{"runs": []}', '{"seed": 5, "record": {"images": 3}}', "[" * 9_000]
)
def test_draw_needs_evidence_that_is_some(tmp_path: Path, evidence: str) -> None:
    """Another file is refused by its name."""
    (tmp_path / "e.json").write_text(evidence)
    ran = eyechart("draw", "--evidence", "e.json", "-o", "x.png", cwd=tmp_path)

    assert (ran.returncode, ran.stderr) == (2, "eyechart: e.json holds no evidence of a run\n")


def test_draw_refuses_to_pass_another_picture_for_the_one_sent(tmp_path: Path) -> None:
    """Where this version draws otherwise, it says so and writes nothing."""
    made, _ = _saved(tmp_path / "out", blind(), probe())
    findings = json.loads((made / "findings.json").read_text())
    findings["record"]["images"][0]["sha256"] = "ab" * 32
    (tmp_path / "e.json").write_text(json.dumps(findings))
    ran = eyechart("draw", "--evidence", "e.json", "-o", "x.png", cwd=tmp_path)

    assert ran.returncode == 2
    assert "is not what was sent" in ran.stderr
    assert not (tmp_path / "x.png").exists()


@pytest.mark.parametrize("medium", ["inline-jpeg", "inline-large"])
def test_draw_gives_a_picture_as_it_was_carried(tmp_path: Path, medium: str) -> None:
    """A JPEG and an enlarged picture have hashes of their own."""
    made, sender = _saved(tmp_path / "out", blind(), replace(probe(), medium=medium))
    ran = eyechart("draw", "--evidence", made / "findings.json", "-o", "x.img", cwd=tmp_path)

    assert ran.returncode == 0
    assert (tmp_path / "x.img").read_bytes() == picture(next(body for body in sender.sent if has_image(body)))


def test_draw_gives_several_pictures_as_several_files(tmp_path: Path) -> None:
    """In the order in which they were sent."""
    made, _ = _saved(tmp_path / "out", blind(), replace(probe(), challenge="pair"))
    ran = eyechart("draw", "--evidence", made / "findings.json", "-o", "x.png", cwd=tmp_path)
    images = json.loads((made / "findings.json").read_text())["record"]["images"]

    assert ran.returncode == 0
    assert [hashlib.sha256((tmp_path / name).read_bytes()).hexdigest() for name in ("x.png", "x-2.png")] == [
        image["sha256"] for image in images
    ]


@pytest.mark.real
@pytest.mark.parametrize("text", [*HOSTILE[:3], "VWXC6"], ids=range(4))
def test_the_page_is_whole_in_a_browser_and_asks_nobody(tmp_path: Path, text: str) -> None:
    """Opened from disk on phone and desktop, light and dark: no message, no request, the picture is there."""
    made, _ = _saved(tmp_path / "out", _hostile(text), probe())

    async def look() -> list[Visit]:
        async with chromium() as browser:
            screens = [Screen(*size, dark=dark) for size in (PHONE, DESKTOP) for dark in (False, True)]
            return [await browser.visit(f"{(made / 'report.html').as_uri()}", screen) for screen in screens]

    for number, visit in enumerate(asyncio.run(look())):
        if folder := os.environ.get("EYECHART_SCREENSHOTS"):
            keep(visit.png, Path(folder), f"ticket-{number}")
        assert visit.problems == ()
        assert visit.requests == ((made / "report.html").as_uri(),)
        assert visit.content_width <= (390 if number < 2 else 1280)
