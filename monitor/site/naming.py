"""Names in addresses: ids that tell nothing, and slugs for badges."""

import base64
import hashlib
import re
from collections import Counter
from collections.abc import Sequence

_ID_LENGTH = 12
_SLUG_LENGTH = 80
_NOT_IN_SLUGS = re.compile(r"[^a-z0-9.]+")


def identity(*names: str) -> str:
    """12 characters of a-z and 2-7 (60 bits), the same for the same names at any time and place."""
    digest = hashlib.sha256("\0".join(names).encode(errors="surrogatepass")).digest()
    return base64.b32encode(digest).decode().lower()[:_ID_LENGTH]


def slugs(names: Sequence[str]) -> tuple[str, ...]:
    """A word for each name, fit for an address; names that would share one have their ids in it."""
    words = [_NOT_IN_SLUGS.sub("-", name[:_SLUG_LENGTH].lower()).strip("-.") for name in names]
    times = Counter(words)
    return tuple(
        word if word and times[word] == 1 else f"{word}-{identity(name)}".strip("-")
        for word, name in zip(words, names, strict=True)
    )
