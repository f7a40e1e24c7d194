"""How a URL and a listener's address are written. No message repeats them: a URL may hold a password."""

import ipaddress
import re
from urllib.parse import SplitResult, urlsplit

from monitor.config.scalars import HOST, InvalidValueError

# What protocols append by themselves.
_OWN_PATHS = (
    "/chat/completions",
    "/responses",
    "/messages",
    "/api/chat",
    ":generateContent",
    ":streamGenerateContent",
)
_URL_HINT = "for example https://gateway.example/v1"


def http_url(text: str) -> str:
    """An absolute http or https URL without a slash at its end.

    Raises:
        InvalidValueError: another scheme, no host, a port out of range, or user, password, query or fragment.
    """
    parts = _split(text)
    if parts.scheme not in ("http", "https") or not parts.netloc:
        raise InvalidValueError("must be an absolute http:// or https:// URL", _URL_HINT)
    if "@" in parts.netloc:
        raise InvalidValueError("must not hold a user or password", "a secret must not stand in the file")
    if "?" in text or "#" in text:
        raise InvalidValueError("must not hold a query or fragment")
    if not _is_host(parts.hostname or "") or parts.netloc.endswith(":"):
        raise InvalidValueError("must name a host", _URL_HINT)
    return text.rstrip("/")


def _split(text: str) -> SplitResult:
    if len(text) > 2048 or not re.fullmatch(r"[!-~]+", text):  # noqa: PLR2004 - what servers accept at least
        raise InvalidValueError("must be a URL: ASCII without spaces, at most 2048 characters", _URL_HINT)
    try:
        parts = urlsplit(text)
        parts.port  # noqa: B018 - a property that raises when the port is none
    except ValueError:
        raise InvalidValueError("must be a URL with a valid host and port", _URL_HINT) from None
    return parts


def base_url(text: str) -> str:
    """An `http_url` to which a protocol can append its own path."""
    url = http_url(text)
    if url.endswith(_OWN_PATHS):
        raise InvalidValueError(
            "must end before the protocol's own path", "leave out /chat/completions or the like"
        )
    return url


def _is_ip(host: str) -> bool:
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return False
    return True


def _is_host(host: str) -> bool:
    return _is_ip(host) or (len(host) <= HOST.most and re.fullmatch(HOST.pattern, host) is not None)


def address(text: str) -> tuple[str, int]:
    """Host and port of `host:port`; an IPv6 host stands in brackets, port 0 lets the system choose.

    Raises:
        InvalidValueError: it has no host, no port, or a port above 65535.
    """
    found = re.fullmatch(r"(?:\[([0-9A-Fa-f:.%a-z]+)\]|([^\[\]:]+)):([0-9]{1,5})", text[:300])
    host = (found[1] or found[2]) if found else ""
    valid = found is not None and int(found[3]) <= 65_535 and (_is_ip(host) if found[1] else _is_host(host))  # noqa: PLR2004 - the highest port
    if found is None or not valid:
        raise InvalidValueError(
            "must be host:port", "for example 127.0.0.1:10275, 0.0.0.0:10275 or [::]:10275"
        )
    return host, int(found[3])
