"""Lists of models that others keep: whose they are, and whether anything can come of them."""

from collections.abc import Iterator

from monitor.config.checks.found import Found
from monitor.config.draft import Draft
from monitor.config.problems import nearest, shown
from monitor.config.template import default_kind
from monitor.config.tree import Loc
from monitor.discovery.source import Kind


def gateways_known(draft: Draft) -> Iterator[Found]:
    """Each list is of a gateway of this file, be that faulty or not."""
    known = draft.tree.data.get("gateways")
    if not isinstance(known, dict):
        return
    for loc, entry in draft.discoveries():
        if entry.gateway is not None and entry.gateway not in known:
            message = f"no gateway {shown(entry.gateway)}"
            yield Found((*loc, "gateway"), message, nearest(entry.gateway, known))


def named_apart(draft: Draft) -> Iterator[Found]:
    """Metrics tell lists apart by their names."""
    first: dict[str, Loc] = {}
    for loc, entry in draft.discoveries():
        other = first.setdefault(entry.full_name, loc)
        if other != loc:
            message = f"duplicate name {shown(entry.full_name)}, first on line {draft.tree.line(other)}"
            yield Found((*loc, "name") if entry.name else loc, message, "give one of them another name")


def nothing_declared(draft: Draft) -> Iterator[Found]:
    """OpenAI's own list says nothing of pictures; only some gateways add what their models take."""
    for loc, entry in draft.discoveries():
        gateway = draft.file.gateways.get(entry.gateway or "")
        usual = default_kind(gateway.protocol if gateway is not None else "")
        plain = (entry.kind or usual) == Kind.OPENAI and not (entry.file_sd or entry.http_sd)
        if plain and entry.assume == "declared":
            message = "a list in OpenAI's form need not declare what sees pictures: nothing may be probed"
            yield Found(loc, message, "say assume: vision with include, or see eyechart discover")
