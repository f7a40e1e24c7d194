"""Every way of asking the LiteLLM proxy, and every adapter of its own behind that: what becomes of a picture.

`python -m tests.e2e.litellm_ways` asks them all and writes what it found to `fixtures/gateways/litellm.json`,
from which the table in `docs/gateways.md` is made, and which the tests hold against the proxy of today.
"""

import json
import sys
import tempfile
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from tests.e2e import litellm
from tests.e2e.eyechart import eyechart, results
from tests.e2e.programs import Program
from tests.e2e.simulated import Simulator, simulated

FOUND = Path(__file__).parents[2] / "fixtures/gateways/litellm.json"

_TOOLS = ("tool-result", "tool-result-stream")
_ALIKE = ("inline", "stream", "jpeg", "pair", "after", "parts", "second-turn", *_TOOLS)
FRONTS: dict[str, tuple[str, tuple[str, ...]]] = {
    "chat": ("protocol: openai-chat, dialect: litellm", _ALIKE),
    "responses": ("protocol: openai-responses", _ALIKE),
    "messages": ("protocol: anthropic-messages", _ALIKE),
}
"""How the proxy is spoken to, and the presets that are sent so."""

_AWS = {"aws_region_name": "us-east-1", "aws_access_key_id": "id", "aws_secret_access_key": "key"}
# Of models that its map of prices does not list LiteLLM thinks that they take no tools.
_WITH_TOOLS = {"allowed_openai_params": ["tools"]}
ADAPTERS: dict[str, Mapping[str, Any]] = {
    "openai": {"model": "openai/gpt-4o", "api_base": "{}/v1"},
    "azure": {"model": "azure/gpt-4.1", "api_base": "{}", "api_version": "2024-10-21"},
    "anthropic": {"model": "anthropic/claude-haiku-4-5", "api_base": "{}"},
    "gemini": {"model": "gemini/gemini-2.5-flash", "api_base": "{}/v1beta"},
    "bedrock": {
        "model": "bedrock/converse/claude-sonnet-5-5",
        "aws_bedrock_runtime_endpoint": "{}",
        **_AWS,
        **_WITH_TOOLS,
    },
    "ollama_chat": {"model": "ollama_chat/qwen2.5-vl-7b", "api_base": "{}"},
    "openrouter": {"model": "openrouter/gpt-4.1-mini", "api_base": "{}/v1"},
    "mistral": {"model": "mistral/pixtral-12b", "api_base": "{}/v1"},
    "hosted_vllm": {"model": "hosted_vllm/qwen3-vl-8b", "api_base": "{}/v1"},
    "sambanova": {"model": "sambanova/gemma-3-27b", "api_base": "{}/v1", **_WITH_TOOLS},
    "deepseek": {"model": "deepseek/gemma-3-12b", "api_base": "{}", **_WITH_TOOLS},
}
"""LiteLLM's adapters, each with an honest model of the simulated gateway behind it."""

Cell = dict[str, Any]
"""`front`, `adapter`, `probe`, `outcome`, `reason`, whether the picture `arrived`, and what was `said`."""


def ask_all(proxy: Program, gateway: Simulator) -> Iterator[Cell]:
    """Every cell in its order: what Eyechart says of it, and whether the upstream was given the picture."""
    for front, (spoken, probes) in FRONTS.items():
        found = list(_asked(proxy, spoken, probes))
        given = {picture["key"] for request in gateway.requests() for picture in request["pictures"]}
        yield from (_cell(front, result, given) for result in sorted(found, key=_place))


def groups(gateway: Simulator) -> dict[str, dict[str, Any]]:
    """The proxy's groups of models, one for each adapter."""
    return {name: {"api_key": "sk-upstream", **_at(gateway, group)} for name, group in ADAPTERS.items()}


def _at(gateway: Simulator, group: Mapping[str, Any]) -> dict[str, Any]:
    return {
        key: value.format(gateway.url) if isinstance(value, str) else value for key, value in group.items()
    }


def _asked(proxy: Program, spoken: str, probes: tuple[str, ...]) -> Iterator[dict[str, Any]]:
    routes = "".join(f"  - {{name: {name}, gateway: litellm, model: {name}}}\n" for name in ADAPTERS)
    config = proxy.log.with_name("eyechart.yaml")
    config.write_text(
        f"defaults: {{probes: [{', '.join(probes)}]}}\n"
        f"gateways:\n  litellm: {{base_url: '{proxy.url}/v1', {spoken}, api_key: {{env: LITELLM_KEY}}}}\n"
        f"routes:\n{routes}"
    )
    ran = eyechart("once", "-c", config, "--json", env={"LITELLM_KEY": litellm.MASTER_KEY})
    assert ran.stderr == ""
    return (result for result in results(ran.stdout) if result["arm"] == "image")


def _place(result: dict[str, Any]) -> tuple[int, int]:
    return list(ADAPTERS).index(result["route"]), _ALIKE.index(result["probe"])


def _cell(front: str, result: dict[str, Any], given: set[str]) -> Cell:
    told = result["reply"] or result["detail"] or ""
    return {
        "front": front,
        "adapter": result["route"],
        "probe": result["probe"],
        "outcome": result["outcome"],
        "reason": result["reason"],
        "arrived": result["expected"] in given or all(key in given for key in result["expected"].split()),
        "said": "" if result["outcome"] == "pass" else told[:160],
    }


def main() -> int:
    """Ask all, and keep what was found."""
    with (
        simulated() as gateway,
        tempfile.TemporaryDirectory() as folder,
        litellm.proxying(groups(gateway), Path(folder)) as proxy,
    ):
        cells = list(ask_all(proxy, gateway))
    found = {"version": litellm.version(), "seen": f"{datetime.now(UTC):%Y-%m-%d}", "cells": cells}
    FOUND.parent.mkdir(exist_ok=True)
    FOUND.write_text(json.dumps(found, indent=1) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
