"""The types of single values: what `monitor.config`'s plain readers accept, made known to pydantic."""

import functools
import math
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BeforeValidator, Field, WithJsonSchema

from monitor.config import addresses, durations, scalars
from monitor.config.scalars import InvalidValueError, Shape
from probes.challenges.code import SENTINEL

DAY = 86_400.0
MOST_PLACES = 64


def _text(shape: Shape) -> tuple[AfterValidator, WithJsonSchema]:
    described = {"type": "string", "pattern": f"^{shape.pattern}$", "maxLength": shape.most}
    return AfterValidator(shape), WithJsonSchema(described)


def _span(low: float, high: float) -> tuple[BeforeValidator, WithJsonSchema]:
    described = {
        "$comment": "duration",
        "anyOf": [
            {"type": "number", "minimum": low, "maximum": high},
            {"type": "string", "pattern": durations.PATTERN},
        ],
        "examples": ["60s", "1h30m", "2d"],
    }
    return BeforeValidator(functools.partial(durations.seconds, low=low, high=high)), WithJsonSchema(
        described
    )


def _off(value: Any) -> Any:
    if value != "off":
        raise InvalidValueError("must be off or a mapping", "for example {path: eyechart.db}")
    return value


def _switch(value: Any) -> Any:
    """`on` and `off` as YAML 1.1 has them, and with it Helm: true and false."""
    return {True: "on", False: "off"}[value] if isinstance(value, bool) else value


def _listen(text: str) -> str:
    addresses.address(text)
    return text


def _proxy(text: str) -> str:
    return text if text == "environment" else addresses.http_url(text)


def _question(text: str) -> str:
    if SENTINEL not in text:
        raise InvalidValueError(
            f"must keep the sentinel {SENTINEL}", f"ask for {SENTINEL} if there is no picture"
        )
    return text


def _sendable(value: Any) -> Any:
    """JSON has no infinity and no NaN, YAML has."""
    match value:
        case float() if not math.isfinite(value):
            raise InvalidValueError("must hold no infinite number and no NaN")
        case dict():
            list(map(_sendable, value.values()))
        case list():
            list(map(_sendable, value))
    return value


GatewayName = Annotated[str, *_text(scalars.GATEWAY_NAME)]
RouteName = Annotated[str, *_text(scalars.ROUTE_NAME)]
Model = Annotated[str, *_text(scalars.MODEL)]
Word = Annotated[str, *_text(scalars.GATEWAY_NAME)]
EnvName = Annotated[str, *_text(scalars.ENV_NAME)]
FilePath = Annotated[str, *_text(scalars.FILE_PATH)]
LabelName = Annotated[str, *_text(scalars.LABEL_NAME)]
LabelValue = Annotated[str, *_text(scalars.LABEL_VALUE)]
HeaderName = Annotated[str, *_text(scalars.HEADER_NAME)]
HeaderValue = Annotated[str, *_text(scalars.HEADER_VALUE)]
Host = Annotated[str, *_text(scalars.HOST)]
PublicText = Annotated[str, *_text(scalars.PUBLIC_TEXT)]
Instance = Annotated[str, *_text(scalars.INSTANCE)]
Prose = Annotated[str, AfterValidator(scalars.prose)]
Interval = Annotated[float, *_span(5, 86_400)]
EvidenceLasts = Annotated[float, *_span(10, 7 * 86400)]
Lasts = Annotated[float, *_span(60, 7 * 86400)]
Refresh = Annotated[float, *_span(5, 7 * DAY)]
Grace = Annotated[float, *_span(5, 30 * DAY)]
Timeout = Annotated[float, *_span(1, 600)]
KeepPasses = Annotated[float, *_span(DAY, 90 * DAY)]
KeepFailures = Annotated[float, *_span(DAY, 400 * DAY)]
Expires = Annotated[float, *_span(30, 86_400)]
Objective = Annotated[float, *_span(0.1, 600)]
Usd = Annotated[float, Field(ge=0.001, le=10_000)]
UsdPerMtok = Annotated[float, Field(ge=0, le=10_000)]
Proxy = Annotated[str, AfterValidator(_proxy)]
Url = Annotated[str, AfterValidator(addresses.http_url)]
BaseUrl = Annotated[str, AfterValidator(addresses.base_url)]
Listen = Annotated[str, AfterValidator(_listen)]
SWITCH = BeforeValidator(_switch)
Off = Annotated[Literal["off"], BeforeValidator(_off)]
Question = Annotated[Prose, AfterValidator(_question)]
Params = Annotated[dict[str, Any], AfterValidator(_sendable)]
# Strict pydantic wants a tuple where a tuple is declared, and YAML gives a list. The items stay strict.
Probes = Annotated[tuple[Word, ...], Field(strict=False, min_length=1, max_length=16)]
