"""A Files API that takes a form and gives an id: `POST /files`, `DELETE /files/<id>`, beside the messages."""

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import quote

from probes.files.multipart import Part, file_field, file_name, joined
from probes.files.stored import Stored, named, opened, unnamed
from probes.types import Reply, Request, Response

_PATH = "/files"


@dataclass(frozen=True, slots=True)
class FormApi:
    """One such API: its headers, and what the form says beside the file."""

    headers: Mapping[str, str]
    fields: tuple[Part, ...]

    def address(self, base_url: str) -> str:
        """The base URL itself."""
        return base_url

    def upload(self, content: bytes, media_type: str) -> Request:
        """A form with the picture as its last part: servers read what is said of a file before it."""
        file = file_field("file", file_name(media_type), media_type, content)
        boundary, body = joined((*self.fields, file))
        form = {"content-type": f"multipart/form-data; boundary={boundary}"}
        return Request("POST", _PATH, {**self.headers, **form}, body)

    def uploaded(self, response: Response) -> Stored | Reply:
        """The id is both of the file's names."""
        said = opened(response)
        if isinstance(said, Reply):
            return said
        name = named(said.get("id"))
        return Stored(name, name) if name else unnamed()

    def remove(self, name: str) -> Request:
        """The id as one step of the path, whatever it is made of."""
        return Request("DELETE", f"{_PATH}/{quote(name, safe='')}", self.headers, b"")
