"""What the pages show is what the charts take: their examples are rendered as they stand there."""

import re
import shutil
from pathlib import Path

import pytest
import yaml

from tests.helm.engine import CHART, LIBRARY, ROOT, Document, render
from tests.helm.test_configuration import check

_DOCS = ROOT / "docs"
_BLOCK = re.compile(r"```yaml\n(.*?)```", re.DOTALL)


def _blocks(page: Path) -> list[str]:
    return _BLOCK.findall(page.read_text())


def _all(page: Path, key: str) -> list[Document]:
    """The examples of `page` that have `key` at their top."""
    plain = (block for block in _blocks(page) if "{{" not in block)
    return [loaded for loaded in map(yaml.safe_load, plain) if key in loaded]


def _loaded(page: Path, key: str) -> Document:
    """The only one of them."""
    (found,) = _all(page, key)
    return found


@pytest.mark.parametrize(
    ("page", "examples"), [(_DOCS / "kubernetes.md", 2), (CHART / "README.md", 1)], ids=["page", "README"]
)
def test_the_values_of_a_page_install(page: Path, examples: int, tmp_path: Path) -> None:
    """They render, and the daemon starts with what they say."""
    found = _all(page, "config")
    assert len(found) == examples
    for values in found:
        rendered = render(values=values)
        assert "warning" not in check(rendered.config, tmp_path)
        assert rendered.one("Deployment")


def test_the_templates_of_the_sidecars_page_are_a_chart(tmp_path: Path) -> None:
    """The blocks of the page, put where their first lines say, are a pod with a sidecar."""
    page = _DOCS / "sidecar.md"
    templates = [block for block in _blocks(page) if "{{" in block]
    chart = tmp_path / "gateway"
    shutil.copytree(LIBRARY, chart / "charts" / "eyechart-sidecar")
    (chart / "templates").mkdir()
    head = {"apiVersion": "v2", "name": "gateway", "version": "1.0.0"}
    (chart / "Chart.yaml").write_text(yaml.safe_dump(head | _loaded(page, "dependencies")))
    for block in templates:
        name = re.match(r"# (templates/\w+\.yaml) of the gateway\n", block)[1]
        kind = (
            "apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: gateway}\n" if "spec:" in block else ""
        )
        (chart / name).write_text(kind + block)

    rendered = render(chart, values=_loaded(page, "eyechart-sidecar"))
    assert [each["name"] for each in rendered.pod["initContainers"]] == ["eyechart"]
    assert "warning" not in check(rendered.config, tmp_path)


def test_every_value_of_the_charts_is_in_the_table() -> None:
    """The page is generated; a value that is not in it would be one that nobody finds."""
    page = (_DOCS / "kubernetes.md").read_text()
    for key in yaml.safe_load((CHART / "values.yaml").read_text()):
        assert f"| `{key}`" in page or f"| `{key}." in page
