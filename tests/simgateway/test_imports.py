"""The simulator judges itself by nobody's code but its own."""

import ast
import sys
from pathlib import Path

import pytest

import simgateway

_FILES = sorted(Path(simgateway.__file__).parent.rglob("*.py"))
_ALLOWED = {"PIL", "starlette", "uvicorn", "simgateway"}
_FOREIGN = {"probes", "monitor", "httpx", "numpy", "pydantic"}


def _imported(file: Path) -> set[str]:
    nodes = list(ast.walk(ast.parse(file.read_text())))
    plain = {alias.name for node in nodes if isinstance(node, ast.Import) for alias in node.names}
    from_ = {node.module or "" for node in nodes if isinstance(node, ast.ImportFrom)}
    return {name.partition(".")[0] for name in plain | from_}


@pytest.mark.parametrize("file", _FILES, ids=lambda file: file.stem)
def test_neither_package_is_imported(file: Path) -> None:
    """What reads the pixels must not share a bug with what draws them."""
    imported = _imported(file)

    assert not imported & _FOREIGN
    assert imported <= _ALLOWED | set(sys.stdlib_module_names)
