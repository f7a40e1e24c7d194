"""The home of ruamel.yaml: a text becomes plain values, and every value keeps its place.

YAML 1.2 is read into its node tree, never into objects. One walk over the tree makes the values and refuses
what YAML allows and a configuration does not need: duplicate keys, tags, merge keys, and aliases that
expand without bound.
"""

import re
from collections.abc import Callable
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError
from ruamel.yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

from monitor.config.content import mark_at, refusal
from monitor.config.problems import ConfigError, Problem
from monitor.config.tree import Loc, Mark, Tree, dotted

MOST_VALUES = 100_000
MOST_LEVELS = 32

# --- from text to nodes --------------------------------------------------------------------------

# YAML 1.2, 5.1: the characters a stream may hold; the rest must be escaped inside double quotes.
_UNPRINTABLE = re.compile("[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_DIRECTIVE = re.compile("^%", re.MULTILINE)

# What the parser says (a part of it), what we say, and what helps. The parser's words may repeat the file,
# which may hold a secret where none belongs; ours do not.
_SYNTAX: tuple[tuple[str, str, str], ...] = (
    ("'\\t'", "a tab cannot indent YAML", "use spaces"),
    (
        "mapping values are not allowed",
        "a ':' where no key can stand",
        "check the indentation, or quote the value",
    ),
    ("undefined alias", "an alias without its anchor", "quote a value that begins with '*'"),
    ("cannot start any token", "a value cannot begin with this character", "put it in quotes"),
    ("another document", "a second YAML document", "one file holds one configuration"),
    ("maximum depth", f"nested deeper than {MOST_LEVELS} levels", ""),
    ("<stream end>", "a bracket or brace that is never closed", ""),
    ("end of stream", "a quote that is never closed", ""),
    ("<block end>", "does not line up with the lines above", "check the indentation"),
    ("could not find expected ':'", "a key without its ':'", ""),
    ("expected ',' or", "a ',' or closing bracket is missing", ""),
    ("tag handle", "tags are not supported", ""),
)
_OPENED = ("<stream end>", "end of stream")


def compose(text: str, file: str) -> tuple[Tree, tuple[Problem, ...]]:
    """The tree of `text`, a configuration, and what is wrong with it as YAML though it can be read.

    Raises:
        ConfigError: it cannot be read at all: the one problem that stopped it.
    """
    tree, problems = plant(text, file)
    if not isinstance(tree.data, dict):
        raise ConfigError([tree.problem((), "must be a mapping with gateways: and routes:")])
    return tree, problems


def plant(text: str, file: str) -> tuple[Tree, tuple[Problem, ...]]:
    """The tree of `text`, whatever it is, and what is wrong with it as YAML though it can be read.

    Raises:
        ConfigError: it cannot be read at all.
    """
    _refuse_match(_UNPRINTABLE, text, file, "a control character", "")
    _refuse_match(_DIRECTIVE, text, file, "YAML directives are not supported", "remove the line")
    yaml = _yaml()
    node = _node(yaml, text, file)
    if node is None:
        raise refusal(file, (1, 1), "is empty", "it needs gateways: and routes:")
    walk = _Walk(file, yaml.constructor.construct_object)
    data = walk.value(node, ())
    return Tree(file, data, walk.keys, walk.values, frozenset(walk.spoiled)), tuple(walk.problems)


def _yaml() -> YAML:
    yaml = YAML(typ="safe", pure=True)
    yaml.max_depth = MOST_LEVELS
    yaml.composer.warn_double_anchors = False  # a re-used anchor is plain YAML 1.2
    return yaml


def _node(yaml: YAML, text: str, file: str) -> Node | None:
    try:
        node: Node | None = yaml.compose(text)
    except MarkedYAMLError as error:
        raise _syntax_error(error, file) from None  # its message quotes the file
    except Exception as error:  # noqa: BLE001 - hostile text makes ruamel leak OverflowError and its like
        raise refusal(file, (1, 1), "is not valid YAML", type(error).__name__) from None
    return None if isinstance(node, ScalarNode) and not node.value else node


def _syntax_error(error: MarkedYAMLError, file: str) -> ConfigError:
    said = error.problem or ""
    message, hint = next(
        ((ours, hint) for part, ours, hint in _SYNTAX if part in said), ("unreadable here", "")
    )
    opened = any(part in said for part in _OPENED)
    mark = (error.context_mark if opened else None) or error.problem_mark
    place = (mark.line + 1, mark.column + 1) if mark else (1, 1)
    return refusal(file, place, f"not valid YAML: {message}", hint)


def _refuse_match(pattern: re.Pattern[str], text: str, file: str, message: str, hint: str) -> None:
    found = pattern.search(text)
    if found:
        raise refusal(file, mark_at(text, found.start()), message, hint)


# --- from nodes to values ------------------------------------------------------------------------

_TAG = "tag:yaml.org,2002:"
_MERGE = _TAG + "merge"
# Dates and a lone "=" have types of their own in YAML; here they are the text they look like.
_AS_TEXT = (_TAG + "str", _TAG + "timestamp", _TAG + "value")
_AS_PARSED = (_TAG + "null", _TAG + "bool", _TAG + "int", _TAG + "float")


class _Walk:
    """One pass over the node tree. Aliases share nodes, so `MOST_VALUES` is what bounds their expansion."""

    def __init__(self, file: str, construct: Callable[[Node], Any]) -> None:
        self.file = file
        self.construct = construct
        self.keys: dict[Loc, Mark] = {}
        self.values: dict[Loc, Mark] = {}
        self.spoiled: set[Loc] = set()
        self.problems: list[Problem] = []

    def value(self, node: Node, loc: Loc) -> Any:
        """The plain value of `node`, with the place of everything below it noted."""
        self.values[loc] = _mark(node)
        if len(self.values) > MOST_VALUES or len(loc) > MOST_LEVELS:
            most = f"{MOST_VALUES} values or {MOST_LEVELS} levels"
            raise refusal(self.file, _mark(node), f"more than {most}, with every alias written out")
        if isinstance(node, MappingNode) and node.tag == _TAG + "map":
            return self._mapping(node, loc)
        if isinstance(node, SequenceNode) and node.tag == _TAG + "seq":
            return [self.value(item, (*loc, index)) for index, item in enumerate(node.value)]
        return self._scalar(node, loc)

    def _mapping(self, node: MappingNode, loc: Loc) -> dict[str, Any]:
        mapping: dict[str, Any] = {}
        for key, item in node.value:
            if not isinstance(key, ScalarNode) or key.tag == _MERGE:
                self._complain(key, loc, "only plain keys are supported", "write merged values out")
            elif key.value in mapping:
                first = self.keys[*loc, key.value][0]
                self._complain(key, (*loc, key.value), f"duplicate key, first on line {first}")
            else:
                mapping[key.value] = self._entry(key, item, (*loc, key.value))
        return mapping

    def _entry(self, key: ScalarNode, item: Node, loc: Loc) -> Any:
        self.keys[loc] = _mark(key)
        value = self.value(item, loc)
        if value is None and isinstance(item, ScalarNode) and not item.value:
            # The parser places an absent value at the next token, which may be lines away.
            self.values[loc] = _mark(key)
        return value

    def _scalar(self, node: Node, loc: Loc) -> Any:
        if isinstance(node, ScalarNode) and node.tag in _AS_TEXT:
            return node.value
        if isinstance(node, ScalarNode) and node.tag in _AS_PARSED:
            try:
                return self.construct(node)
            except (ValueError, LookupError):
                self._complain(
                    node, loc, "is not the number or word that YAML takes it for", "put it in quotes"
                )
                return None
        self._complain(node, loc, "tags are not supported", "quote a value that begins with '!'")
        return None

    def _complain(self, node: Node, loc: Loc, message: str, hint: str = "") -> None:
        self.spoiled.add(loc)
        self.problems.append(Problem(self.file, *_mark(node), dotted(loc), message, hint))


def _mark(node: Node) -> Mark:
    return node.start_mark.line + 1, node.start_mark.column + 1
