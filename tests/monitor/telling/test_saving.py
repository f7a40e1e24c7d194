"""A saved exchange can be repeated by hand, and holds no credential."""

from dataclasses import replace

import pytest

from monitor.asking.exchange import Exchange
from monitor.asking.memory import Adjustments
from monitor.probe import Aws, Gateway
from monitor.safety.secret import Secret
from monitor.telling.saving import repeat
from probes.challenges import code
from probes.types import Ask, Failure, FailureKind, Request, Timings

SILENCE = Failure(FailureKind.CONNECT, "refused", Timings(total=0.0))
DONE = Exchange(
    code.draw(b"seed", day=0),
    Ask("m", ()),
    Request("POST", "/model/m/converse", {"accept": "application/json"}, b"{}"),
    SILENCE,
    SILENCE,
    Adjustments(),
)
SIGNED = Gateway(
    "g",
    "https://aws.example",
    "bedrock-converse",
    aws=Aws("eu-west-1", Secret(env="AWS_ID"), Secret(env="AWS_KEY")),
)


def test_curl_signs_by_itself(monkeypatch: pytest.MonkeyPatch):
    """A signature is of its second: the command makes its own, with the variables of AWS's own tools."""
    monkeypatch.setenv("AWS_KEY", "hunter2/hunter2")
    lines = repeat(DONE, SIGNED).split(" \\\n  ")

    assert "--aws-sigv4 aws:amz:eu-west-1:bedrock" in lines
    assert '--user "$AWS_ACCESS_KEY_ID:$AWS_SECRET_ACCESS_KEY"' in lines
    assert not any("hunter2" in line or "security-token" in line for line in lines)


def test_the_token_of_temporary_credentials_goes_with_them():
    """Without it AWS would refuse the signature."""
    assert SIGNED.aws is not None
    temporary = replace(SIGNED, aws=replace(SIGNED.aws, session_token=Secret(env="AWS_TOKEN")))

    assert '-H "x-amz-security-token: $AWS_SESSION_TOKEN"' in repeat(DONE, temporary)
