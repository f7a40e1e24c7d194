"""How a picture is given to a provider before the ask, and taken back: one file per Files API."""

from typing import Protocol

from probes.files import anthropic, gemini, openai
from probes.files.stored import Stored, without_files
from probes.types import Reply, Request, Response

__all__ = ["FILES", "FilesApi", "Stored", "without_files"]


class FilesApi(Protocol):
    """One provider's store for files. Pure, like a wire protocol, whose credentials it shares."""

    def address(self, base_url: str) -> str:
        """What the paths of this API are appended to, for a gateway at `base_url`."""

    def upload(self, content: bytes, media_type: str) -> Request:
        """The request that gives the picture: the same bytes for the same picture."""

    def uploaded(self, response: Response) -> Stored | Reply:
        """Where the picture is now, or what was said instead; never an exception for what came in."""

    def remove(self, name: str) -> Request:
        """The request that deletes what is stored under `name`."""


FILES: dict[str, FilesApi] = {
    "anthropic-messages": anthropic.API,
    "gemini": gemini,
    "openai-responses": openai.API,
}
"""By the protocol whose messages can speak of the files."""
