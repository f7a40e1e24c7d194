"""Overviews for the tests of feeds and listeners: one fixed, empty ones, hostile ones, and any at all."""

from dataclasses import replace

from hypothesis import strategies as st

from monitor.health import State
from monitor.incidents.incident import Phase
from monitor.site.view import Audience, Condition, Impact, Notice, Overview, Planned, Service, Told

AT = 1_795_178_970.346
PUBLIC = Audience(public=True, title="Example Status", url="https://status.example")
HOSTILE = {
    "html": "<script>alert(1)</script><img src=x onerror=alert(2)>&amp;",
    "cdata": "]]>]]&gt;<!-- --><?xml ?><!DOCTYPE a [<!ENTITY b 'c'>]>&b;",
    "ansi": "\x1b[31mred\x1b[0m\x07\x9b1m",
    "rtl": "\u202egnp.exe\u2066\u200f",
    "nul": "a\x00b\x01\x0b\ufffe\uffff",
    "surrogates": "\ud800 and \udfff",
    "quotes": "\"'`--></title>\\u0000",
    "lines": "a\r\nb\u2028c\u2029d\x85e\tf",
    "huge": "<&" * 524_288,
    "address": "http://address.invalid/x",
    "empty": "",
}


def service(name: str = "Captions", state: State = State.UP, **more: object) -> Service:
    """A service; whatever is not said is well."""
    conditions = {State.UP: Condition.OPERATIONAL, State.DOWN: Condition.MAJOR_OUTAGE}
    made = Service(
        id="aaaabbbbcccc",
        slug="captions",
        name=name,
        group="Main",
        state=state,
        condition=conditions.get(state, Condition.DEGRADED),
        sentence="Pictures arrive and are read.",
        since=AT - 7_200,
        created_at=AT - 864_000,
        updated_at=AT - 60,
        verified_at=AT - 60,
        days=(),
        uptimes={"24h": 0.91666, "7d": 0.99999, "30d": 1.0, "90d": None},
    )
    return replace(made, **more)  # type: ignore[arg-type]  # a test says what it likes


def notice(of: Service | None, *phases: Phase, number: int = 0, opened: float = AT - 7_200) -> Notice:
    """An incident that came through `phases`, one in ten minutes."""
    told = [
        Told(f"u{number:08}{place:03}", opened + 600 * place, phase, f"It is {phase.value}.")
        for place, phase in enumerate(phases)
    ]
    over = phases[-1] is Phase.RESOLVED
    return Notice(
        id=f"n{number:011}",
        title="Captions: pictures do not reach the model",
        service=of,
        impact=Impact.CRITICAL,
        phase=phases[-1],
        opened_at=opened,
        updated_at=told[-1].at,
        monitoring_at=next((one.at for one in told if one.phase is Phase.RECOVERING), None),
        resolved_at=told[-1].at if over else None,
        updates=tuple(reversed(told)),
        condition=Condition.MAJOR_OUTAGE,
    )


_DOWN = service("Captions", State.DOWN)
FIXED = Overview(
    at=AT,
    audience=PUBLIC,
    banner="Major Service Outage: 1 of 3 services",
    impact=Impact.CRITICAL,
    services=(
        _DOWN,
        service("Receipts & forms", id="aaaabbbbdddd", slug="receipts"),
        service("Alone", State.UNKNOWN, id="aaaabbbbeeee", slug="alone", group=""),
    ),
    notices=(
        notice(_DOWN, Phase.OPENED, Phase.CONFIRMED, number=2),
        notice(None, *Phase, number=1, opened=AT - 90_000),
    ),
    created_at=AT - 864_000,
)


def planned(*, number: int = 0, opened: bool = True) -> Planned:
    """A maintenance of the first service of the fixed overview, of two hours."""
    begins = AT - 600 if opened else AT + 600
    return Planned(f"p{number:011}", begins, begins + 7_200, opened, "New disks", FIXED.services[:1])


EMPTY = Overview(AT, PUBLIC, "Nothing is watched yet", Impact.NONE, (), (), AT)


def hostile(text: str) -> Overview:
    """The fixed overview with `text` wherever a text may stand."""
    bad = replace(_DOWN, name=text, group=text, sentence=text)
    first = FIXED.notices[0]
    told = tuple(replace(one, text=text) for one in first.updates)
    return replace(
        FIXED,
        banner=text,
        audience=replace(PUBLIC, title=text),
        services=(bad, *FIXED.services[1:]),
        notices=(replace(first, title=text, service=bad, updates=told), *FIXED.notices[1:]),
    )


_TIMES = st.floats(0, 4e9)
_TEXTS = st.text(st.characters(), max_size=30)
_SERVICES = st.builds(
    service,
    _TEXTS,
    st.sampled_from(State),
    id=st.text("abcdefghijklmnopqrstuvwxyz234567", min_size=12, max_size=12),
    group=st.sampled_from(["", "One", "Two"]) | _TEXTS,
    condition=st.sampled_from(Condition),
    sentence=_TEXTS,
    created_at=_TIMES,
    updated_at=_TIMES,
)


@st.composite
def overviews(draw: st.DrawFn) -> Overview:
    """Any overview that the site could make."""
    services = tuple(draw(st.lists(_SERVICES, max_size=4, unique_by=lambda one: one.id)))
    of = st.sampled_from([None, *services])
    later = st.lists(st.sampled_from(Phase), max_size=4)
    notices = tuple(
        notice(draw(of), Phase.OPENED, *draw(later), number=number, opened=draw(_TIMES))
        for number in range(draw(st.integers(0, 3)))
    )
    audience = Audience(draw(st.booleans()), draw(_TEXTS), draw(st.sampled_from(["", PUBLIC.url])))
    impact = draw(st.sampled_from(Impact))
    return Overview(AT, audience, draw(_TEXTS), impact, services, notices, draw(_TIMES))
