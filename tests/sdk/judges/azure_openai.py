"""OpenAI's library on Azure: deployments by its own client, the newer paths by the plain one."""

import json

from openai import AzureOpenAI, OpenAI

from probes.types import Request
from tests.sdk.judges import openai_chat
from tests.sdk.judges.heard import KEY, Heard

API_VERSION = "2024-10-21"

check = openai_chat.check


def hear(url: str, request: Request) -> Heard:
    """The answer to the same parameters."""
    body = json.loads(request.body)
    with _client(url, request) as client:
        return openai_chat.heard(client, body)


def _client(url: str, request: Request) -> OpenAI:
    if "/deployments/" in request.path:
        return AzureOpenAI(azure_endpoint=url, api_version=API_VERSION, api_key=KEY, max_retries=0)
    headers = {"api-key": KEY}
    return OpenAI(base_url=f"{url}/openai/v1", api_key=KEY, default_headers=headers, max_retries=0)
