"""Azure's addresses in the simulator: who asks as one asks elsewhere is told so."""

import json

import pytest

from simgateway.protocols import azure_openai, openai_chat, spoken_at
from simgateway.reply import Unacceptable

_BODY = json.dumps({"model": "gpt-4o", "messages": [{"role": "user", "content": "hi"}]}).encode()
_KEY = {"header:api-key": "k"}
_DEPLOYED = {**_KEY, "model": "gpt-4.1", "api-version": "2024-10-21"}


@pytest.mark.parametrize(
    ("path", "at"),
    [
        ("/openai/deployments/gpt-4.1/chat/completions", {"model": "gpt-4.1"}),
        ("/openai/deployments/gpt-4.1+drop_p=0.5/chat/completions", {"model": "gpt-4.1+drop_p=0.5"}),
        ("/openai/v1/chat/completions", {}),
    ],
)
def test_both_addresses_are_served(path: str, at: dict[str, str]) -> None:
    """A deployment's name stands in the path, with the fault that it may ask for."""
    assert spoken_at(path) == (azure_openai, at)


def test_the_deployment_is_the_model() -> None:
    """Whatever the body calls it; at the newer address the body alone says it."""
    assert azure_openai.parse(_BODY, _DEPLOYED).model == "gpt-4.1"
    assert azure_openai.parse(_BODY, _KEY) == openai_chat.parse(_BODY, {})


@pytest.mark.parametrize(
    ("at", "status"),
    [
        ({"header:authorization": "Bearer k"}, 401),
        ({"header:authorization": "Bearer k", "header:api-key": ""}, 401),
        ({**_KEY, "model": "gpt-4.1"}, 404),
        ({**_KEY, "model": "gpt-4.1", "api-version": ""}, 404),
    ],
)
def test_what_is_missing_is_refused(at: dict[str, str], status: int) -> None:
    """A key in OpenAI's header, and a deployment without a version."""
    with pytest.raises(Unacceptable) as refused:
        azure_openai.parse(_BODY, at)

    assert refused.value.problem.status == status


@pytest.mark.parametrize("body", [b"{", b"[]", b"\xff", b"[" * 100_000, b'{"messages": []}', b'{"x": NaN}'])
def test_a_bad_body_is_refused_as_at_openai(body: bytes) -> None:
    """In the same words, at both addresses."""
    for at in (_KEY, _DEPLOYED):
        with pytest.raises(Unacceptable) as refused:
            azure_openai.parse(body, at)
        assert refused.value.problem.status == 400
