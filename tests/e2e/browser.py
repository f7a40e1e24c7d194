"""Chromium as a reader has it, driven over the DevTools protocol: what a page did, and how it looks.

The protocol is JSON over one websocket: commands have numbers and are answered under them, everything else
is an event. Each visit has a context of its own, so nothing is kept from one to the next. Nothing here needs
scripts to run in the page: a page is to work without.
"""

import asyncio
import base64
import contextlib
import itertools
import json
import tempfile
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import aiohttp

from tests.real import require

_FLAGS = (
    "--headless",
    "--no-sandbox",  # tests may run as root, in a container without user namespaces
    "--disable-gpu",
    "--disable-quic",
    "--disable-dev-shm-usage",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--hide-scrollbars",
    "--remote-debugging-port=0",
)
_LONGEST = 60.0
_TALLEST = 8_000
_ADDRESS = b"DevTools listening on "

Event = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Screen:
    """What a page is shown on: its size in CSS pixels, light or dark, and whether scripts run."""

    width: int
    height: int
    dark: bool = False
    scripts: bool = True

    @property
    def name(self) -> str:
        """A word for file names."""
        return f"{'phone' if self.width < 600 else 'desktop'}-{'dark' if self.dark else 'light'}"


PHONE, DESKTOP = (390, 844), (1280, 900)
SCREENS = tuple(Screen(*size, dark=dark) for size in (PHONE, DESKTOP) for dark in (False, True))


@dataclass(frozen=True, slots=True)
class Visit:
    """A page that was loaded: everything wrong, everything fetched, its markup and size, and a picture."""

    status: int
    problems: tuple[str, ...]
    requests: tuple[str, ...]
    markup: str
    content_width: float
    png: bytes

    def outside(self, origin: str) -> tuple[str, ...]:
        """What was fetched from elsewhere than `origin`."""
        return tuple(url for url in self.requests if not url.startswith(f"{origin}/"))


@dataclass(slots=True)
class _Session:
    """One tab: commands out, events in."""

    wire: "_Wire"
    id: str
    events: list[Event] = field(default_factory=list)
    news: asyncio.Event = field(default_factory=asyncio.Event)

    async def ask(self, method: str, **params: Any) -> dict[str, Any]:
        return await self.wire.ask(method, params, session=self.id)

    def all(self, method: str) -> Iterator[dict[str, Any]]:
        """What the events of a name brought so far."""
        return (event["params"] for event in self.events if event["method"] == method)

    async def wait(self, method: str, **wanted: Any) -> None:
        """Until an event of a name has come that holds what is `wanted`."""
        while not any(wanted.items() <= params.items() for params in self.all(method)):
            self.news.clear()
            await asyncio.wait_for(self.news.wait(), _LONGEST)


@dataclass(slots=True)
class _Wire:
    """The websocket: pairs answers with commands and hands events to their tab."""

    socket: aiohttp.ClientWebSocketResponse
    sessions: dict[str, _Session] = field(default_factory=dict)
    _answers: dict[int, asyncio.Future[dict[str, Any]]] = field(default_factory=dict)
    _numbers: Iterator[int] = field(default_factory=lambda: itertools.count(1))

    async def ask(self, method: str, params: dict[str, Any], session: str | None = None) -> dict[str, Any]:
        number = next(self._numbers)
        self._answers[number] = asyncio.get_running_loop().create_future()
        command = {"id": number, "method": method, "params": params}
        await self.socket.send_json(command | ({"sessionId": session} if session else {}))
        answer = await asyncio.wait_for(self._answers[number], _LONGEST)
        assert "error" not in answer, f"{method}: {answer['error']}"
        result: dict[str, Any] = answer["result"]
        return result

    async def listen(self) -> None:
        async for message in self.socket:
            said = json.loads(message.data)
            if "id" in said:
                self._answers.pop(said["id"]).set_result(said)
            elif tab := self.sessions.get(said.get("sessionId", "")):
                tab.events.append(said)
                tab.news.set()


class Browser:
    """A running Chromium."""

    def __init__(self, wire: _Wire) -> None:
        self._wire = wire

    async def visit(self, url: str, screen: Screen) -> Visit:
        """Load `url` on `screen` until nothing more is fetched, and look at it from top to bottom."""
        context = (await self._wire.ask("Target.createBrowserContext", {}))["browserContextId"]
        tab = await self._tab(context)
        await _emulate(tab, screen)
        loader = (await tab.ask("Page.navigate", url=url))["loaderId"]
        await tab.wait("Page.lifecycleEvent", name="networkIdle", loaderId=loader)
        seen = await _looked(tab, screen)
        await self._wire.ask("Target.disposeBrowserContext", {"browserContextId": context})
        return seen

    async def _tab(self, context: str) -> _Session:
        wanted = {"url": "about:blank", "browserContextId": context}
        target = (await self._wire.ask("Target.createTarget", wanted))["targetId"]
        attached = await self._wire.ask("Target.attachToTarget", {"targetId": target, "flatten": True})
        tab = self._wire.sessions[attached["sessionId"]] = _Session(self._wire, attached["sessionId"])
        for domain in ("Page", "Network", "Log", "Runtime", "Audits", "DOM"):
            await tab.ask(f"{domain}.enable")
        await tab.ask("Page.setLifecycleEventsEnabled", enabled=True)
        return tab


