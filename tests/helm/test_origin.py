"""The image origin in the chart: what is filled in, who leads to it, and what is refused."""

from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML

from tests.helm.engine import CHART, HelmError, Release, Rendered, engine, of_file, render
from tests.helm.test_configuration import check

_MINIMAL = CHART / "ci" / "minimal-values.yaml"
_ORIGIN = CHART / "ci" / "origin-values.yaml"
_EXISTING = CHART / "ci" / "existing-config-values.yaml"
_URL = {"url": "https://pictures.example"}

Values = dict[str, Any]


def _origin(rendered: Rendered) -> Values:
    return YAML(typ="safe").load(rendered.config)["origin"]


def _services(rendered: Rendered) -> set[str]:
    """What the Services beside that of the ops listener are called, without the release."""
    return {each["metadata"]["name"].removeprefix("mon-eyechart") for each in rendered.all("Service")} - {""}


def test_the_private_address_is_that_of_its_service() -> None:
    """Pods reach it and the world does not; the file says the port that the Service has."""
    rendered = of_file(_ORIGIN)
    (port,) = rendered.one("Service", "-origin-internal")["spec"]["ports"]
    inside = {"listen": "0.0.0.0:10278", "url": "http://mon-eyechart-origin-internal.watch.svc:80"}
    assert _origin(rendered) == {"listen": "0.0.0.0:10277", **_URL, "expires": "5m", "internal": inside}
    assert (port["port"], port["targetPort"]) == (80, "origin-internal")
    other = render(files=(_ORIGIN,), sets=("origin.internal.service.port=8080",), namespace="n")
    assert _origin(other)["internal"]["url"] == "http://mon-eyechart-origin-internal.n.svc:8080"


@pytest.mark.parametrize(
    ("values", "services", "ports"),
    [
        ({}, set(), {"http"}),
        (
            {"config": {"origin": _URL}, "origin": {"enabled": True}},
            {"-origin"},
            {"http", "origin"},
        ),
        (
            {"origin": {"internal": {"enabled": True}}},
            {"-origin-internal"},
            {"http", "origin-internal"},
        ),
        (
            {"config": {"origin": {"expires": "5m"}}, "origin": {"internal": {"enabled": True}}},
            {"-origin-internal"},
            {"http", "origin-internal"},
        ),
    ],
    ids=["none", "public alone", "private alone", "private alone, with more about it"],
)
def test_a_listener_that_is_not_asked_for_is_nowhere(
    values: Values, services: set[str], ports: set[str], tmp_path: Path
) -> None:
    """It is no port, Service, Ingress or rule of the policy; and the daemon takes the file."""
    rendered = render(files=(_MINIMAL,), values=values, sets=("networkPolicy.enabled=true",))
    let_in = rendered.one("NetworkPolicy")["spec"]["ingress"]
    assert _services(rendered) == services
    assert {port["name"] for port in rendered.container["ports"]} == ports
    assert {rule["ports"][0]["port"] for rule in let_in} == ports
    assert rendered.all("Ingress") == []
    assert check(rendered.config, tmp_path)


def test_addresses_of_ones_own_stay() -> None:
    """An IPv6 host, and a private address that gateways outside the cluster know."""
    own = {"listen": "[::]:10278", "url": "http://10.0.0.5:8080"}
    written = {"listen": "[::]:10277", "internal": own}
    rendered = render(files=(_ORIGIN,), values={"config": {"origin": written}})
    assert _origin(rendered) == {**_URL, "expires": "5m", **written}


def test_a_picture_is_fetched_from_the_pod_that_asks_about_it() -> None:
    """Never are two pods behind a Service, which leads to the one before it is ready and as it drains."""
    rendered = of_file(_ORIGIN)
    assert rendered.all("PersistentVolumeClaim") == []
    assert rendered.one("Deployment")["spec"]["strategy"] == {"type": "Recreate"}
    early = {
        each["metadata"]["name"]: each["spec"].get("publishNotReadyAddresses", False)
        for each in rendered.all("Service")
    }
    assert early == {
        "mon-eyechart": False,
        "mon-eyechart-origin": True,
        "mon-eyechart-origin-internal": True,
    }


