"""Headers that carry a credential are told by their names, and config values by no `repr`."""

from pathlib import Path

import pytest

from monitor.config import Config, ConfigError, parse
from monitor.safety.secret import Secret

_FILE = """
gateways:
  main: {{base_url: "https://gateway.example/v1", headers: {{{name}: {value}}}}}
routes:
  - {{gateway: main, model: m, params: {{user: "hunter2-in-params"}}}}
"""


def _parsed(name: str, value: str) -> Config:
    return parse(_FILE.format(name=name, value=value), source=Path("eyechart.yaml"))


@pytest.mark.parametrize(
    "name",
    [
        "Authorization",
        "proxy-authorization",
        "api-key",
        "X-Api-Key",
        "x-apikey",
        "x-goog-api-key",
        "x-portkey-api-key",
        "Ocp-Apim-Subscription-Key",
        "Helicone-Auth",
        "cf-aig-authorization",
        "CF-Access-Client-Secret",
        "x-auth-token",
        "x_access_token",
        "Cookie",
        "x-password",
    ],
)
def test_a_credential_must_not_stand_in_the_file(name: str):
    """Whatever a gateway calls the header of its key; by reference the same header is welcome."""
    with pytest.raises(ConfigError, match="must not stand in the file") as caught:
        _parsed(name, "hunter2")

    assert "hunter2" not in str(caught.value)


@pytest.mark.parametrize("name", ["x-tenant", "x-token-limit", "x-author", "x-cache-key", "x-keyspace"])
def test_other_headers_are_the_operators_to_write(name: str):
    """A name that only resembles one of a credential is left alone."""
    assert _parsed(name, "probes").gateways[0].headers == {name: "probes"}


def test_a_credential_by_reference_is_what_is_wanted(monkeypatch: pytest.MonkeyPatch):
    """The same header, its value elsewhere."""
    monkeypatch.setenv("EYECHART_TEST_HEADER", "hunter2-hunter2")

    headers = _parsed("Authorization", "{env: EYECHART_TEST_HEADER}").gateways[0].headers
    assert headers == {"Authorization": Secret(env="EYECHART_TEST_HEADER")}


def test_no_repr_shows_a_header_or_a_parameter():
    """A configuration that ends up in a traceback or a log line tells neither."""
    shown = repr(_parsed("x-tenant", "hunter2-in-header"))

    assert "gateway.example" in shown
    assert "hunter2" not in shown
