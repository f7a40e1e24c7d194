"""Somebody else than usual answered: by the body, by headers, by the provider's name, or out of a cache."""

from dataclasses import replace

import pytest

from probes.model import Naming
from probes.served import Served, check_served
from probes.types import Backend, Reply

_KNOWN = Served(
    naming=Naming("gpt-4o", None, frozenset({"gpt-4o"}), settled=True),
    backends=frozenset({"gpt-4o-prod"}),
    providers=frozenset({"azure"}),
    settled=True,
    response_ids=("r-1",),
)


def _checked(known: Served = _KNOWN, *, model: str = "gpt-4o", **backend: object) -> tuple[bool, set[str]]:
    reply = Reply(model=model, response_id="r-2", backend=replace(Backend(), **backend))  # type: ignore[arg-type] # any field
    changed, findings = check_served(reply, known)
    return changed, {finding.check for finding in findings if not finding.passed}


def test_the_usual_ones_are_nothing_new() -> None:
    """The learned names, providers in any case, and a reply without any."""
    assert _checked(models=("openai/gpt-4o-prod",), providers=("Azure",)) == (False, set())
    assert _checked() == (False, set())


@pytest.mark.parametrize(
    ("backend", "check"),
    [({"models": ("openai/gpt-4.1-nano",)}, "backend_model"), ({"providers": ("DeepInfra",)}, "provider")],
)
def test_another_one_is_a_change(backend: dict[str, object], check: str) -> None:
    """A header that names another model is as good as the body, and so is another provider than the one."""
    assert _checked(**backend) == (True, {check})


def test_of_several_providers_a_new_one_is_a_finding() -> None:
    """Who spreads over several may take up another."""
    several = replace(_KNOWN, providers=frozenset({"azure", "openai"}))
    assert _checked(several, providers=("DeepInfra",)) == (False, {"provider"})


@pytest.mark.parametrize(
    "known",
    [
        replace(_KNOWN, settled=False),
        replace(_KNOWN, backends=frozenset(), providers=frozenset()),
    ],
)
def test_nothing_is_new_before_something_is_known(known: Served) -> None:
    """The first passes teach; a gateway that begins to name its backend has changed no model."""
    assert _checked(known, models=("other",), providers=("DeepInfra",)) == (False, set())


def test_an_expected_model_is_for_the_body() -> None:
    """Headers name deployments; who says which model must answer means the reply's own word."""
    known = replace(_KNOWN, naming=Naming("gpt-4o", "gpt-4o"))
    assert _checked(known, models=("other",)) == (False, set())
    assert _checked(known, model="other") == (True, {"model"})


def test_a_cache_and_an_old_id_are_findings() -> None:
    """Worth a line and no more: the key says whether the answer was another picture's."""
    reply = Reply(model="gpt-4o", response_id="r-1", backend=Backend(cache="x-cache: HIT"))
    changed, findings = check_served(reply, _KNOWN)
    assert not changed
    assert {finding.check for finding in findings if not finding.passed} == {"cache", "response_id"}
