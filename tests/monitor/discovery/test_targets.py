"""Prometheus' documents: which gateway and model a target means, and which labels become the route's."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.discovery.models import MOST_LISTED, UnlistedError
from monitor.discovery.targets import targets
from tests.monitor.discovery.listing import source

_SOURCE = source("file_sd: t.json, gateway: main")
_HOMELESS = source("http_sd: https://sd.example/targets")


def _pairs(document: Any, whose=_SOURCE) -> list[tuple[str, str]]:
    return [(model.gateway, model.name) for model in targets(whose, document).models]


@pytest.mark.parametrize(
    ("target", "labels", "meant"),
    [
        ("gpt-4o", {}, ("main", "gpt-4o")),
        ("spare/gpt-4o", {}, ("spare", "gpt-4o")),
        ("openai/gpt-4o", {}, ("main", "openai/gpt-4o")),
        ("spare/openai/gpt-4o", {}, ("spare", "openai/gpt-4o")),
        ("openai/gpt-4o", {"__gateway__": "spare"}, ("spare", "openai/gpt-4o")),
        ("spare/gpt-4o", {"__gateway__": "main"}, ("main", "spare/gpt-4o")),
        ("10.0.0.7:8000", {"__model__": "llava"}, ("main", "llava")),
        ("10.0.0.7:8000", {"__model__": "llava", "__gateway__": "spare"}, ("spare", "llava")),
        ("m", {"__gateway__": "nowhere"}, ("nowhere", "m")),
        ("main", {}, ("main", "main")),
    ],
)
def test_a_target_means_one_model_behind_one_gateway(
    target: str, labels: dict[str, str], meant: tuple[str, str]
):
    """What stands before the slash is a gateway where there is one of that name, and labels go before it."""
    assert _pairs([{"targets": [target], "labels": labels}]) == [meant]


def test_without_a_word_of_a_gateway_a_target_has_none():
    """It is read, and left out afterwards with that reason."""
    assert _pairs([{"targets": ["gpt-4o", "main/gpt-4o"]}], _HOMELESS) == [("", "gpt-4o"), ("main", "gpt-4o")]


def test_labels_become_those_of_the_route_within_the_bounds_of_the_file():
    """Meta labels are Prometheus' own business; what is taken or no label is left out and named."""
    labels = {
        "team": "search",
        "__meta_x": "1",
        "job": "vision",
        "bad-name": "x",
        "empty": "",
        "long": "y" * 200,
    }
    found = targets(_SOURCE, [{"targets": ["m"], "labels": labels}])

    assert [dict(model.labels) for model in found.models] == [{"team": "search"}]
    assert [odd.partition(":")[0] for odd in found.odd] == [
        "label 'bad-name' is left out",
        "label 'job' is left out",
        "label 'long' is left out",
    ]


@pytest.mark.parametrize(
    "document",
    [
        None,
        {},
        "targets",
        [],
        [[]],
        [{}],
        [{"targets": []}],
        [{"targets": [1, None]}],
        [{"targets": "main/m"}],
    ],
)
def test_what_names_nothing_is_refused(document: Any):
    """An empty document is a fault of the document until it is taken out of the file."""
    with pytest.raises(UnlistedError):
        targets(_SOURCE, document)


def test_a_group_that_is_none_is_passed_over_and_told():
    """One bad group takes no other with it."""
    found = targets(_SOURCE, [{"targets": ["a"], "labels": {"x": 1}}, {"targets": ["b"]}])
    assert [model.name for model in found.models] == ["b"]
    assert found.odd == ("a group without targets, or with labels that are no texts",)


def test_a_flood_of_targets_is_cut():
    """In one group or in many: the bound is that of a list."""
    flood = [{"targets": [f"m{number}" for number in range(MOST_LISTED)]}, {"targets": ["a", "b"]}]
    found = targets(_SOURCE, flood)
    assert len(found.models) == MOST_LISTED
    assert found.odd == (f"more than {MOST_LISTED} targets, the rest is not read",)


@given(
    st.recursive(
        st.none() | st.integers() | st.text(max_size=9),
        lambda inner: (
            st.lists(inner, max_size=4)
            | st.dictionaries(st.sampled_from(["targets", "labels", "__model__", "__gateway__", "x"]), inner)
        ),
        max_leaves=20,
    )
)
def test_any_document_is_models_or_a_refusal(document: Any):
    """Whatever stands where, nothing else is raised, and all that comes out is text."""
    try:
        found = targets(_SOURCE, document).models
    except UnlistedError:
        found = ()
    for model in found:
        assert all(isinstance(text, str) for text in (model.gateway, model.name, *model.labels.values()))
