"""What ships beside the code is found, or its absence is told."""

import json

import pytest

from monitor.shipped import shipped


@pytest.mark.parametrize(("folder", "pattern"), [("rules", "*.yaml"), ("dashboards", "*.json")])
def test_what_ships_is_found_in_a_checkout(folder: str, pattern: str) -> None:
    """Sorted by name, so that the rules as one file are always the same."""
    files = shipped(folder, pattern)

    assert files == tuple(sorted(files))
    assert all(file.stat().st_size for file in files)


def test_what_does_not_ship_is_an_error_with_the_places_searched() -> None:
    """Never an empty answer: no rules at all would look like rules that never fire."""
    with pytest.raises(FileNotFoundError, match=r"no songs in .*monitor or .*helm/eyechart"):
        shipped("songs", "*.mid")


def test_there_is_one_dashboard() -> None:
    """The command line prints it without asking which."""
    (file,) = shipped("dashboards", "*.json")

    assert json.loads(file.read_text())["uid"]
