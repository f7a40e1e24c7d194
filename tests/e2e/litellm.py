"""The LiteLLM proxy itself, in an environment of its own, with whatever groups of models a test wants."""

import contextlib
import hashlib
import json
import shutil
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from tests.e2e import installed
from tests.e2e.programs import Program, free_port, running

LOCK = Path(__file__).with_name("requirements-litellm.txt")
MASTER_KEY = "sk-" + hashlib.sha256(b"a key that LiteLLM does not call weak").hexdigest()

_CACHE = Path(__file__).parents[2] / ".cache"
# Prices from the wheel: a test speaks to nobody but loopback.
_ENV = {"LITELLM_LOCAL_MODEL_COST_MAP": "True"}
_READY = "/health/liveliness"


def version() -> str:
    """The version that the lock names."""
    named = (line for line in LOCK.read_text().splitlines() if line.startswith("litellm"))
    return next(named).partition("==")[2].split()[0]


@contextlib.contextmanager
def proxying(groups: Mapping[str, Mapping[str, Any]], folder: Path) -> Iterator[Program]:
    """The proxy while the block runs: a group for each entry; no retries and no pauses of its own."""
    models = [{"model_name": name, "litellm_params": dict(group)} for name, group in groups.items()]
    configured = {
        "model_list": models,
        "general_settings": {"master_key": MASTER_KEY},
        "litellm_settings": {"num_retries": 0, "telemetry": False},
        "router_settings": {"num_retries": 0, "disable_cooldowns": True},
    }
    (folder / "litellm.yaml").write_text(json.dumps(configured))
    port = free_port()
    where = ["--host", "127.0.0.1", "--port", str(port)]
    command = [str(_litellm()), "--config", "litellm.yaml", *where, "--telemetry", "False"]
    with running(command, port=port, ready=_READY, folder=folder, env=_ENV, within=100) as proxy:
        yield proxy


def _litellm() -> Path:
    """The proxy's command, in an environment made once for each content of the lock."""
    folder = _CACHE / f"litellm-{hashlib.sha256(LOCK.read_bytes()).hexdigest()[:12]}"
    whole = folder / ".whole"
    if not whole.exists():
        shutil.rmtree(folder, ignore_errors=True)
        installed.install(installed.make(folder), "--require-hashes", "-r", LOCK)
        whole.touch()
    return folder / "bin" / "litellm"
