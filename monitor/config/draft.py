"""What a file says, as far as it can be told: the schema's complaints, and a draft for the checks to go on.

A file with one wrong value should still be told of its other mistakes, those between values included. So
what the schema refuses is cut out and the rest read again, in a way that draws no false complaints: a wrong
value takes its key with it, a required one gets a stand-in that meets nothing else, and where neither will
do, the entry goes. A draft mended so never becomes a configuration: the complaints stop it.
"""

import contextlib
import copy
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from monitor.config import schema
from monitor.config.images import Images, read_images
from monitor.config.problems import Problem
from monitor.config.schema import (
    DiscoveryEntry,
    EndpointEntry,
    File,
    GatewayEntry,
    RouteEntry,
    SweepEntry,
    TemplateEntry,
)
from monitor.config.tree import Loc, Tree
from monitor.config.wording import describe
from probes.challenges.custom import Question
from probes.presets import Preset
from probes.protocols import WireProtocol
from probes.types import Picture

Error = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """The words that other parts of the program lend to the file."""

    protocols: Mapping[str, WireProtocol]
    presets: Mapping[str, Preset]


@dataclass(frozen=True, slots=True)
class Draft:
    """A file read whole or in part. `rows` are the places of `file.routes` in the file's own list.

    `images` are the pictures of `file.challenges`. `default_store` is where the store goes unless the file
    says; None where the environment names no place. `at` is the Unix time whose prices it goes by.
    """

    tree: Tree
    file: File
    rows: Sequence[int]
    folder: Path
    vocabulary: Vocabulary
    default_store: Path | None = None
    at: float = 0.0
    images: Images = field(default_factory=dict)

    def routes(self) -> Iterator[tuple[Loc, RouteEntry]]:
        """Each route with its place."""
        return ((("routes", row), route) for row, route in zip(self.rows, self.file.routes, strict=True))

    def discoveries(self) -> Iterator[tuple[Loc, DiscoveryEntry]]:
        """Each list of models with its place."""
        return ((("discovery", row), entry) for row, entry in enumerate(self.file.discovery))

    def templates(self) -> Iterator[tuple[Loc, TemplateEntry]]:
        """Each route with its place, and what the routes of each list of models have in common."""
        yield from self.routes()
        for loc, entry in self.discoveries():
            yield (*loc, "route"), entry.route

    def gateways(self) -> Iterator[tuple[Loc, GatewayEntry]]:
        """Each gateway with its place."""
        return ((("gateways", name), gateway) for name, gateway in self.file.gateways.items())

    def endpoints(self) -> Iterator[tuple[Loc, EndpointEntry]]:
        """All that requests go to, with its place: the gateways, and the providers' own endpoints."""
        yield from self.gateways()
        for loc, route in self.routes():
            if route.direct is not None:
                yield (*loc, "direct"), route.direct

    def sweep(self, route: TemplateEntry) -> SweepEntry | None:
        """The presets that take turns down `route`, its own or those of every route."""
        return schema.swept(self.file.defaults.sweep if route.sweep is None else route.sweep)

    def listed(self, loc: Loc, route: TemplateEntry) -> Iterator[tuple[Loc, str]]:
        """Each probe of `route`, which stands at `loc`, with the place that names it."""
        own: list[tuple[Loc, Sequence[str]]] = [
            (
                (*loc, "probes") if route.probes else ("defaults", "probes"),
                route.probes or self.file.defaults.probes,
            )
        ]
        if (sweep := self.sweep(route)) is not None:
            place: Loc = ("defaults", "sweep") if route.sweep is None else (*loc, "sweep")
            own.append((_names_at(self.tree, place), sweep.probes))
        return (((*place, index), name) for place, names in own for index, name in enumerate(names))

    def lists(self) -> Iterator[Iterator[tuple[Loc, str]]]:
        """The probes of each route, and those of a route that says nothing itself."""
        yield self.listed((), TemplateEntry())
        for loc, route in self.templates():
            yield self.listed(loc, route)

    def questions(self) -> Iterator[tuple[str, Question]]:
        """The questions about pictures of the user's own, where these could be read, by name."""
        for name, entry in self.file.challenges.items():
            image = self.images.get(name)
            if isinstance(image, Picture):
                yield name, Question(entry.question, image, entry.accept or (), entry.pattern or "")


def _names_at(tree: Tree, sweep: Loc) -> Loc:
    """Where the names of a sweep stand: in its long form below a key of their own."""
    return (*sweep, "probes") if (*sweep, "probes") in tree.values else sweep


