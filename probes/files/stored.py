"""A picture that a provider holds for us, and how its names are read from what a stranger wrote."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from probes.protocols import document, error_body
from probes.types import Reply, Response

# The unified ids of LiteLLM have about 300 characters (BerriAI/litellm#24797), the providers' own below 64.
LONGEST_NAME = 512

# Such a name goes into a path. One of dots alone would climb out of it and name the whole store.
_NAME = re.compile(r"(?!\.+\Z)[!-~]+")


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


def named(value: Any) -> str:
    """`value` if it can be the name of a file, else nothing."""
    good = isinstance(value, str) and len(value) <= LONGEST_NAME and _NAME.fullmatch(value)
    return value if good else ""


def unnamed() -> Reply:
    """The reply where an upload was answered and no file has a name."""
    return Reply(malformed="no name of a file in the answer to the upload")
