"""The home of RE2: patterns that users write, matched in time linear in the text. It cannot backtrack.

What RE2 has no linear way for (looking ahead or behind, referring back) it refuses when it compiles, so a
pattern is found wanting when the configuration is loaded and never when an answer comes. The library is
loaded with the first pattern: it is compiled C++, and a bare image may lack the runtime of that language.
"""

from functools import lru_cache
from typing import Any, Final

LONGEST: Final = 512

# Texts that no answer to a picture has in common: what is found in all of them is found in anything.
_ANYTHING = ("x", "7", "?", "\n", "Paris is the capital of France.")


@lru_cache(maxsize=64)
def _compiled(pattern: str) -> Any:
    import re2  # noqa: PLC0415 - see above

    options = re2.Options()
    options.log_errors = False
    return re2.compile(pattern, options)


def flaw(pattern: str) -> str:
    """Why `pattern` cannot be used, in words that follow "it"; empty where it can."""
    try:
        compiled = _compiled(pattern)
    except ImportError as error:
        return f"cannot be read here, RE2 does not load: {error}"
    except Exception as error:  # noqa: BLE001 - RE2's own class has no name before it is loaded
        return f"is not a pattern of RE2: {_said(error)}"
    if compiled.search(""):
        return "matches an empty text, so anything"
    if all(compiled.search(text) for text in _ANYTHING):
        return "matches anything"
    return ""


def found(pattern: str, text: str) -> bool:
    """Whether `pattern`, one without a flaw, matches somewhere in `text`."""
    return bool(_compiled(pattern).search(text))


def match(pattern: str, text: str) -> str:
    """What `pattern`, one without a flaw, matches first in `text`; empty where it does not."""
    first = _compiled(pattern).search(text)
    return str(first[0]) if first else ""


def _said(error: Exception) -> str:
    said = error.args[0] if error.args else ""
    return said.decode(errors="replace") if isinstance(said, bytes) else str(said)
