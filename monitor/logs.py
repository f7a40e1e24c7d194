"""The home of structlog: JSON lines for machines, readable ones on a terminal, both to standard error."""

import logging
import sys
from typing import Literal

import structlog
from structlog.typing import EventDict, Processor

from monitor.plain import plain

# httpx names whole URLs at INFO, where a key in a query would show; the others tell nothing to an operator.
_QUIET = ("PIL", "httpx", "httpcore", "aiohttp", "apscheduler", "asyncio", "uvicorn", "watchfiles")
_MAX_VALUE = 2_000
# Local variables stay out of tracebacks: a credential may be among them.
_TRACEBACKS = structlog.processors.ExceptionRenderer(
    structlog.tracebacks.ExceptionDictTransformer(show_locals=False)
)


def configure(level: str, style: Literal["auto", "json", "console"]) -> None:
    """Set up logging for the whole process. `auto` is console on a terminal and JSON elsewhere."""
    as_json = style == "json" or (style == "auto" and not sys.stderr.isatty())
    shared: list[Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        _harmless,
    ]
    renderer: list[Processor] = (
        [_TRACEBACKS, structlog.processors.JSONRenderer()]
        if as_json
        else [
            structlog.dev.ConsoleRenderer(
                colors=sys.stderr.isatty(), exception_formatter=structlog.dev.plain_traceback
            )
        ]
    )
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=True,
    )
    handler = logging.StreamHandler(sys.stderr)
    remove_meta = structlog.stdlib.ProcessorFormatter.remove_processors_meta
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(foreign_pre_chain=shared, processors=[remove_meta, *renderer])
    )
    logging.basicConfig(level=level.upper(), handlers=[handler], force=True)
    for name in _QUIET:
        logging.getLogger(name).setLevel(logging.WARNING)


def _harmless(_: object, __: str, event: EventDict) -> EventDict:
    """Escape what a model or gateway may have put into a value; uvicorn's coloured copy is dropped."""
    event.pop("color_message", None)
    return {
        key: plain(value, limit=_MAX_VALUE) if isinstance(value, str) else value
        for key, value in event.items()
    }
