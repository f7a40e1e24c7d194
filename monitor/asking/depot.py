"""One provider's files: a picture is given there and taken back, and what goes wrong is told as it is.

An upload that is not understood there is `misconfigured`, for a gateway without a Files API is no outage: any
4xx that has no better reason (as a 404 has), a 501, a 500 whose words say so, and a success that names no
file, as a page that answers everything is. Other failures of its own, timeouts and refused keys have the
reasons that they would have in an ask. The words of all of them say that it was the upload.
"""

import base64
from dataclasses import dataclass, replace

from monitor.asking.carrying import NotCarriedError
from monitor.asking.exchange import CONNECT_SHARE, Sender, credentials, masked
from monitor.client import Timeouts
from monitor.probe import Gateway
from monitor.safety.plain import plain
from monitor.safety.redaction import Redactor
from monitor.safety.secret import SecretError
from probes.files import FilesApi, Stored, without_files
from probes.types import Failure, FailureKind, ImagePart, Reply, Request, Response, Timings

# Anthropic's limit for a picture (facts/domain.md B6); our own have a few kilobytes.
MOST_BYTES = 5 * 2**20

_GONE = frozenset((404, 410))
_LONGEST_TOLD = 200
# The request may have come to its end without us: nobody knows the name of that file.
_MAY_HAVE_COME = frozenset((FailureKind.TIMEOUT, FailureKind.RESET))
# What evidence shows in the place of a body that is no text.
_TOLD_BODY = b'"(a form with the picture)"'


@dataclass(frozen=True, slots=True)
class Depot:
    """The files of the provider behind `gateway`, asked with `timeout` seconds for each request."""

    sender: Sender
    gateway: Gateway
    api: FilesApi
    timeout: float

    async def give(self, picture: ImagePart) -> Stored:
        """Upload `picture`.

        Raises:
            NotCarriedError: it is not there, by all that is known.
        """
        content = base64.b64decode(picture.base64 or "")
        if len(content) > MOST_BYTES:
            raise NotCarriedError.ours(
                f"a picture of {len(content)} bytes; at most {MOST_BYTES} are uploaded"
            )
        request = self.api.upload(content, picture.media_type)
        answer, redactor = await self._send(request)
        said = _read(self.api, answer)
        if isinstance(said, Stored):
            return said
        told = replace(request, body=_TOLD_BODY)
        raise NotCarriedError(answer, redactor.value(_named(said)), told, self._address)

    async def take_back(self, name: str) -> str:
        """Delete the file `name`; why that failed, empty if it is gone."""
        answer, redactor = await self._send(self.api.remove(name))
        if isinstance(answer, Failure):
            return plain(f"{answer.kind}: {answer.detail}", limit=_LONGEST_TOLD)
        if 200 <= answer.status < 300 or answer.status in _GONE:  # noqa: PLR2004 - success in HTTP
            return ""
        said = redactor.text(answer.body[:_LONGEST_TOLD].decode(errors="replace"))
        return plain(f"HTTP {answer.status}: {said}", limit=_LONGEST_TOLD)

    @property
    def _address(self) -> str:
        return self.api.address(self.gateway.base_url)

    async def _send(self, request: Request) -> tuple[Response | Failure, Redactor]:
        try:
            admission, redactor = credentials(self.gateway)
        except SecretError as error:
            failure = Failure(FailureKind.MISCONFIGURED, str(error), Timings(total=0.0))
            return failure, Redactor(())
        there = replace(self.gateway, base_url=self._address)
        seconds = self.timeout
        timeouts = Timeouts(connect=seconds * CONNECT_SHARE, first_byte=seconds, total=seconds)
        answer = await self.sender.send(there, request, credentials=admission, timeouts=timeouts)
        return masked(redactor, answer), redactor


def _read(api: FilesApi, answer: Response | Failure) -> Stored | Reply | Failure:
    """The file; else what came. A body that broke off may have named it all the same."""
    if isinstance(answer, Failure):
        return answer
    said = api.uploaded(answer)
    if isinstance(said, Stored) or said.error is not None:
        return said
    if answer.broken_by is not None:
        return Failure(answer.broken_by, answer.broken, answer.timings)
    body = answer.body[:_LONGEST_TOLD].decode(errors="replace")
    came = plain(f"HTTP {answer.status} with {body or 'nothing'}", limit=_LONGEST_TOLD)
    return Failure(FailureKind.MISCONFIGURED, f"no file is named in what came: {came}", answer.timings)


def _named(said: Reply | Failure) -> Reply | Failure:
    """What came, with the word that it came to an upload."""
    if isinstance(said, Failure):
        left = "; a file that it may have left expires by itself" if said.kind in _MAY_HAVE_COME else ""
        return replace(said, detail=f"upload: {said.detail}{left}")
    if said.error is None:
        return said
    error = replace(said.error, message=f"upload: {said.error.message}")
    if not without_files(said.error):
        return replace(said, error=error)
    return Failure(FailureKind.MISCONFIGURED, f"HTTP {error.status}, {error.message}", Timings(total=0.0))
