"""One YAML file, validated whole before use: every mistake at once, each with its line, column and key."""

import os
import time
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from monitor.config import schema
from monitor.config.checks import CAUTIONS, CHECKS, run
from monitor.config.content import decode, digest, read
from monitor.config.draft import Vocabulary, draft
from monitor.config.loading import compose
from monitor.config.places import INSTANCE_VARIABLE, default_instance, default_store
from monitor.config.problems import ConfigError, Problem, in_order
from monitor.config.resolve import resolve
from monitor.config.scalars import InvalidValueError
from monitor.config.settings import Address, Config, Keeping, Log, Public
from monitor.config.template import sources
from probes.presets import PRESETS
from probes.protocols import PROTOCOLS

__all__ = [
    "Address",
    "Config",
    "ConfigError",
    "Keeping",
    "Log",
    "Problem",
    "Public",
    "Vocabulary",
    "json_schema",
    "load",
    "parse",
]

VOCABULARY = Vocabulary(protocols=PROTOCOLS, presets=PRESETS)


def load(path: Path, *, vocabulary: Vocabulary = VOCABULARY) -> Config:
    """The configuration in the file at `path`.

    Raises:
        ConfigError: the file cannot be read or used; it holds every problem.
    """
    content = read(path)
    config = parse(decode(content, str(path)), source=path, vocabulary=vocabulary)
    return replace(config, digest=digest(content))


def parse(
    text: str,
    *,
    source: Path,
    vocabulary: Vocabulary = VOCABULARY,
    environ: Mapping[str, str] = os.environ,
) -> Config:
    """The configuration that `text` describes. Relative paths in it start at the folder of `source`.

    Environment names and files that hold secrets are read once, to see that they can be, and not kept. In
    `environ` is the default place of the store, and the instance's name where the file has none.

    Raises:
        ConfigError: `text` cannot be used; it holds every problem.
    """
    tree, problems = compose(text, str(source))
    found, complaints = draft(tree, source.parent, vocabulary, default_store(source, environ), time.time())
    problems = (*problems, *complaints, *(run(CHECKS, found) if found else ()))
    if problems or found is None:
        raise ConfigError(problems)
    config = resolve(found, source, digest(text.encode()), in_order(run(CAUTIONS, found)))
    config = replace(config, discovery=sources(found, config.gateways))
    return config if config.instance else replace(config, instance=_instance(environ))


def _instance(environ: Mapping[str, str]) -> str:
    try:
        return default_instance(environ)
    except InvalidValueError as error:
        raise ConfigError([Problem(INSTANCE_VARIABLE, 0, 0, "", error.message)]) from error


def json_schema() -> dict[str, Any]:
    """The JSON Schema (2020-12) of the file, for editors and for `eyechart schema`."""
    return {**schema.json_schema()}
