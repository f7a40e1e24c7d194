"""Credentials of AWS in the file: by reference alone, whole, and usable before anything is sent."""

from pathlib import Path

import pytest

from monitor.client import signing
from monitor.config import Config, ConfigError, parse
from monitor.probe import Aws
from monitor.safety.secret import Secret

FILE = """
gateways:
  main: {{base_url: "{url}", protocol: bedrock-converse{more}, aws: {{{aws}}}}}
routes:
  - {{gateway: main, model: "nova-lite-v1:0"}}
"""
WHOLE = "region: eu-west-1, access_key_id: {env: AWS_ID}, secret_access_key: {file: key}"


@pytest.fixture(autouse=True)
def _credentials(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_ID", "AKIAEXAMPLE")
    monkeypatch.setenv("AWS_TOKEN", "token")
    (tmp_path / "key").write_text("hunter2/hunter2\n")


def parsed(tmp_path: Path, aws: str = WHOLE, *, more: str = "", url: str = "https://aws.example") -> Config:
    """The configuration with these credentials."""
    return parse(FILE.format(aws=aws, more=more, url=url), source=tmp_path / "eyechart.yaml")


def test_credentials_become_places(tmp_path: Path):
    """What arrives is where each credential stands, a path taken from the file's folder; none is shown."""
    config = parsed(tmp_path, f"{WHOLE}, session_token: {{env: AWS_TOKEN}}")
    key = Secret(file=tmp_path / "key")

    assert config.gateways[0].aws == Aws("eu-west-1", Secret(env="AWS_ID"), key, Secret(env="AWS_TOKEN"))
    assert {secret.read() for secret in config.gateways[0].secrets} == {
        "AKIAEXAMPLE",
        "hunter2/hunter2",
        "token",
    }
    assert "hunter2" not in repr(config)


def test_lasting_credentials_have_no_token(tmp_path: Path):
    """A token belongs to temporary ones."""
    aws = parsed(tmp_path).gateways[0].aws

    assert aws is not None
    assert aws.session_token is None


REFUSED = {
    "a literal": (WHOLE.replace("{env: AWS_ID}", "AKIAHUNTER2"), "must not stand in the file"),
    "a secret in the place of a key": (WHOLE.replace("{env: AWS_ID}", "{AKIAHUNTER2: x}"), "access_key_id.…"),
    "no region": (WHOLE.replace("region: eu-west-1, ", ""), "gateways.main.aws.region"),
    "no key": ("region: eu-west-1, access_key_id: {env: AWS_ID}", "gateways.main.aws.secret_access_key"),
    "a key that is not there": (WHOLE.replace("AWS_ID", "AWS_NONE"), "AWS_NONE is not set or empty"),
    "another word": (f"{WHOLE}, profile: default", "gateways.main.aws.profile"),
}


@pytest.mark.parametrize(("aws", "words"), REFUSED.values(), ids=REFUSED)
def test_what_cannot_sign_is_refused(tmp_path: Path, aws: str, words: str):
    """Each mistake is told with its place before anything is sent, and without what may be a secret."""
    with pytest.raises(ConfigError) as caught:
        parsed(tmp_path, aws)

    assert words in str(caught.value)
    assert "HUNTER2" not in str(caught.value)


def test_a_key_and_a_signature_are_one_too_many(tmp_path: Path):
    """Both would stand in the same header."""
    with pytest.raises(ConfigError, match="takes the place of api_key"):
        parsed(tmp_path, more=", api_key: {env: AWS_ID}")


def test_what_signs_must_be_installed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """The message says what to install."""
    monkeypatch.setattr(signing, "find_spec", lambda _: None)

    with pytest.raises(ConfigError, match=r"gateways\.main\.aws: needs botocore.*install eyechart\[aws\]"):
        parsed(tmp_path)


def test_a_signature_in_the_open_is_a_warning(tmp_path: Path):
    """A signature over plain HTTP can be read by everyone on the way, and the token with it."""
    assert parsed(tmp_path).warnings == ()
    (warning,) = parsed(tmp_path, url="http://aws.example").warnings
    assert "unencrypted" in warning.message
