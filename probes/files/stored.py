"""A picture that a provider holds for us, and how its names are read from what a stranger wrote."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

from probes.errors import reason_of_error, status_of
from probes.protocols import document, error_body
from probes.reasons import Reason
from probes.types import ApiError, Reply, Response

# The unified ids of LiteLLM have about 300 characters (BerriAI/litellm#24797), the providers' own below 64.
LONGEST_NAME = 512

# Such a name goes into a path. One of dots alone would climb out of it and name the whole store.
_NAME = re.compile(r"(?!\.+\Z)[!-~]+")

# What a gateway without a Files API says as if it had failed, as "'files_settings' in config is required".
_WITHOUT = re.compile(
    r"files?[_ ]settings|\b(?:no|without an?|unsupported|unknown|disabled) files? api\b"
    r"|\bfiles? api (?:is |has )?(?:n['’]t|not|disabled|unsupported)\b"
    r"|\bnot (?:been )?(?:implemented|supported)\b|(?:not|n['’]t) support\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Stored:
    """One file at a provider: `file` is what a message calls it, `name` what deletes it."""

    file: str
    name: str


def opened(response: Response) -> Mapping[str, Any] | Reply:
    """The object in the body of a success; else what was said instead, as a reply that answers nothing."""
    if not 200 <= response.status < 300:  # noqa: PLR2004 - success in HTTP
        return Reply(error=error_body.refusal(response))
    value = document.read(response.body).value
    if isinstance(value, dict):
        error = error_body.error_in(value, response) if value.get("error") else None
        return Reply(error=error) if error is not None else value
    return unnamed()


def without_files(error: ApiError) -> bool:
    """Whether `error`, which came to an upload, says that there is no Files API, whatever its status says.

    A request that is not understood says so. A status of failure alone says that something failed: a 500 is
    believed where its words are those of no outage.
    """
    status, reason = status_of(error), reason_of_error(error)
    if status == HTTPStatus.NOT_IMPLEMENTED or reason is Reason.CLIENT_ERROR:
        return True
    a_page = error.message.lstrip().startswith("<")
    vague = status == HTTPStatus.INTERNAL_SERVER_ERROR or status < HTTPStatus.MULTIPLE_CHOICES
    said = _WITHOUT.search(f"{error.code} {error.kind} {error.message}")
    return vague and not a_page and reason is Reason.SERVER_ERROR and said is not None


def named(value: Any) -> str:
    """`value` if it can be the name of a file, else nothing."""
    good = isinstance(value, str) and len(value) <= LONGEST_NAME and _NAME.fullmatch(value)
    return value if good else ""


def unnamed() -> Reply:
    """The reply where an upload was answered and no file has a name."""
    return Reply(malformed="no name of a file in the answer to the upload")
