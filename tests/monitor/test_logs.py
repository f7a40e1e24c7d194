"""Log lines carry their context, escape what is hostile and never show a secret, whichever their form."""

import asyncio
import io
import json
import logging
from collections.abc import Callable, Iterator
from typing import Any

import pytest
import structlog

from monitor import logs
from monitor.timing.lanes import LaneFullError

_KEY = "sk-hidden-1234567890"
_LEVELS = ["debug", "info", "warning", "error"]


class _Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


Configure = Callable[..., io.StringIO]


@pytest.fixture
def configure(monkeypatch: pytest.MonkeyPatch) -> Iterator[Configure]:
    """`configure(level, style, terminal=False)` sets up logging and gives back where it goes."""
    root = logging.getLogger()
    before = (root.handlers[:], root.level, logging.getLogger("eyechart").level)
    root.handlers = []

    def set_up(level: str = "info", style: str = "json", *, terminal: bool = False) -> io.StringIO:
        stderr = _Terminal() if terminal else io.StringIO()
        monkeypatch.setattr("sys.stderr", stderr)
        logs.configure(level, style)
        return stderr

    yield set_up
    structlog.reset_defaults()
    structlog.contextvars.clear_contextvars()
    root.handlers, root.level = before[:2]
    logging.getLogger("eyechart").setLevel(before[2])


def _log() -> Any:
    return structlog.get_logger("eyechart")


def _entries(stderr: io.StringIO) -> list[dict[str, Any]]:
    return [json.loads(line) for line in stderr.getvalue().splitlines()]


def _crash(key: str) -> None:
    header = f"Bearer {key}"
    raise LaneFullError(f"no place for {len(header)} characters")


def _crashed() -> Exception:
    local = _KEY
    try:
        _crash(local)
    except LaneFullError as error:
        return error
    raise AssertionError("unreachable")


def test_an_entry_is_one_json_object_with_its_context(configure: Configure):
    """What a log collector reads: the event, its level, its time, and the run it belongs to."""
    stderr = configure()
    with structlog.contextvars.bound_contextvars(route="r", probe="inline", run_id="7"):
        _log().info("run", outcome="pass", seconds=1.5, cached=False)
    _log().warning("after")

    first, second = _entries(stderr)
    at = first.pop("timestamp")
    context = {"route": "r", "probe": "inline", "run_id": "7"}
    said = {"outcome": "pass", "seconds": 1.5, "cached": False}

    assert first == {"event": "run", "level": "info"} | context | said
    assert at.endswith("Z")
    assert "route" not in second


def test_context_reaches_the_tasks_of_a_run_and_no_other(configure: Configure):
    """Two probes at once do not mix."""
    stderr = configure()

    async def run(route: str) -> None:
        with structlog.contextvars.bound_contextvars(route=route):
            await asyncio.sleep(0)
            await asyncio.create_task(said(route))

    async def said(route: str) -> None:
        _log().info("run", expected=route)

    async def both() -> None:
        await asyncio.gather(run("a"), run("b"))

    asyncio.run(both())

    assert [entry["route"] == entry["expected"] for entry in _entries(stderr)] == [True, True]


@pytest.mark.parametrize("level", _LEVELS)
def test_the_level_is_kept(configure: Configure, level: str):
    """By ourselves, and by libraries from warnings on."""
    stderr = configure(level)
    for each in _LEVELS:
        getattr(_log(), each)(f"our {each}")
        getattr(logging.getLogger("somebody"), each)("their %s", each)

    allowed = _LEVELS[_LEVELS.index(level) :]
    loud = [each for each in allowed if each in ("warning", "error")]

    assert [entry["event"] for entry in _entries(stderr)] == [
        said
        for each in allowed
        for said in (f"our {each}", f"their {each}")
        if said[:3] == "our" or each in loud
    ]


@pytest.mark.parametrize(
    "name", ["httpx", "httpcore.http11", "aiohttp.client", "apscheduler.executors", "PIL"]
)
@pytest.mark.parametrize("level", _LEVELS)
def test_libraries_tell_no_urls_and_no_details(configure: Configure, name: str, level: str):
    """The HTTP client names whole URLs at INFO, where a key may stand in a query."""
    stderr = configure(level)
    logging.getLogger(name).info("HTTP Request: GET https://gateway.example/v1?key=%s", _KEY)
    logging.getLogger(name).debug("headers %s", {"authorization": _KEY})

    assert stderr.getvalue() == ""


