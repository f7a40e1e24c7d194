"""A real gateway between: the LiteLLM proxy, which sees a picture through, or loses it on its own account."""

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import pytest

from tests.e2e import litellm
from tests.e2e.eyechart import eyechart, results
from tests.e2e.programs import Program
from tests.e2e.simulated import Simulator, simulated

pytestmark = [pytest.mark.real, pytest.mark.xdist_group("litellm"), pytest.mark.timeout(600)]

_PROBES = ("inline", "stream")
_WRONG_KEY = "sk-" + hashlib.sha256(b"a key that nobody knows").hexdigest()


@dataclass(frozen=True, slots=True)
class Upstream:
    """A provider's adapter and the model behind it, and what a probe through both must find."""

    model: str
    outcome: str = "fail"
    reason: str = "image_dropped"


# Seen with LiteLLM 1.106.2; an upgrade of the lock that heals an adapter fails here, and should.
_FLATTENING = {
    # LiteLLM loses the picture before a model that sees: its adapter makes a string of the list of parts. Of
    # DeepSeek's it does so unless its price map lists the model as seeing.
    "deepseek-unlisted": Upstream("deepseek/gemma-3-27b"),
    "docker-model-runner": Upstream("docker_model_runner/gemma-3-27b"),
    "sambanova": Upstream("sambanova/gemma-3-27b"),
    "publicai": Upstream("publicai/gemma-3-27b"),
}
_UPSTREAMS = _FLATTENING | {
    "healthy": Upstream("openai/gpt-4o", "pass", "ok"),
    "healthy-patches": Upstream("openai/gpt-4.1-nano", "pass", "ok"),
    "healthy-cells": Upstream("openai/claude-haiku-4-5", "pass", "ok"),
    "deepseek-listed": Upstream("deepseek/gpt-4o", "pass", "ok"),
    # The model behind an honest proxy gets no picture.
    "denies": Upstream("openai/gpt-4o+drop_phrase"),
    "invents": Upstream("openai/gpt-4o+drop_invented"),
    "obeys": Upstream("openai/gpt-4o+drop_no_image"),
    "marked": Upstream("openai/gpt-4o+marker"),
    "billed": Upstream("openai/gpt-4o+billed_unseen", reason="image_unread"),
    "bridged": Upstream("openai/gpt-4o+caption_bridge", "degraded", "usage_missing"),
    # What LiteLLM makes of an upstream's refusals must not look like a drop, nor like an outage.
    "refused": Upstream("openai/gpt-4o+no_image_endpoints", reason="unsupported"),
    "revoked": Upstream("openai/gpt-4o+unauthorised", "unknown", "unauthorised"),
    "limited": Upstream("openai/gpt-4o+rate_limited", "unknown", "rate_limited"),
    "spent": Upstream("openai/gpt-4o+payment_required", "unknown", "quota"),
    "overloaded": Upstream("openai/gpt-4o+overloaded", "unknown", "overloaded"),
    "broken": Upstream("openai/gpt-4o+server_error", reason="server_error"),
}


@pytest.fixture(scope="module")
def gateway() -> Iterator[Simulator]:
    """The models behind the proxy."""
    with simulated() as simulator:
        yield simulator


@pytest.fixture(scope="module")
def proxy(gateway: Simulator, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Program]:
    """The proxy itself, in front of them."""
    groups = {
        name: {"model": upstream.model, "api_base": f"{gateway.url}/v1", "api_key": "sk-upstream"}
        for name, upstream in _UPSTREAMS.items()
    }
    with litellm.proxying(groups, tmp_path_factory.mktemp("litellm")) as it:
        yield it


def _once(proxy: Program, key: str, models: Mapping[str, Upstream]) -> dict[tuple[str, str], dict[str, Any]]:
    """The image results of one run of every probe, by route and probe."""
    routes = "".join(f"  - {{name: {name}, gateway: litellm, model: {name}}}\n" for name in models)
    config = proxy.log.with_name("eyechart.yaml")
    config.write_text(
        f"defaults: {{probes: [{', '.join(_PROBES)}]}}\n"
        f"gateways:\n  litellm: {{base_url: '{proxy.url}/v1', api_key: {{env: LITELLM_KEY}}}}\n"
        f"routes:\n{routes}"
    )
    ran = eyechart("once", "-c", config, "--json", env={"LITELLM_KEY": key})
    assert ran.stderr == ""
    images = (result for result in results(ran.stdout) if result["arm"] == "image")
    return {(result["route"], result["probe"]): result for result in images}


@pytest.fixture(scope="module")
def found(proxy: Program) -> dict[tuple[str, str], dict[str, Any]]:
    """What Eyechart finds down every route through the proxy."""
    return _once(proxy, litellm.MASTER_KEY, _UPSTREAMS)


@pytest.mark.parametrize("probe", _PROBES)
@pytest.mark.parametrize("name", _UPSTREAMS)
def test_what_happens_behind_litellm_is_told(
    found: dict[tuple[str, str], dict[str, Any]], name: str, probe: str
) -> None:
    """Healthy upstreams pass, lost pictures are caught whoever lost them, refusals are what they are."""
    result, upstream = found[name, probe], _UPSTREAMS[name]

    assert (result["outcome"], result["reason"]) == (upstream.outcome, upstream.reason), result


def test_litellm_itself_drops_pictures_before_models_that_see(
    found: dict[tuple[str, str], dict[str, Any]], gateway: Simulator
) -> None:
    """HTTP 200, and not one picture reaches the model: the upstream's own record says who lost them."""
    arrived = {
        request["model"]: any(other["images_sent"] for other in gateway.requests(request["model"]))
        for request in gateway.requests()
    }
    flattened = {upstream.model.partition("/")[2] for upstream in _FLATTENING.values()}

    assert {model for model, pictures in arrived.items() if not pictures} == flattened
    for name in _FLATTENING:
        for probe in _PROBES:
            seen = {finding["check"]: finding["seen"] for finding in found[name, probe]["findings"]}
            assert found[name, probe]["reply"] == "NO_IMAGE"
            assert seen["usage"].endswith("missing")


def test_a_key_that_litellm_does_not_know_is_no_outage(proxy: Program) -> None:
    """To a wrong key LiteLLM without a database says `400 No connected db.`: access, and not the route."""
    found = _once(proxy, _WRONG_KEY, {"healthy": _UPSTREAMS["healthy"]})

    assert {result["reason"] for result in found.values()} == {"unauthorised"}
    assert {result["outcome"] for result in found.values()} == {"unknown"}
    assert _WRONG_KEY not in str(found)
