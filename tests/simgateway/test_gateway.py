"""The gateway refuses what it cannot answer, sees what it is given, and tells afterwards what it got."""

import json
from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from simgateway.app import create
from simgateway.families import FAMILIES
from simgateway.faults import FAULTS
from simgateway.serving import serve_in_thread
from tests.simgateway.asking import PATH, drawn, events, request, send, text, usage


@pytest.fixture(scope="module")
def url() -> Iterator[str]:
    """A gateway for this file."""
    with serve_in_thread(create()) as base:
        yield base


@pytest.fixture
def client() -> Iterator[httpx.Client]:
    """A gateway of its own for one test, that remembers three requests."""
    with serve_in_thread(create(keep=3)) as base, httpx.Client(base_url=base) as one:
        yield one


def _asking(*content: dict[str, Any] | str, model: str = "gpt-4o") -> dict[str, Any]:
    parts = [{"type": "text", "text": part} if isinstance(part, str) else part for part in content]
    return {"model": model, "messages": [{"role": "user", "content": parts}]}


def _image(url: str) -> dict[str, Any]:
    return {"type": "image_url", "image_url": {"url": url}}


def _shown(number: int) -> dict[str, Any]:
    part: dict[str, Any] = request("gpt-4o", number)["messages"][0]["content"][0]
    return part


# --- an honest model ----------------------------------------------------------------------------------


@pytest.mark.parametrize("model", [name for name in FAMILIES if not name.endswith("-")])
def test_a_healthy_model_of_any_family_reads_the_picture(url: str, model: str) -> None:
    """The key comes from the pixels, plain and streamed, with the model's own name."""
    plain, stream = (send(url, request(model, 7, stream=stream)) for stream in (False, True))

    assert text(plain) == text(stream) == drawn(7).key
    assert plain.json()["model"] == events(stream)[0]["model"] == model


@pytest.mark.parametrize(
    ("body", "said"),
    [
        (_asking("Which characters? Reply NO_IMAGE if there is no picture."), "NO_IMAGE"),
        (_asking("Hello!"), "How can I help you today?"),
        (_asking(_image("https://example.test/k.png"), "Or NO_IMAGE"), "NO_IMAGE"),
        (_asking("Or NO_IMAGE", _shown(2)), drawn(2).key),
        (_asking(_shown(2), "Which?", _shown(3)), f"{drawn(2).key} {drawn(3).key}"),
        ({"model": "gpt-4o", "messages": [{"role": "user", "content": "Or NO_IMAGE"}]}, "NO_IMAGE"),
    ],
    ids=["sentinel", "no-sentinel", "https", "image-last", "two", "string"],
)
def test_what_an_honest_model_says(url: str, body: dict[str, Any], said: str) -> None:
    """It answers what it sees; nothing is fetched from the world, so nobody has seen what lies there."""
    assert text(send(url, body)) == said


@pytest.mark.parametrize(
    ("place", "message", "code"),
    [
        ("http://127.0.0.1:1/k.png", "Failed to download image", "failed_to_download_image"),
        ("http://127.0.0.2:1/k.png", "URL targets a blocked address (127.0.0.2)", None),
    ],
)
def test_a_url_that_gives_nothing_is_refused_aloud(
    url: str, place: str, message: str, code: str | None
) -> None:
    """Nothing there, or a private address: an honest gateway says so and asks no model."""
    answer = send(url, _asking(_image(place), "Or NO_IMAGE"))

    assert answer.status_code == 400
    assert message in answer.json()["error"]["message"]
    assert answer.json()["error"]["code"] == code


def test_a_picture_without_characters_is_seen_and_billed(url: str) -> None:
    """An image with nothing to read is not the same as no image."""
    pixel = "data:image/gif;base64,R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7"
    answer = send(url, _asking(_image(pixel), "Or NO_IMAGE"))
    counted = usage(answer)

    assert text(answer) == "The picture shows no characters."
    assert counted is not None
    assert counted["prompt_tokens"] > 255


