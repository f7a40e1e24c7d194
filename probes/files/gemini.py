"""Google's Files API of the Gemini API (`google.genai.files` of the SDK, 3.6; Vertex AI has none).

Uploads go to a path above the API's own: `/upload/v1beta/files`. They are sent in one request of two parts
(`X-Goog-Upload-Protocol: multipart`). The SDK's own way, `resumable`, takes two, of which the second goes
to an address that the server names: a monitor that goes where an answer sends it can be sent anywhere.
What is not deleted is gone after 48 hours.
"""

import re

from probes.files.multipart import Part, joined
from probes.files.stored import Stored, named, opened, unnamed
from probes.types import Reply, Request, Response

_VERSION = "/v1beta"
_HEADERS = {"accept": "application/json"}
_ABOUT = Part({"Content-Type": "application/json"}, b'{"file":{"displayName":"image"}}')

# `File.name` in the SDK: "files/" and up to 40 of these.
_NAME = re.compile(r"files/[a-z0-9-]{1,64}")
_VERSIONED = re.compile(r"/v[0-9][a-z0-9]*/?\Z")


def address(base_url: str) -> str:
    """The base URL without the version in which it ends, which stands inside the paths here."""
    return _VERSIONED.sub("", base_url)


def upload(content: bytes, media_type: str) -> Request:
    """What the file is called, and the picture."""
    boundary, body = joined((_ABOUT, Part({"Content-Type": media_type}, content)))
    headers = {
        **_HEADERS,
        "x-goog-upload-protocol": "multipart",
        "content-type": f"multipart/related; boundary={boundary}",
    }
    return Request("POST", f"/upload{_VERSION}/files", headers, body)


def uploaded(response: Response) -> Stored | Reply:
    """A message speaks of the file's `uri`, a deletion of its `name` (`File` in the SDK).

    A picture is ready at once. If it should not be (`state`), the answer to the ask says so.
    """
    said = opened(response)
    if isinstance(said, Reply):
        return said
    file = said.get("file")
    uri, name = (named(file.get("uri")), named(file.get("name"))) if isinstance(file, dict) else ("", "")
    return Stored(uri, name) if uri and _NAME.fullmatch(name) else unnamed()


def remove(name: str) -> Request:
    """Answered with an empty object."""
    return Request("DELETE", f"{_VERSION}/{name}", _HEADERS, b"")
