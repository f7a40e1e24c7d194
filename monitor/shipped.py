"""Files that ship with Eyechart and are no code: where they are, in a wheel and in a checkout."""

from pathlib import Path

_HERE = Path(__file__).parent
# The wheel carries the chart's files beside this module; a checkout has them in the chart alone.
_PLACES = (_HERE, _HERE.parent / "helm" / "eyechart")


def shipped(folder: str, pattern: str) -> tuple[Path, ...]:
    """The files of `folder` (`rules` or `dashboards`) that match `pattern`, sorted by name.

    Raises:
        FileNotFoundError: this installation carries none.
    """
    for place in _PLACES:
        if files := tuple(sorted((place / folder).glob(pattern))):
            return files
    raise FileNotFoundError(f"no {folder} in {' or '.join(map(str, _PLACES))}")
