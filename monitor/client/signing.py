"""Signatures of AWS, version 4, over one request: the one home of botocore, which an extra installs."""

from collections.abc import Mapping
from importlib.util import find_spec

from monitor.client.causes import MisconfiguredError
from monitor.probe import Aws
from monitor.safety.secret import SecretError
from probes.types import Request

SERVICE = "bedrock"
"""The name under which requests to Bedrock are signed, that of no host of its."""

MISSING = "needs botocore, which is not installed"
HINT = "install eyechart[aws]"

# Proxies on the way may change any header but these, so that these alone are signed.
_SIGNED = ("content-type",)
_SIGNED_PREFIX = "x-amz-"


def available() -> bool:
    """Whether requests can be signed here."""
    return find_spec("botocore") is not None


def signature(aws: Aws, request: Request, url: str, headers: Mapping[str, str]) -> dict[str, str]:
    """The headers that sign `request` to `url` with `headers`, by the clock of now.

    Raises:
        MisconfiguredError: botocore is not there, or a credential cannot be read.
    """
    try:
        from botocore.auth import SigV4Auth  # noqa: PLC0415 - an extra that few have installed
        from botocore.awsrequest import AWSRequest  # noqa: PLC0415 - the same
        from botocore.credentials import Credentials  # noqa: PLC0415 - the same
    except ImportError as error:
        raise MisconfiguredError(f"aws {MISSING}: {HINT}") from error
    signed = {name: value for name, value in headers.items() if _is_signed(name.lower())}
    carried = AWSRequest(request.method, url, headers=signed, data=request.body)
    SigV4Auth(Credentials(*_read(aws)), SERVICE, aws.region).add_auth(carried)
    return {name: value for name, value in carried.headers.items() if name not in signed}


def _is_signed(name: str) -> bool:
    return name in _SIGNED or name.startswith(_SIGNED_PREFIX)


def _read(aws: Aws) -> tuple[str, str, str | None]:
    """The credentials as they are now."""
    try:
        token = aws.session_token.read() if aws.session_token is not None else None
        return aws.access_key_id.read(), aws.secret_access_key.read(), token
    except SecretError as error:
        raise MisconfiguredError(str(error)) from error