# --- refusals of its own ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        (_asking("hi", model="mistral-nemo"), 404, "model_not_found"),
        (_asking("hi", model=""), 404, "model_not_found"),
        (_asking("hi", model="gpt-4o" + "x" * 300), 404, "model_not_found"),
        (_asking("hi", model="gpt-4o+lie"), 404, "model_not_found"),
        (_asking("hi", model="gpt-4o+"), 404, "model_not_found"),
        (_asking("hi", model="gpt-4o\ud800+x"), 404, "model_not_found"),
        (_asking(_image("/etc/passwd")), 400, "invalid_value"),
        (_asking(_image("data:image/png;base64,AAAA")), 400, "invalid_image_format"),
        (_asking(_shown(0), model="gpt-4o+drop_p=often"), 400, None),
        (_asking(_shown(0), model="gpt-4o+drop_p=2"), 400, None),
        (_asking(_shown(0), model="gpt-4o+drop_p=nan"), 400, None),
        (_asking(_shown(0), model="gpt-4o+drop_one_of=0"), 400, None),
        (_asking(_shown(0), model="gpt-4o+slow_tail=1e9"), 400, None),
        (_asking(_shown(0), model="gpt-4o+drop_phrase=xx"), 400, None),
        (_asking(*[_image("https://x.test")] * 65), 400, None),
    ],
)
def test_what_it_refuses(url: str, body: dict[str, Any], status: int, code: str | None) -> None:
    """Unknown models, faults and arguments, and images that are none: an error in words, never a crash."""
    answer = httpx.post(url + PATH, content=json.dumps(body), verify=False)

    assert answer.status_code == status
    assert answer.json()["error"]["code"] == code
    assert answer.json()["error"]["message"]


def test_a_body_beyond_all_bounds_is_refused(url: str) -> None:
    """33 MB are too much."""
    assert httpx.post(url + PATH, content=b" " * (33 * 2**20), verify=False).status_code == 413


# --- the other endpoints ------------------------------------------------------------------------------


def test_models_and_health(url: str) -> None:
    """The plain models are listed, and the process says that it lives."""
    listed = httpx.get(url + "/v1/models", verify=False).json()["data"]

    assert {"gpt-4o", "gpt-4.1-nano", "gemma-3", "llama-3.2-vision"} <= {model["id"] for model in listed}
    assert httpx.get(url + "/healthz", verify=False).text == "ok"


def test_a_fault_is_set_and_cleared_at_run_time(client: httpx.Client) -> None:
    """From one request to the next, for one model, whatever its name says; cleared, the name counts again."""
    said = []
    for change in (
        lambda: None,
        lambda: client.put("/_sim/faults/gpt-4o", json={"fault": "marker", "arg": "[img-0]"}),
        lambda: client.put("/_sim/faults/gpt-4o", json={"fault": "masked"}),
        lambda: client.delete("/_sim/faults/gpt-4o"),
        lambda: client.delete("/_sim/faults/gpt-4o"),
    ):
        change()
        said.append(text(client.post(PATH, json=request("gpt-4o"))))

    marker = "The message holds only the placeholder [img-0], so I cannot see the picture."
    assert said == [drawn(0).key, marker, "[REDACTED]", drawn(0).key, drawn(0).key]
    assert text(client.post(PATH, json=request("gpt-4.1"))) == drawn(0).key


def test_set_faults_are_listed(client: httpx.Client) -> None:
    """By the model's name as asked for, vendor and all, with the argument that is in force."""
    client.put("/_sim/faults/openai/gpt-4o", json={"fault": "drop_p"})
    set_ = client.put("/_sim/faults/gpt-4o+masked", json={"fault": "drop_p", "arg": 0.25})

    assert set_.json() == {"fault": "drop_p", "arg": "0.25"}
    assert client.get("/_sim/faults").json() == {
        "openai/gpt-4o": {"fault": "drop_p", "arg": FAULTS["drop_p"].arg},
        "gpt-4o+masked": {"fault": "drop_p", "arg": "0.25"},
    }


@pytest.mark.parametrize(
    ("model", "content"),
    [
        ("gpt-4o", b'{"fault": "lie"}'),
        ("gpt-4o", b'{"fault": 3}'),
        ("gpt-4o", b'{"fault": "masked", "arg": []}'),
        ("gpt-4o", b"{}"),
        ("gpt-4o", b"[]"),
        ("gpt-4o", b"{"),
        ("gpt-4o", b"[" * 70_000),
        ("mistral-nemo", b'{"fault": "masked"}'),
    ],
)
def test_a_wrong_setting_changes_nothing(url: str, model: str, content: bytes) -> None:
    """400 with a sentence, and no fault is on."""
    answer = httpx.put(f"{url}/_sim/faults/{model}", content=content, verify=False)

    assert answer.status_code == 400
    assert answer.json()["error"]
    assert httpx.get(f"{url}/_sim/faults", verify=False).json() == {}


