"""How paths are matched and refused: exactly, and with the headers that every other answer has."""

from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Match, Route
from starlette.types import Scope

SAFE = {"x-content-type-options": "nosniff", "referrer-policy": "no-referrer"}
ANYWHERE = {"access-control-allow-origin": "*", "access-control-expose-headers": "etag"}
"""Lets pages of other sites read an answer; without it they cannot even tell that it was a refusal."""


class Exact(Route):
    """A route that matches its path and nothing else.

    Starlette ends its patterns with `$`, which in Python also stands before a last line feed.
    """

    def matches(self, scope: Scope) -> tuple[Match, Scope]:
        """No path of ours has a line feed in it."""
        if "\n" in scope.get("path", ""):
            return Match.NONE, {}
        return super().matches(scope)


def refusals(headers: Mapping[str, str]) -> dict[Any, Callable[[Request, Exception], Awaitable[Response]]]:
    """How Starlette's own answers (not found, not allowed, crashed) are given, with `headers` besides."""

    async def refused(_: Request, error: Exception) -> Response:
        known = error if isinstance(error, HTTPException) else HTTPException(500)
        said = {**SAFE, **headers, **(known.headers or {})}
        return PlainTextResponse(f"{known.detail}\n", known.status_code, headers=said)

    return {HTTPException: refused, Exception: refused}
