"""People and programs who read the status site all the time, and what each of them was told.

Whoever was told of an incident is told of it ever after: a document that lacks it, or lacks one of its
updates, is noted, whenever it is served.
"""

import contextlib
import http.client
import json
import re
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

from lxml import etree

from tests.e2e.eyechart import fetch

_ATOM = {"a": "http://www.w3.org/2005/Atom"}
# Feeds name the newest 50 incidents, a page links the open ones.
_MOST = 50

Address = tuple[str, int]
Said = tuple[str, str, str]


@dataclass(slots=True)
class Reader:
    """One listener's reader. `told` are the updates of each incident, oldest first, by incident."""

    address: Address
    told: dict[str, list[Said]] = field(default_factory=dict)
    missed: list[str] = field(default_factory=list)
    answers: int = 0
    news: threading.Event = field(default_factory=threading.Event)

    def look(self) -> None:
        """Read every document once; nobody may be there."""
        for path, read in _DOCUMENTS.items():
            with contextlib.suppress(OSError, http.client.HTTPException):
                answer = fetch(self.address, path)
                if answer.status == 200:
                    self.answers += 1
                    read(self, answer.body)
                else:
                    self.missed.append(f"{path}: {answer.status} {answer.body[:200]}")

    def _incidents(self, body: str) -> None:
        shown = {row["id"]: _said(row) for row in json.loads(body)["incidents"]}
        self._nothing_is_gone("incidents.json", shown.keys())
        for key, said in shown.items():
            known = self.told.get(key, [])
            if said[: len(known)] != known:
                self.missed.append(f"{key}: {known} became {said}")
            elif said != known:
                self.told[key] = said
                self.news.set()

    def _atom(self, body: str) -> None:
        feed = etree.fromstring(body.encode())
        links = feed.xpath("//a:entry/a:link/@href", namespaces=_ATOM)
        self._nothing_is_gone("history.atom", {link.rpartition("/")[2] for link in links})

    def _page(self, body: str) -> None:
        shown = set(re.findall(r'href="/incidents/([a-z2-7]{12})"', body))
        unresolved = {key for key, said in self.told.items() if said[-1][1] != "resolved"}
        # What was open when it was last read may have been resolved long ago, and be on no page any more.
        if unresolved and not shown:
            self.missed.append(f"/: none of {sorted(unresolved)}")

    def _nothing_is_gone(self, path: str, shown: Any) -> None:
        gone = self.told.keys() - set(shown)
        if gone and len(shown) < _MOST:
            self.missed.append(f"{path}: {sorted(gone)} not among {len(shown)}")


_DOCUMENTS: dict[str, Callable[[Reader, str], None]] = {
    "/api/v2/incidents.json": Reader._incidents,
    "/history.atom": Reader._atom,
    "/": Reader._page,
}


def _said(incident: dict[str, Any]) -> list[Said]:
    told = ((each["id"], each["status"], each["body"]) for each in incident["incident_updates"])
    return list(told)[::-1]


@contextlib.contextmanager
def reading_on(reader: Reader) -> Iterator[None]:
    """`reader` reads on and on while the block runs."""
    over = threading.Event()

    def read() -> None:
        while not over.wait(0.02):
            reader.look()

    thread = threading.Thread(target=read)
    thread.start()
    try:
        yield
    finally:
        over.set()
        thread.join()
