"""Evidence stays with the question that it was about."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from monitor.board import bare
from monitor.probe import Gateway, Price, Probe, Tls
from monitor.safety.secret import Secret
from monitor.store.fingerprint import fingerprint
from tests.monitor.store.keeping import probe

_SALT = b"s" * 32
_GATEWAY = Gateway(
    "main",
    "https://gateway.example/v1",
    api_key=Secret(env="KEY"),
    headers={"x-tenant": "probes", "x-key": Secret(file=Path("/secrets/x"))},
)


def _asked(**route: Any) -> Probe:
    return probe(gateway=_GATEWAY, params={"reasoning_effort": "low", "nested": {"a": [1, 2]}}, **route)


def _through(**gateway: Any) -> Probe:
    return replace(_asked(), route=replace(_asked().route, gateway=replace(_GATEWAY, **gateway)))


@pytest.mark.parametrize(
    "other",
    [
        _asked(labels={"team": "search"}),
        _asked(price=Price(1.0, 2.0)),
        _asked(usd_per_day=5.0),
        _asked(objective_p95=3.0),
        _asked(probe_count=4),
        _asked(public_name="Captions"),
        replace(_asked(), critical=False),
        replace(_asked(swept=9, turns=9), interval=9 * _asked().interval, turn=4, critical=False),
        _through(max_concurrency=9),
        _through(public_name="Gateway"),
        _through(headers={"x-key": Secret(file=Path("/secrets/x")), "x-tenant": "probes"}),
    ],
)
def test_what_bears_on_no_question_forgets_nothing(other: Probe):
    """A label, a price, a budget, a public name, the order of headers."""
    assert fingerprint(other, _SALT) == fingerprint(_asked(), _SALT)


@pytest.mark.parametrize(
    "other",
    [
        _asked(system="Answer briefly."),
        _asked(question="What is printed there? Else NO_IMAGE"),
        _asked(detect_drop_ratio=0.1),
        _asked(expect_model="m-2"),
        replace(_asked(), interval=30.0),
        replace(_asked(), stream=True),
        replace(_asked(), medium="url"),
        _through(base_url="https://other.example/v1"),
        _through(protocol="anthropic-messages"),
        _through(api_key=Secret(env="OTHER")),
        _through(headers={"x-tenant": "users", "x-key": Secret(file=Path("/secrets/x"))}),
        _through(tls=Tls(server_name="inner")),
        _through(connection="kept"),
    ],
)
def test_another_question_is_another_fingerprint(other: Probe):
    """As `monitor.board` has it while it runs."""
    assert fingerprint(other, _SALT) != fingerprint(_asked(), _SALT)
    assert bare(other) != bare(_asked())


def test_a_secret_enters_by_its_place(monkeypatch: pytest.MonkeyPatch):
    """A rotated key is no other question, and no value of it can be tried on a digest."""
    monkeypatch.setenv("KEY", "one")
    before = fingerprint(_asked(), _SALT)
    monkeypatch.setenv("KEY", "two")

    assert fingerprint(_asked(), _SALT) == before


def test_each_store_has_fingerprints_of_its_own():
    """A digest from one file tells nothing about another."""
    assert fingerprint(_asked(), b"t" * 32) != fingerprint(_asked(), _SALT)
