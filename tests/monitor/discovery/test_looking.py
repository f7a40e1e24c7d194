"""One look: where it asks, with which credentials, and every way in which it fails to bring a list."""

import asyncio
import json
import os
import threading
from collections.abc import Callable
from pathlib import Path

import pytest

from monitor.client import Client
from monitor.config import parse
from monitor.discovery import looking
from monitor.discovery.choosing import matches
from monitor.discovery.looking import LookError, look
from monitor.discovery.source import Source
from probes.types import Failure, FailureKind, Request, Response, Timings
from simgateway import app
from simgateway.serving import serve
from tests.e2e.programs import http
from tests.monitor.discovery.listing import Answering, listed, response, source

_KEY = "sk-discovery-5d41402abc4b"


def _found(
    source: Source, answer: Callable[[str, Request], Response | Failure]
) -> list[tuple[str, bool | None]]:
    found = asyncio.run(look(Answering(answer), source))
    return [(model.name, model.sees) for model in found.models]


def _failed(source: Source, answer: Response | Failure) -> str:
    with pytest.raises(LookError) as caught:
        asyncio.run(look(Answering(lambda _asked, _request: answer), source))
    return str(caught.value)


@pytest.mark.parametrize(
    ("kind", "asked", "document"),
    [
        ("openai", "GET http://gateway.test/v1/models", {"data": [{"id": "m"}]}),
        ("openrouter", "GET http://gateway.test/v1/models", {"data": [{"id": "m"}]}),
        ("litellm", "GET http://gateway.test/v1/model/info", {"data": [{"model_name": "m"}]}),
        ("ollama", "GET http://gateway.test/api/tags", {"models": [{"name": "m"}]}),
    ],
)
def test_each_kind_is_asked_at_its_own_address(kind: str, asked: str, document: object):
    """Below the base URL; Ollama's own API stands beside the one that speaks OpenAI's."""
    sender = Answering(lambda _asked, _request: response(document))
    found = asyncio.run(look(sender, source(f"gateway: main, kind: {kind}, assume: vision")))
    assert ([model.name for model in found.models], sender.asked) == (["m"], [asked])


def test_anthropic_is_told_the_version_that_it_asks_for():
    """Its list is refused without; nobody else is told of it."""
    head = "gateways: {main: {base_url: 'http://gateway.test/v1', protocol: PROTOCOL}}\n"
    text = f"{head}discovery: [{{gateway: main, assume: vision}}]\n"
    sent: list[dict[str, str]] = []

    def answer(_asked: str, request: Request) -> Response:
        sent.append(dict(request.headers))
        return listed("m")

    for protocol in ("anthropic-messages", "openai-chat"):
        (only,) = parse(text.replace("PROTOCOL", protocol), source=Path("f.yaml")).discovery
        asyncio.run(look(Answering(answer), only))
    assert sent == [{"anthropic-version": "2023-06-01"}, {}]


def test_targets_are_asked_for_without_credentials(monkeypatch: pytest.MonkeyPatch):
    """Those of a gateway are for that gateway; the list of targets is somebody else's."""
    monkeypatch.setenv("DISCOVERY_KEY", _KEY)
    gateway = "main: {base_url: 'http://gateway.test/v1', api_key: {env: DISCOVERY_KEY}}"
    lists = "[{http_sd: 'http://sd.test/targets', gateway: main}, {gateway: main, assume: vision}]"
    text = f"gateways: {{{gateway}}}\ndiscovery: {lists}\n"
    sender = Answering(lambda asked, _: response([{"targets": ["m"]}]) if "sd.test" in asked else listed("m"))
    for each in parse(text, source=Path("f.yaml")).discovery:
        asyncio.run(look(sender, each))

    assert sender.asked == ["GET http://sd.test/targets", "GET http://gateway.test/v1/models"]
    assert sender.credentials == [{}, {"authorization": f"Bearer {_KEY}"}]


def test_a_credential_that_is_not_there_is_told_and_nothing_is_asked(monkeypatch: pytest.MonkeyPatch):
    """The name of its place, never more."""
    monkeypatch.setenv("DISCOVERY_KEY", _KEY)
    gateway = "main: {base_url: 'http://gateway.test/v1', api_key: {env: DISCOVERY_KEY}}"
    text = f"gateways: {{{gateway}}}\ndiscovery: [{{gateway: main, assume: vision}}]\n"
    (only,) = parse(text, source=Path("f.yaml")).discovery
    monkeypatch.delenv("DISCOVERY_KEY")
    sender = Answering(lambda _asked, _request: listed("m"))
    with pytest.raises(LookError, match="DISCOVERY_KEY"):
        asyncio.run(look(sender, only))
    assert sender.asked == []


