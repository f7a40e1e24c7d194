"""One run as a page of its own, to be sent to whoever runs the gateway: it needs nothing from anywhere.

Pictures stand in it as data, the style sheet too, and its own policy forbids scripts and every request:
what a model said can neither run nor call home. It is readable without colours and on paper.
"""

import base64
import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass
from importlib.resources import files

from markupsafe import Markup

from monitor.diagnosis import HEAD, Diagnosis
from monitor.record import Image, Record
from monitor.result import Result
from monitor.safety.plain import plain
from monitor.site.pages import TEMPLATES
from monitor.site.wording import REASONS
from monitor.telling.report import expected

_STYLE = files("monitor.site").joinpath("ticket.css").read_text(encoding="utf-8")
_POLICY = (
    "default-src 'none'; img-src data:; base-uri 'none'; form-action 'none'; style-src 'sha256-"
    + base64.b64encode(hashlib.sha256(_STYLE.encode()).digest()).decode()
    + "'"
)
_LONGEST_LINE, _MOST_LINES = 4_000, 400
_TICKET = TEMPLATES.get_template("ticket.html")


@dataclass(frozen=True, slots=True)
class Arm:
    """Another request of the same slot, to compare with: its arm, what it should have said, what it did."""

    result: Result
    expected: str


@dataclass(frozen=True, slots=True)
class Ticket:
    """What the page is made of. `pictures` are the pictures as they were sent, with their bytes.

    `question` is what was asked in words, `system` what stood before it; `repeat` is a shell command that
    asks the same again. All of it may hold what a model or a gateway has said.
    """

    result: Result
    record: Record
    pictures: tuple[tuple[Image, bytes], ...]
    question: str
    system: str
    repeat: str
    beside: tuple[Arm, ...] = ()
    found: Diagnosis | None = None


def page(ticket: Ticket) -> str:
    """The ticket as HTML. A lone surrogate and the like appear as escapes, so that it can be encoded."""
    result, record = ticket.result, ticket.record
    return _TICKET.render(
        ticket=ticket,
        result=result,
        record=record,
        verdict=result.verdict,
        sentence=REASONS[result.verdict.reason],
        expected=expected(result),
        pictures=[(image, _data(image, content)) for image, content in ticket.pictures],
        question=_lines(ticket.question),
        system=_lines(ticket.system),
        repeat=_lines(ticket.repeat),
        sent=_lines(_indented(record.sent.body)),
        came=_lines(_indented(record.came.body)),
        style=Markup(_STYLE),  # noqa: S704 - a file of ours, which the policy knows by its hash
        policy=_POLICY,
        head=HEAD,
    )


def _data(image: Image, content: bytes) -> str:
    return f"data:{image.media_type};base64,{base64.b64encode(content).decode()}"


def _indented(body: str) -> str:
    """A JSON document as people read it; anything else as it is."""
    try:
        return json.dumps(json.loads(body), ensure_ascii=False, indent=2)
    except (ValueError, RecursionError):
        return body


def _lines(text: str) -> list[str]:
    """Lines of bounded length and number, harmless each."""
    lines = text.splitlines()
    more = [f"… {len(lines) - _MOST_LINES} more lines"] if len(lines) > _MOST_LINES else []
    return [*_plain(lines[:_MOST_LINES]), *more]


def _plain(lines: Iterable[str]) -> list[str]:
    return [plain(line, limit=_LONGEST_LINE) for line in lines]
