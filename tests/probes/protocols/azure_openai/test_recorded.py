"""What Azure's filters say is no part of an answer, and a refusal where it stands in place of one."""

from probes.errors import reason_of_error
from probes.reasons import Reason
from tests.probes.protocols.azure_openai.stated import ANSWER, STREAMS
from tests.probes.protocols.stating import REPLIES, read

FILTERED_BESIDE = REPLIES / "azure-openai" / "stream-filter-results.sse"


def test_an_error_in_a_stream_is_a_refusal():
    """Also with HTTP 200."""
    error = STREAMS["filter-error"].error

    assert error is not None
    assert reason_of_error(error) is Reason.REFUSED


def test_what_an_asynchronous_filter_says_later_is_nothing_odd():
    """Its chunk has a choice without words, about words that came before."""
    body = FILTERED_BESIDE.read_bytes()
    later = b'data: {"choices":[{"index":0,"finish_reason":null,"content_filter_results":{}}]}\n\n'
    end = body.index(b"data: [DONE]")

    assert read(FILTERED_BESIDE, body[:end] + later + body[end:]) == ANSWER