def test_setting_a_fault_starts_it_anew(client: httpx.Client) -> None:
    """Stateful faults start honest each time they are set."""
    said = []
    for fault in ("cached_by_text", "cached_by_text", "previous_image"):
        client.put("/_sim/faults/gpt-4o", json={"fault": fault})
        said += [text(client.post(PATH, json=request("gpt-4o", len(said)))) for _ in range(2)]

    assert said == [drawn(number).key for number in (0, 0, 2, 2, 4, 4)]


# --- what it remembers --------------------------------------------------------------------------------


def test_requests_are_remembered_without_pixels_and_credentials(client: httpx.Client) -> None:
    """Texts, parameters and headers as sent; a picture as size, hash and the key in it; no secret."""
    body = {**request("gpt-4o", 5), "reasoning_effort": "minimal"}
    sent = body["messages"][0]["content"][0]["image_url"]["url"]
    secret = {"authorization": "Bearer s3cr3t", "x-goog-api-key": "s3cr3t"}
    answer = client.post(PATH, json=body, headers={**secret, "x-tenant": "probes"})
    raw = client.get("/_sim/requests").text
    (remembered,) = json.loads(raw)

    assert remembered["id"] == answer.headers["x-request-id"]
    assert answer.json()["id"] == f"chatcmpl-{remembered['id']}"
    assert remembered["messages"] == [["user", drawn(5).question]]
    assert remembered["parameters"] == {key: value for key, value in body.items() if key != "messages"}
    assert [remembered["headers"][name] for name in secret] == ["(set)", "(set)"]
    assert remembered["headers"]["x-tenant"] == "probes"
    assert (remembered["images_sent"], len(remembered["pictures"])) == (1, 1)
    assert remembered["pictures"][0]["key"] == drawn(5).key
    assert (remembered["pictures"][0]["width"], remembered["pictures"][0]["height"]) == (384, 256)
    assert remembered["pictures"][0]["characters"] == len(sent)
    assert "s3cr3t" not in raw
    assert sent[-40:] not in raw


def test_only_the_latest_requests_are_remembered(client: httpx.Client) -> None:
    """The ring is as long as it was told to be, and the oldest leave first."""
    ids = [client.post(PATH, json=request("gpt-4o")).headers["x-request-id"] for _ in range(5)]

    assert [one["id"] for one in client.get("/_sim/requests").json()] == ids[-3:]
    assert list(client.get("/_sim/clock").json()) == ids[-3:]


def test_long_and_strange_requests_are_remembered_cut(client: httpx.Client) -> None:
    """Memory is bounded, and characters that no encoding knows do not break the list."""
    body = {**_asking("\ud800" * 9000), "metadata": {"long": "x" * 9000}}
    client.post(PATH, content=json.dumps(body))
    (remembered,) = client.get("/_sim/requests").json()

    assert len(remembered["messages"][0][1]) == 4096
    assert remembered["parameters"] == {"model": "(long)", "metadata": "(long)"}


def test_the_servers_clock_tells_first_token_and_total(client: httpx.Client) -> None:
    """By request id: the first token before the total, both after a wait that was asked for."""
    answer = client.post(PATH, json=request("gpt-4o+slow_first_token=0.05", stream=True))
    times = client.get("/_sim/clock").json()[answer.headers["x-request-id"]]

    assert 0 < times["first_token"] <= times["total"]


def test_the_same_requests_get_the_same_answers() -> None:
    """Two gateways with one seed cannot be told apart, id by id and byte by byte but for the time."""
    bodies = [
        request(f"gpt-4o+{fault}", number) for number, fault in enumerate(FAULTS) if fault not in _LEAVING
    ]
    seen = []
    for _ in range(2):
        with serve_in_thread(create(seed=5)) as base:
            answers = [send(base, {**body, "max_tokens": 9}).text for body in bodies]
            seen.append([_without_time(answer) for answer in answers])

    assert seen[0] == seen[1]


_LEAVING = {"stalled", "reset", "truncated_json"}


def _without_time(answer: str) -> object:
    document = json.loads(answer) if answer.startswith("{") else {"page": answer}
    return {key: value for key, value in document.items() if key != "created"}
