"""How a name or a text is written: each kind of text with its shape, its bound and its words.

No message repeats what it was given: the text may be a password that strayed into the wrong key.
"""

import re
from dataclasses import dataclass


class InvalidValueError(ValueError):
    """A value that cannot be used, with advice."""

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint


@dataclass(frozen=True, slots=True)
class Shape:
    """Printable text of at most `most` characters that matches `pattern` whole; `words` says so to people."""

    pattern: str
    most: int
    words: str

    def __call__(self, text: str) -> str:
        """`text` itself; the bound is tested before the pattern.

        Raises:
            InvalidValueError: it is too long, not printable or of another shape.
        """
        if len(text) > self.most or not text.isprintable() or not re.fullmatch(self.pattern, text):
            raise InvalidValueError(f"must be {self.words}")
        return text


GATEWAY_NAME = Shape(
    r"[A-Za-z0-9][A-Za-z0-9._-]*", 64, "1 to 64 letters, digits, '.', '_' or '-', a letter or digit first"
)
ROUTE_NAME = Shape(
    r"[A-Za-z0-9](?:[A-Za-z0-9 ._:/@+-]*[A-Za-z0-9._:/@+-])?",
    128,
    "1 to 128 letters, digits, spaces or ._:/@+- with a letter or digit first",
)
MODEL = Shape(r"\S(?:.*\S)?", 256, "1 to 256 printable characters without a space at either end")
LABEL_NAME = Shape(
    r"(?!__)[A-Za-z_][A-Za-z0-9_]*",
    64,
    "a Prometheus label name: letters, digits and '_', no digit first, no '__' first",
)
LABEL_VALUE = Shape(r".+", 128, "1 to 128 printable characters")
# Capitals only: a key pasted in place of the name is then refused here instead of repeated in a message.
ENV_NAME = Shape(
    r"[A-Z_][A-Z0-9_]*", 128, "the name of an environment variable: capital letters, digits and '_'"
)
FILE_PATH = Shape(r".+", 1024, "the path of a file, 1 to 1024 printable characters")
# RFC 9110, 5.6.2 (token) and 5.5 (field values, here without obs-text).
HEADER_NAME = Shape(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+", 128, "an HTTP header name")
HEADER_VALUE = Shape(
    r"(?:[!-~](?:[ -~]*[!-~])?)?", 4096, "printable ASCII of at most 4096 characters, no space at either end"
)
# What the world reads: a route's or gateway's public name, the title of the public page.
PUBLIC_TEXT = Shape(r"\S(?:.*\S)?", 80, "1 to 80 printable characters without a space at either end")
INSTANCE = Shape(r"[A-Za-z0-9._-]*", 253, "at most 253 letters, digits, '.', '_' or '-'")
HOST = Shape(
    r"(?:[A-Za-z0-9_](?:[A-Za-z0-9_-]*[A-Za-z0-9_])?)(?:\.[A-Za-z0-9_](?:[A-Za-z0-9_-]*[A-Za-z0-9_])?)*\.?",
    253,
    "a host name",
)


def prose(text: str) -> str:
    """Text for a model: any printable characters, line breaks and tabs, at most 16,384 in all."""
    if len(text) > 16_384 or not re.sub(r"[\n\t]", "", text).isprintable():  # noqa: PLR2004 - as documented
        raise InvalidValueError("must be printable text of at most 16384 characters")
    return text


def slug(name: str) -> str:
    """A route's name where case and punctuation do not count: in addresses and file names."""
    return re.sub(r"[^a-z0-9._]+", "-", name.lower()).strip("-.") or "-"
