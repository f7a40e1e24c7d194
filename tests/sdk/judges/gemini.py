"""Google's library on generateContent."""

import json
from typing import Any

from google import genai
from google.genai import types

from probes.types import Request
from tests.sdk.judges.heard import KEY, Heard
from tests.sdk.strict import check_model

_PARTS: dict[str, Any] = {
    "systemInstruction": types.Content,
    "generationConfig": types.GenerationConfig,
    "toolConfig": types.ToolConfig,
}


def check(request: Request) -> None:
    """A body all parts of which are the library's own models."""
    body = json.loads(request.body)
    if body.keys() - {*_PARTS, "contents", "tools"}:
        raise ValueError(f"keys {list(body)}")
    for content in body["contents"]:
        check_model(types.Content, content)
    for tool in body.get("tools", []):
        check_model(types.Tool, tool)
    for name in body.keys() & _PARTS.keys():
        check_model(_PARTS[name], body[name])


def hear(url: str, request: Request) -> Heard:
    """The answer to the same parameters."""
    body = json.loads(request.body)
    model = request.path.removeprefix("/models/").partition(":")[0]
    config = types.GenerateContentConfig(
        **body.pop("generationConfig", {}),
        **{name: body[name] for name in body.keys() - {"contents"}},
        automatic_function_calling={"disable": True},
    )
    contents = [types.Content.model_validate_json(json.dumps(each)) for each in body["contents"]]
    options = types.HttpOptions(base_url=url, api_version="v1beta")
    with genai.Client(api_key=KEY, vertexai=False, http_options=options) as client:
        if "stream" not in request.path:
            answers = [client.models.generate_content(model=model, contents=contents, config=config)]
        else:
            stream = client.models.generate_content_stream(model=model, contents=contents, config=config)
            answers = list(stream)
    return _heard(answers)


def _heard(answers: list[types.GenerateContentResponse]) -> Heard:
    """The words of all, the end and the tokens of the last that has them."""
    parts = [part for answer in answers for part in answer.candidates[0].content.parts or []]
    text = "".join(part.text or "" for part in parts if not part.thought)
    (finish,) = [each.candidates[0].finish_reason for each in answers if each.candidates[0].finish_reason]
    used = answers[-1].usage_metadata
    completion = (used.candidates_token_count or 0) + (used.thoughts_token_count or 0)
    return Heard(text, finish.value, used.prompt_token_count, completion)
