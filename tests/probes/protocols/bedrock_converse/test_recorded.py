"""What an exception of Bedrock's is called stands in a header, or in the head of a frame."""

import pytest

from probes.errors import reason_of_error
from probes.reasons import Reason
from probes.types import ApiError, Backend
from tests.probes.protocols.bedrock_converse.stated import HEADERS, STREAMS, TYPES
from tests.probes.protocols.stating import REPLIES, read


@pytest.mark.parametrize("name", TYPES)
def test_an_error_has_its_type_and_the_name_of_the_request(name: str):
    """Both come in headers."""
    headers = HEADERS[name] | {"x-amzn-requestid": "ca47"}
    reply = read(REPLIES / "bedrock-converse" / f"{name}.json", headers=headers)

    assert reply.error is not None
    assert reply.error.kind == TYPES[name]
    assert reply.backend == Backend(ids=(("x-amzn-requestid", "ca47"),))


# What an exception in a stream stands for, which has no status of its own.
IN_STREAMS = {
    "throttled": Reason.RATE_LIMITED,
    "model-error": Reason.SERVER_ERROR,
    "unmodelled-error": Reason.SERVER_ERROR,
}


def test_an_exception_in_a_stream_has_its_reason():
    """All of those that were recorded."""
    errors = {name: reply.error for name, reply in STREAMS.items() if reply.error is not None}

    assert {name: reason_of_error(error) for name, error in errors.items()} == IN_STREAMS


def test_a_refused_request_in_a_stream_is_not_an_outage():
    """A validation exception has no status of its own in a stream, and is the client's fault all the same."""
    assert reason_of_error(ApiError(200, "no", kind="validationException")) is Reason.CLIENT_ERROR