def test_ollama_is_asked_of_each_model_that_is_wanted():
    """What it cannot describe declares nothing; what nobody wants to know is not asked."""
    able = {"llava": ["completion", "vision"], "llama": ["completion"]}

    def answer(asked: str, request: Request) -> Response:
        if asked.startswith("GET"):
            return response({"models": [{"name": name} for name in ("llava", "llama", "odd", "other")]})
        name = json.loads(request.body)["model"]
        return response({"capabilities": able[name]}) if name in able else response(b"", 500)

    wanted = "gateway: main, kind: ollama, exclude: [other]"
    assert _found(source(wanted), answer) == [
        ("llava", True),
        ("llama", False),
        ("odd", None),
        ("other", None),
    ]
    sender = Answering(answer)
    asyncio.run(look(sender, source(f"{wanted}, assume: vision")))
    assert sender.asked == ["GET http://gateway.test/api/tags"]


_TIMINGS = Timings(30.0)


@pytest.mark.parametrize(
    ("answer", "why"),
    [
        (
            Failure(FailureKind.TIMEOUT, "no end of the answer within 30 s", _TIMINGS),
            "timeout: no end of the answer",
        ),
        (Failure(FailureKind.CONNECT, "refused", _TIMINGS), "connect: refused"),
        (response({"data": [{"id": "m"}]}, 401), "HTTP 401: it wants other credentials than it was given"),
        (response({"data": [{"id": "m"}]}, 403), "HTTP 403: it wants other credentials than it was given"),
        (response({"data": [{"id": "m"}]}, 503), "HTTP 503"),
        (response({"data": [{"id": "m"}]}, 302), "HTTP 302"),
        (response(b"<html>Welcome</html>"), "no JSON: Expecting value"),
        (response(b""), "no JSON"),
        (response(b"[" * 100_000), "nested too deep"),
        (response({"data": []}), "it lists no model"),
        (response({"object": "list"}), "no list of models"),
        (
            response(
                b'{"data": [{"id": "m"}', complete=False, broken="oversize: the body exceeds 4194304 bytes"
            ),
            "oversize: the body exceeds",
        ),
    ],
)
def test_what_brings_no_list_says_why(answer: Response | Failure, why: str):
    """Down, slow, locked, moved, no JSON, empty, cut: never a list, and a word that helps."""
    assert _failed(source(), answer).startswith(why)


def test_a_look_that_takes_for_ever_ends(monkeypatch: pytest.MonkeyPatch):
    """However slowly two hundred answers come, each within its own time."""
    monkeypatch.setattr(looking, "_LONGEST", 0.01)

    class Silent:
        async def send(self, *_: object, **__: object) -> Response:
            await asyncio.Event().wait()
            raise AssertionError

    with pytest.raises(LookError, match=r"not within 0\.01 s"):
        asyncio.run(look(Silent(), source()))


@pytest.mark.parametrize(
    ("state", "why"),
    [
        ("down", "HTTP 503"),
        ("locked", "HTTP 401: it wants other credentials than it was given"),
        ("garbage", "no JSON: Expecting value (character 0)"),
        ("huge", "oversize: the answer is too large (OversizeError: the body exceeds 4194304 bytes)"),
    ],
)
def test_over_a_real_socket_it_is_the_same(state: str, why: str):
    """With the client that probes use, within its bounds."""

    async def looked() -> None:
        async with serve(app.create()) as url:
            assert await asyncio.to_thread(http, "PUT", f"{url}/_sim/models", {"state": state}) is not None
            text = f"gateways: {{main: {{base_url: '{url}/v1'}}}}\ndiscovery: [{{gateway: main}}]\n"
            client = Client()
            try:
                await look(client, parse(text, source=Path("f.yaml")).discovery[0])
            finally:
                await client.close()

    with pytest.raises(LookError) as caught:
        asyncio.run(looked())
    assert str(caught.value) == why


def test_a_reason_that_quotes_the_gateway_repeats_no_key(monkeypatch: pytest.MonkeyPatch):
    """A gateway may echo what it was sent, in a header that the reason names."""
    monkeypatch.setenv("DISCOVERY_KEY", _KEY)
    gateway = "main: {base_url: 'http://gateway.test/v1', api_key: {env: DISCOVERY_KEY}}"
    text = f"gateways: {{{gateway}}}\ndiscovery: [{{gateway: main, assume: vision}}]\n"
    (only,) = parse(text, source=Path("f.yaml")).discovery
    for echo in (
        Failure(FailureKind.RESET, f"'{_KEY}' is no status", _TIMINGS),
        response(b"", complete=False, broken=f"content-encoding '{_KEY}'"),
    ):
        assert _KEY not in _failed(only, echo)


