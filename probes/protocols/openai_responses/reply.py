"""A Responses answer as a reply."""

from probes.backend import in_headers
from probes.protocols import error_body
from probes.protocols.body import over_with, read_body
from probes.protocols.openai_responses.event import Reader
from probes.protocols.summing import summed
from probes.types import Reply, Response


def decode(response: Response, *, stream: bool) -> Reply:
    """What `response` says; never raises for anything that a gateway may send.

    A status that is not 2xx is an error whatever the body holds.
    """
    if not 200 <= response.status < 300:  # noqa: PLR2004 - success in HTTP
        return Reply(error=error_body.refusal(response), backend=in_headers(response.headers))
    body = read_body(response, Reader(), asked_stream=stream)
    return summed(over_with("response.completed", body), response)
