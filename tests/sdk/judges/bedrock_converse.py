"""Amazon's library on Converse: its description of the service judges, its client asks."""

import base64
import json
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from typing import Any
from urllib.parse import unquote

from botocore import UNSIGNED
from botocore.awsrequest import AWSRequest
from botocore.config import Config
from botocore.model import OperationModel, Shape
from botocore.serialize import create_serializer
from botocore.session import Session, get_session
from botocore.validate import ParamValidator

from probes.types import Request
from tests.sdk.judges.heard import KEY, Heard

_OPERATIONS = {"converse": "Converse", "converse-stream": "ConverseStream"}


def check(request: Request) -> None:
    """Parameters that the service's description allows, and that the library writes as the same request."""
    operation, parameters = _operation(request), parameters_of(request)
    report = ParamValidator().validate(parameters, operation.input_shape)
    if report.has_errors():
        raise ValueError(report.generate_report())
    written = create_serializer("rest-json").serialize_to_request(parameters, operation)
    if (written["method"], written["url_path"]) != (request.method, request.path):
        raise ValueError(f"{written['method']} {written['url_path']}, not {request.path}")
    if json.loads(written["body"]) != json.loads(request.body):
        raise ValueError("a body that the library would write otherwise")


def hear(url: str, request: Request) -> Heard:
    """The answer to the same parameters."""
    with _client(url) as client:
        parameters = parameters_of(request)
        if request.path.endswith("/converse"):
            return _whole(client.converse(**parameters))
        return _streamed(list(client.converse_stream(**parameters)["stream"]))


def parameters_of(request: Request) -> dict[str, Any]:
    """`request` as the library's caller would put it: bytes are bytes there, and the model is a parameter."""
    body = _bytes_in(json.loads(request.body), _operation(request).input_shape)
    return {"modelId": unquote(request.path.split("/")[2]), **body}


def _operation(request: Request) -> OperationModel:
    name = _OPERATIONS[request.path.rpartition("/")[2]]
    return _session().get_service_model("bedrock-runtime").operation_model(name)


@cache
def _session() -> Session:
    return get_session()


@contextmanager
def _client(url: str) -> Iterator[Any]:
    """A client that carries a key as Bedrock's API keys travel, which the library does over TLS alone."""
    config = Config(signature_version=UNSIGNED, retries={"total_max_attempts": 1})
    client = get_session().create_client(
        "bedrock-runtime", region_name="us-east-1", endpoint_url=url, config=config
    )
    client.meta.events.register("request-created", _authorised)
    try:
        yield client
    finally:
        client.close()


def _authorised(request: AWSRequest, **_: Any) -> None:
    request.headers["Authorization"] = f"Bearer {KEY}"


def _bytes_in(value: Any, shape: Shape | None) -> Any:
    """`value` with what the service's description calls bytes taken out of base64."""
    match shape and shape.type_name, value:
        case "blob", str():
            return base64.b64decode(value, validate=True)
        case "structure", dict() if not shape.is_document_type:
            return {name: _bytes_in(each, shape.members.get(name)) for name, each in value.items()}
        case "list", list():
            return [_bytes_in(each, shape.member) for each in value]
    return value


def _whole(answer: dict[str, Any]) -> Heard:
    content = answer["output"]["message"]["content"]
    text = "".join(block.get("text", "") for block in content)
    return _heard(text, answer["stopReason"], answer["usage"])


def _streamed(events: list[dict[str, Any]]) -> Heard:
    deltas = [event["contentBlockDelta"]["delta"] for event in events if "contentBlockDelta" in event]
    (finish,) = [event["messageStop"]["stopReason"] for event in events if "messageStop" in event]
    (used,) = [event["metadata"]["usage"] for event in events if "metadata" in event]
    return _heard("".join(delta.get("text", "") for delta in deltas), finish, used)


def _heard(text: str, finish: str, used: dict[str, int]) -> Heard:
    cached = used.get("cacheReadInputTokens", 0) + used.get("cacheWriteInputTokens", 0)
    return Heard(text, finish, used["inputTokens"] + cached, used["outputTokens"])