@pytest.mark.parametrize("name", ["apscheduler.scheduler", "uvicorn.error"])
def test_what_strangers_and_overlaps_cause_is_no_warning(configure: Configure, name: str):
    """A line for each bad request would let anyone fill the log; an error of the library is told."""
    stderr = configure("debug")
    logging.getLogger(name).warning("Invalid HTTP request received.")
    logging.getLogger(name).error("it crashed")

    assert [entry["event"] for entry in _entries(stderr)] == ["it crashed"]


@pytest.mark.parametrize("terminal", [False, True])
@pytest.mark.parametrize("style", ["json", "console", "auto"])
@pytest.mark.parametrize("level", _LEVELS)
def test_tracebacks_show_no_local_variables(configure: Configure, level: str, style: str, terminal: bool):
    """A credential stands in some frame of every failed request; the failed line is shown all the same."""
    stderr = configure(level, style, terminal=terminal)
    error = _crashed()
    _log().error("run crashed", exc_info=error)
    logging.getLogger("asyncio").error("Task exception was never retrieved", exc_info=error)
    try:
        _crash(_KEY)
    except LaneFullError:
        logging.getLogger("uvicorn.error").exception("Exception in ASGI application")

    shown = stderr.getvalue()

    assert _KEY not in shown
    assert shown.count("no place for 27 characters") == 3
    assert "in _crash" in shown


@pytest.mark.parametrize("style", ["json", "console"])
def test_an_exceptions_message_can_neither_steer_a_terminal_nor_forge_a_line(
    configure: Configure, style: str
):
    """It may quote what a gateway said."""
    stderr = configure(style=style)
    _log().error(
        "failed", exc_info=ValueError("\x1b[2J\u202e" + "x" * 100_000 + "\n2026-01-01 [info] all is well")
    )

    shown = stderr.getvalue()
    lines = shown.splitlines()

    assert "\x1b" not in shown
    assert "\u202e" not in shown
    assert len(shown) < 10_000
    assert len(lines) == 1 if style == "json" else all(line.startswith("  ") for line in lines[1:])


@pytest.mark.parametrize("style", ["json", "console"])
@pytest.mark.parametrize(
    "hostile",
    [
        "\x1b[31mred\r\n2026 [info] forged",
        ["\x1b[31m", ("\u202e",)],
        {"\x1b[31m": {"\u2028": "\x9b"}},
        ValueError("\x1b[31m"),
        b"\x1b[31m",
        "\ud800",
        "x" * 1_000_000,
        ["x" * 1_000_000] * 1_000,
    ],
    ids=["text", "list", "mapping", "exception", "bytes", "surrogate", "long", "longer"],
)
def test_values_are_escaped_and_bounded(configure: Configure, style: str, hostile: object):
    """Whatever a model or gateway put there: one line, printable, not endless."""
    stderr = configure(style=style)
    _log().info("reply", text=hostile)
    shown = stderr.getvalue()

    assert shown.count("\n") == 1
    assert shown.rstrip("\n").isprintable()
    assert len(shown) < 110_000


def test_a_librarys_arguments_are_escaped_too(configure: Configure):
    """Uvicorn and asyncio quote what came over the wire."""
    stderr = configure()
    logging.getLogger("uvicorn.error").error(
        "Invalid request from %s", "\x1b[31m", extra={"color_message": "\x1b"}
    )
    (entry,) = _entries(stderr)

    assert entry["event"] == r"Invalid request from \x1b[31m"
    assert "color_message" not in entry


@pytest.mark.parametrize(
    ("style", "terminal", "form", "without_color"),
    [
        ("auto", False, "json", "json"),
        ("auto", True, "colour", "plain"),
        ("console", False, "plain", "plain"),
        ("console", True, "colour", "plain"),
        ("json", True, "json", "json"),
    ],
)
def test_the_form_follows_the_terminal_and_no_color(
    configure: Configure, style: str, *, terminal: bool, form: str, without_color: str
):
    """JSON where nobody watches; colours on a terminal alone, and not against the user's word."""
    for no_color, expected in (("", form), ("1", without_color)):
        with pytest.MonkeyPatch.context() as environment:
            environment.setenv("NO_COLOR", no_color)
            stderr = configure("info", style, terminal=terminal)
        _log().info("hello")
        shown = stderr.getvalue()

        assert ("json" if shown[0] == "{" else "colour" if "\x1b[" in shown else "plain") == expected
        assert "hello" in shown


def test_setting_up_twice_says_everything_once(configure: Configure):
    """The command line sets up before the daemon does."""
    configure("debug", "console")
    stderr = configure("info", "json")
    _log().info("once")
    _log().debug("never")

    assert [entry["event"] for entry in _entries(stderr)] == ["once"]
