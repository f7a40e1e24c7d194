"""A Messages response as a reply."""

from dataclasses import replace

from probes.backend import in_headers
from probes.protocols import error_body
from probes.protocols.anthropic_messages.events import Reading
from probes.protocols.body import Body, read_body
from probes.protocols.summing import summed
from probes.types import Reply, Response


def decode(response: Response, *, stream: bool) -> Reply:
    """What `response` says; never raises for anything that a gateway may send.

    A status that is not 2xx is an error whatever the body holds.
    """
    if not 200 <= response.status < 300:  # noqa: PLR2004 - success in HTTP
        return Reply(error=error_body.refusal(response), backend=in_headers(response.headers))
    return summed(_ended(read_body(response, Reading(), asked_stream=stream)), response)


def _ended(body: Body) -> Body:
    """A stream is over with `message_stop` alone: another protocol's mark in its place is not the end."""
    if not body.streamed or not body.ended or any(piece.last for piece in body.pieces):
        return body
    return replace(body, ended=False, notes=(*body.notes, ("stream", "[DONE] in place of message_stop")))