@pytest.mark.parametrize("kind", ["openai", "openrouter", "litellm", "ollama"])
def test_the_simulated_gateway_is_read_in_each_form(kind: str):
    """Over a real socket: three models, of which one sees, one does not, and one says nothing."""
    models = {"gpt-4o": True, "gpt-4.1": False, "gpt-5": None}

    async def looked() -> dict[str, bool | None]:
        async with serve(app.create()) as url:
            assert await asyncio.to_thread(http, "PUT", f"{url}/_sim/models", {"models": models}) is not None
            keys = f"gateway: main, kind: {kind}"
            text = f"gateways: {{main: {{base_url: '{url}/v1'}}}}\ndiscovery: [{{{keys}}}]\n"
            client = Client()
            try:
                found = await look(client, parse(text, source=Path("f.yaml")).discovery[0])
            finally:
                await client.close()
            return {model.name: model.sees for model in found.models}

    assert asyncio.run(looked()) == models


def test_ollamas_names_are_matched_beside_the_event_loop(monkeypatch: pytest.MonkeyPatch):
    """There may be twenty thousand of them, and its delays void the timings of runs."""
    threads = set[int]()

    def watched(of: Source, name: str) -> bool:
        threads.add(threading.get_ident())
        return matches(of, name)

    monkeypatch.setattr(looking, "matches", watched)
    sender = Answering(lambda *_: response({"models": [{"model": "llava"}]}))
    found = asyncio.run(look(sender, source("gateway: main, kind: ollama")))
    assert [model.name for model in found.models] == ["llava"]
    assert threads
    assert threading.get_ident() not in threads


# --- files ------------------------------------------------------------------------------------------

_JSON = '[{"targets": ["a", "main/b"], "labels": {"team": "x"}}]'
_YAML = "- targets: [c, a]\n  labels: {team: y}\n- targets: [d]\n"


def test_files_of_both_forms_are_read_together(tmp_path: Path):
    """All that match, from the folder of the file on or from the root; each model once."""
    (tmp_path / "targets").mkdir()
    (tmp_path / "targets/1.json").write_text(_JSON)
    (tmp_path / "targets/2.yml").write_text(_YAML)
    for place in ("targets/*.*", f"{tmp_path}/targets/*"):
        found = asyncio.run(
            look(
                Answering(lambda *_: listed()), source(f"file_sd: '{place}', gateway: main", folder=tmp_path)
            )
        )
        assert [(model.name, dict(model.labels)) for model in found.models] == [
            ("a", {"team": "x"}),
            ("b", {"team": "x"}),
            ("c", {"team": "y"}),
            ("d", {}),
        ]


@pytest.mark.parametrize(
    ("name", "content", "why"),
    [
        ("t.txt", "", "no file matches t.json"),
        ("t.json", "", "no JSON"),
        ("t.json", "{", "no JSON"),
        ("t.json", "{}", "no list of target groups"),
        ("t.json", "[]", "it names no target"),
        ("t.json", " " * 1_048_577, "is larger than 1 MiB"),
        ("t.yaml", "", "is empty"),
        ("t.yaml", "- {targets: [a], targets: [b]}", "duplicate key"),
        ("t.yaml", "- targets: [a", "not valid YAML"),
    ],
)
def test_a_file_that_is_no_list_says_why(tmp_path: Path, name: str, content: str, why: str):
    """Absent, broken, of another shape, empty, too large: what was found before goes on."""
    (tmp_path / name).write_text(content)
    place = name if name != "t.txt" else "t.json"
    with pytest.raises(LookError) as caught:
        asyncio.run(look(Answering(lambda *_: listed()), source(f"file_sd: {place}", folder=tmp_path)))
    assert why in str(caught.value)


def test_a_pipe_is_not_opened(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """A thread would wait for it for ever, another with each look, and with them the process at its end."""
    os.mkfifo(tmp_path / "t.yaml")
    opened: list[Path] = []
    monkeypatch.setattr(looking, "content_of", opened.append)
    with pytest.raises(LookError, match=r"t\.yaml is no file"):
        asyncio.run(look(Answering(lambda *_: listed()), source("file_sd: t.yaml", folder=tmp_path)))
    assert not opened