async def _emulate(tab: _Session, screen: Screen) -> None:
    scheme = {"name": "prefers-color-scheme", "value": "dark" if screen.dark else "light"}
    size = {"width": screen.width, "height": screen.height, "mobile": screen.width < 600}
    await tab.ask("Emulation.setDeviceMetricsOverride", deviceScaleFactor=1, **size)
    await tab.ask("Emulation.setEmulatedMedia", features=[scheme])
    await tab.ask("Emulation.setScriptExecutionDisabled", value=not screen.scripts)


async def _looked(tab: _Session, screen: Screen) -> Visit:
    sizes = (await tab.ask("Page.getLayoutMetrics"))["cssContentSize"]
    clip = {"x": 0, "y": 0, "width": screen.width, "height": min(sizes["height"], _TALLEST), "scale": 1}
    shot = await tab.ask("Page.captureScreenshot", format="png", captureBeyondViewport=True, clip=clip)
    root = (await tab.ask("DOM.getDocument"))["root"]["nodeId"]
    markup = (await tab.ask("DOM.getOuterHTML", nodeId=root))["outerHTML"]
    responses = [event["response"] for event in tab.all("Network.responseReceived")]
    fetched = (event["request"]["url"] for event in tab.all("Network.requestWillBeSent"))
    return Visit(
        status=responses[0]["status"],
        problems=tuple(_problems(tab)),
        requests=tuple(url for url in fetched if urlsplit(url).scheme != "data"),
        markup=markup,
        content_width=sizes["width"],
        png=base64.b64decode(shot["data"]),
    )


def _problems(tab: _Session) -> Iterator[str]:
    """Messages, exceptions, violations of the policy, and what could not be fetched."""
    for event in tab.all("Log.entryAdded"):
        yield f"{event['entry']['source']}: {event['entry']['text']}"
    for event in tab.all("Runtime.consoleAPICalled"):
        yield f"console: {event['args']}"
    for event in tab.all("Runtime.exceptionThrown"):
        yield f"exception: {event['exceptionDetails']['text']}"
    for event in tab.all("Audits.issueAdded"):
        yield f"issue: {json.dumps(event['issue'])}"
    for event in tab.all("Network.loadingFailed"):
        yield f"not loaded: {event['errorText']} {event.get('blockedReason', '')}"


@contextlib.asynccontextmanager
async def chromium() -> AsyncIterator[Browser]:
    """A Chromium with a profile of its own, gone with the block; skips where there is none."""
    program = require("chromium")
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as profile:
        process = await asyncio.create_subprocess_exec(
            program,
            *_FLAGS,
            f"--user-data-dir={profile}",
            stderr=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.DEVNULL,
            env={"PATH": "/usr/bin:/bin", "HOME": profile, "LANG": "C.UTF-8"},
        )
        try:
            async with _connected(process) as wire:
                yield Browser(wire)
                await wire.ask("Browser.close", {})
        finally:
            with contextlib.suppress(ProcessLookupError):
                process.terminate()
            await process.wait()


@contextlib.asynccontextmanager
async def _connected(process: asyncio.subprocess.Process) -> AsyncIterator[_Wire]:
    assert process.stderr is not None
    address = await asyncio.wait_for(_address(process.stderr), _LONGEST)
    draining = asyncio.create_task(process.stderr.read())
    async with aiohttp.ClientSession() as http, http.ws_connect(address, max_msg_size=0) as socket:
        wire = _Wire(socket)
        listening = asyncio.create_task(wire.listen())
        try:
            yield wire
        finally:
            listening.cancel()
            draining.cancel()
            await asyncio.gather(listening, draining, return_exceptions=True)


async def _address(stderr: asyncio.StreamReader) -> str:
    """Where the browser listens: it says so once, among its complaints."""
    while line := await stderr.readline():
        if line.startswith(_ADDRESS):
            return line.removeprefix(_ADDRESS).decode().strip()
    raise AssertionError("chromium ended before it listened")


def keep(png: bytes, folder: Path, name: str) -> None:
    """Keep a screenshot, for people to look at."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / f"{name}.png").write_bytes(png)
