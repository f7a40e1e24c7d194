"""Under which address a request came, as far as it may be believed."""

import re

from starlette.requests import Request

_LONGEST = 262  # the longest name there is, and a port
_HOST = re.compile(
    r"(?:[a-z0-9](?:[a-z0-9-]{0,62})(?:\.[a-z0-9][a-z0-9-]{0,62})*\.?|\[[0-9a-f:.]{2,45}\])(?::[0-9]{1,5})?",
    re.IGNORECASE,
)
_OWN_SITE = ("same-origin", "none")  # none: the address was typed in


def origin(request: Request) -> str:
    """`http://status.example:8080`, or empty where `Host` is none: links then are relative.

    The header is whatever the sender likes. What passes is a name or an address with a port, which can break
    out of no markup; whose name it is only the operator can say, with the site's `url`.
    """
    host = request.headers.get("host", "")
    scheme = "https" if request.scope.get("scheme") == "https" else "http"
    return f"{scheme}://{host.lower()}" if len(host) <= _LONGEST and _HOST.fullmatch(host) else ""


def foreign(request: Request) -> bool:
    """Whether a browser sent it for a page that is not ours. Tools send neither header (Fetch, 3.2 and 2.2).

    Either scheme is ours: TLS may end in front of the listener.
    """
    host = request.headers.get("host", "").lower()
    own = {f"{scheme}://{host}" for scheme in ("http", "https")}
    elsewhere = any(origin.lower() not in own for origin in request.headers.getlist("origin"))
    return elsewhere or any(sent not in _OWN_SITE for sent in request.headers.getlist("sec-fetch-site"))
