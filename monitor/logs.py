"""The home of structlog: JSON lines for machines, readable ones on a terminal, both to standard error."""

import logging
import os
import sys
import traceback
from collections.abc import Mapping
from typing import Any, Literal

import structlog
from structlog.typing import EventDict, ExcInfo, Processor

from monitor.safety.plain import plain

_OURS = "eyechart"
_MAX_VALUE = 2_000
_MAX_ITEMS = 50
_MAX_LINES = 80
# One warns of each run that overlaps, without a name; `monitor.timing.schedule` counts and names them. The
# other warns of each request that is none: whoever reaches the listener could fill a disk with that.
_OVERCAUTIOUS = ("apscheduler", "uvicorn.error")
# What structlog and the standard library hand on between processors.
_INTERNAL = frozenset({"exc_info", "stack_info", "_record", "_from_structlog", "_logger", "_name"})


def configure(level: str, style: Literal["auto", "json", "console"]) -> None:
    """Set up logging for the whole process. `auto` is console on a terminal and JSON elsewhere.

    `level` is for our own words. Libraries speak from warnings on: httpx names whole URLs at INFO, and the
    others tell nothing to an operator.
    """
    wanted = logging.getLevelNamesMapping()[level.upper()]
    shared: list[Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        _harmless,
    ]
    structlog.configure(
        processors=[
            structlog.stdlib.filter_by_level,
            *shared,
            structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
        ],
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=True,
    )
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(foreign_pre_chain=shared, processors=_rendering(style))
    )
    logging.basicConfig(level=max(wanted, logging.WARNING), handlers=[handler], force=True)
    logging.getLogger(_OURS).setLevel(wanted)
    for name in _OVERCAUTIOUS:
        logging.getLogger(name).setLevel(logging.ERROR)


def _rendering(style: str) -> list[Processor]:
    terminal = sys.stderr.isatty()
    as_json = style == "json" or (style == "auto" and not terminal)
    colors = terminal and not os.environ.get("NO_COLOR")
    console = structlog.dev.ConsoleRenderer(colors=colors, exception_formatter=structlog.dev.plain_traceback)
    return [
        structlog.stdlib.ProcessorFormatter.remove_processors_meta,
        structlog.processors.ExceptionRenderer(_traceback),
        structlog.processors.JSONRenderer() if as_json else console,
    ]


def _traceback(exc_info: ExcInfo) -> str:
    """A traceback without local variables, among which a credential may be; its lines indented and harmless.

    What a gateway put into an exception's message can then neither steer a terminal nor forge a log line.
    """
    lines = "".join(traceback.format_exception(*exc_info)).splitlines()
    return "\n".join(f"  {plain(line, limit=_MAX_VALUE)}" for line in lines[-_MAX_LINES:])


def _harmless(_: object, __: str, event: EventDict) -> EventDict:
    """Escape what a model or gateway may have put into a value; uvicorn's coloured copy is dropped."""
    event.pop("color_message", None)
    return {key: value if key in _INTERNAL else _shown(value) for key, value in event.items()}


def _shown(value: Any) -> Any:
    match value:
        case None | bool() | int() | float():
            return value
        case str():
            return plain(value, limit=_MAX_VALUE)
        case Mapping():
            return {plain(str(key)): _shown(value[key]) for key in list(value)[:_MAX_ITEMS]}
        case list() | tuple() | set() | frozenset():
            return [_shown(item) for item in list(value)[:_MAX_ITEMS]]
    return plain(repr(value), limit=_MAX_VALUE)