def draft(
    tree: Tree, folder: Path, vocabulary: Vocabulary, default_store: Path | None, at: float
) -> tuple[Draft | None, list[Problem]]:
    """What `tree` says and the schema's problems with it. No draft means that nothing could be saved."""
    result = schema.validate(tree.data)
    if isinstance(result, File):
        whole = Draft(tree, result, range(len(result.routes)), folder, vocabulary, default_store, at)
        return _illustrated(whole), []
    told = (error for error in result if not _foretold(tree, error) and not _emptied(error, result))
    problems = [_problem(tree, error) for error in told]
    mended = _mended(copy.deepcopy(tree.data), result)
    if mended is None:
        return None, problems
    return _illustrated(Draft(tree, *mended, folder, vocabulary, default_store, at)), problems


def _illustrated(found: Draft) -> Draft:
    return replace(found, images=read_images(found.file.challenges, found.folder))


def _problem(tree: Tree, error: Error) -> Problem:
    loc = _place(error)
    # pydantic marks a complaint about a mapping's key so.
    at_key = error["loc"][-1:] == ("[key]",) or error["type"] == "extra_forbidden"
    return tree.problem(loc, *describe(error, _siblings(loc)), at="key" if at_key else "value")


def _foretold(tree: Tree, error: Error) -> bool:
    """Whether the reader of the YAML has complained already, and this is only the consequence."""
    loc = _place(error)
    return loc in tree.spoiled or (error["type"] == "missing" and loc[:-1] in tree.spoiled)


def _emptied(error: Error, errors: Sequence[Error]) -> bool:
    """Whether `error` says that nothing is there, and that is what is wrong with each that is."""
    loc = _place(error)
    within = (place for place in map(_place, errors) if len(place) > len(loc))
    return error["type"] == "too_short" and any(place[: len(loc)] == loc for place in within)


# pydantic's own additions to a place: where it is a key that is wrong, and the tags of unions.
_TAGS = ("[key]", "[text]", "[secret]", "[keys]", "[list]")


def _place(error: Error) -> Loc:
    """Where `error` is, without what pydantic adds."""
    return tuple(each for each in error["loc"] if each not in _TAGS)


def _siblings(loc: Loc) -> Collection[str]:
    part: Mapping[str, Any] = schema.json_schema()
    for key in loc[:-1]:
        part = schema.inside(part, key)
    return schema.properties(part)


# --- mending -------------------------------------------------------------------------------------

# A cut can leave a mapping short of something required, which a second round then mends.
_ROUNDS = 3

# How much of a place is the key that a wrong value takes with it.
_ENTRY_KEY = 3
_KEY_DEPTH = {
    "gateways": _ENTRY_KEY,
    "routes": _ENTRY_KEY,
    "defaults": 2,
    "challenges": 2,
    "prices": 2,
    "store": 2,
    "public": 2,
    "origin": 2,
}

# What stands in for a required value, or one that names its entry; the place makes it unlike any other.
_STAND_INS: dict[tuple[str, str], Callable[[Loc], str]] = {
    ("gateways", "base_url"): lambda _: "https://stand-in.invalid",
    ("routes", "name"): lambda loc: f"stand-in {loc[1]}",
    ("routes", "model"): lambda loc: f"stand-in-{loc[1]}",
}
_GONE = object()


def _mended(data: dict[str, Any], errors: Sequence[Error]) -> tuple[File, Sequence[int]] | None:
    """What can be read of `data`, which is changed, and the places of the routes that are left in it."""
    rows = list(range(len(data["routes"]))) if isinstance(data.get("routes"), list) else []
    for _ in range(_ROUNDS):
        if not all(map(_place, errors)):
            return None  # the file as a whole is wrong, as by a key that is no text
        for error in errors:
            _mend(data, error)
        left = [pair for pair in zip(rows, data.get("routes", ()), strict=True) if pair[1] is not _GONE]
        rows = [row for row, _ in left]
        data = {"gateways": {}, **data, "routes": [route for _, route in left]}
        result = schema.validate(data)
        if isinstance(result, File):
            return result, rows
        errors = result
    return None


def _mend(data: dict[str, Any], error: Error) -> None:
    loc = _place(error)
    stand_in = _STAND_INS.get((str(loc[0]), str(loc[2]))) if len(loc) == _ENTRY_KEY else None
    if stand_in:
        _put(data, loc, stand_in(loc))
    else:
        _put(data, _extent(error, loc), _GONE)


def _extent(error: Error, loc: Loc) -> Loc:
    """What goes because of `error`."""
    if error["type"] == "extra_forbidden":
        return loc
    homeless = error["type"] == "missing" or (loc[0], loc[2:]) == ("routes", ("gateway",))
    return loc[: min(_KEY_DEPTH.get(str(loc[0]), 1), len(loc) - homeless)]


def _put(data: Any, loc: Loc, value: Any) -> None:
    # A place that is not there any more was held by something that an earlier error has cut out.
    with contextlib.suppress(KeyError, IndexError, TypeError):
        for key in loc[:-1]:
            data = data[key]
        if value is _GONE and isinstance(data, dict):
            del data[loc[-1]]
        else:
            data[loc[-1]] = value
