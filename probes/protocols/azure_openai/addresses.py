"""Where Azure serves chat completions: by the name of a deployment, or under the newer address without one.

The base URL is the resource's, without a path. A deployment stands in the path, and its requests name the
version of the API; the newer address takes the deployment as the model, and a version only for previews
(facts/domain.md B1; the openai library's `AzureOpenAI`).
"""

from urllib.parse import quote, urlencode

_PATHS: dict[str, str] = {
    "deployments": "/openai/deployments/{model}/chat/completions",
    "v1": "/openai/v1/chat/completions",
}

DIALECTS = tuple(_PATHS)
"""By name; the first is what is spoken where nothing is said."""

VERSIONED: dict[str, bool] = {"deployments": True, "v1": False}
"""By dialect, whether its addresses must name a version."""


def path_to(model: str, dialect: str, version: str) -> str:
    """The path and the query of a request to `model`."""
    path = _PATHS[dialect or DIALECTS[0]].format(model=quote(model, safe=""))
    return f"{path}?{urlencode({'api-version': version})}" if version else path