def test_the_policy_lets_in_whom_the_values_name() -> None:
    """Each listener has peers of its own; one without is open, so that no verdict is that of the policy.

    The pod itself is always a peer of the private one, and may go there: it has to see that anybody could.
    """
    peer, other = ({"podSelector": {"matchLabels": {"app": name}}} for name in ("proxy", "gateway"))
    policy = {"originFrom": [peer], "internalFrom": [other]}
    rendered = render(files=(_ORIGIN,), values={"networkPolicy": policy})
    spec = rendered.one("NetworkPolicy")["spec"]
    _, public, inside = spec["ingress"]
    own = {"podSelector": spec["podSelector"]}
    assert public == {"ports": [{"port": "origin", "protocol": "TCP"}], "from": [peer]}
    assert inside == {"ports": [{"port": "origin-internal", "protocol": "TCP"}], "from": [other, own]}
    assert {"ports": [{"port": 10278, "protocol": "TCP"}], "to": [own]} in spec["egress"]
    assert "from" not in of_file(_ORIGIN).one("NetworkPolicy")["spec"]["ingress"][2]


@pytest.mark.parametrize(
    ("contradiction", "said"),
    [
        ({"config": {"origin": {"listen": "0.0.0.0:80"}}}, "config.origin.listen must have port 10277"),
        ({"config": {"origin": {"listen": "127.0.0.1:10277"}}}, "config.origin.listen is a loopback address"),
        (
            {"config": {"origin": {"internal": {"listen": "0.0.0.0:10277"}}}},
            "config.origin.internal.listen must have port 10278",
        ),
        (
            {"config": {"origin": {"internal": {"listen": "localhost:10278"}}}},
            "config.origin.internal.listen is a loopback address",
        ),
        ({"config": {"origin": {"url": ""}}}, "origin.enabled needs config.origin.url"),
        ({"origin": {"enabled": False, "ingress": {"enabled": False}}}, "origin.enabled is false"),
        (
            {"config": {"origin": {"internal": {}}}, "origin": {"internal": {"enabled": False}}},
            "origin.internal.enabled is false",
        ),
    ],
)
def test_a_contradiction_is_refused_before_it_is_installed(contradiction: Values, said: str) -> None:
    """A listener where no Service leads, and a Service that leads nowhere."""
    with pytest.raises(HelmError, match=said):
        render(files=(_ORIGIN,), values=contradiction)


def test_an_ingress_needs_the_listener() -> None:
    """Of an origin that is off, it would lead to a Service that is not there."""
    ingress = {"enabled": True, "hosts": [{"host": "pictures.example"}]}
    with pytest.raises(HelmError, match=r"origin.ingress.enabled needs origin.enabled"):
        render(files=(_MINIMAL,), values={"origin": {"ingress": ingress}})


def test_an_origin_that_is_off_has_no_keys() -> None:
    """What it says would be in force nowhere, and the daemon would not start with it."""
    with pytest.raises(HelmError, match=r"config.origin is set, but origin.enabled is false"):
        render(files=(_MINIMAL,), sets=("config.origin.expires=5m",))


def test_a_config_map_of_ones_own_is_led_to_as_well() -> None:
    """Its content is not seen, so nothing of it is demanded but, in the notes, the addresses."""
    values = {"origin": {"enabled": True, "internal": {"enabled": True}}}
    notes = engine().notes(CHART, Release(files=(_EXISTING,), values=values))
    assert _services(render(files=(_EXISTING,), values=values)) == {"-origin", "-origin-internal"}
    assert "its `origin.listen` 0.0.0.0:10277, its `origin.internal.listen` 0.0.0.0:10278." in notes
    assert "what is sent to its `origin.url` must reach" in notes
