"""The worked numbers of every family, and how names find one."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from probes.families import Band, Family, family_of
from probes.families.known import KNOWN

_SIZES = ((64, 64), (224, 224), (512, 512), (1024, 1024), (2048, 768))

# Tokens of the picture alone for the sizes above, as the sources give them or their formula works out.
_WORKED: dict[str, tuple[int, int, int, int, int]] = {
    "gpt-4o": (255, 255, 255, 765, 1445),
    "gpt-4o-mini": (8500, 8500, 8500, 25501, 48169),
    "gpt-4.1": (255, 255, 255, 765, 1445),
    "gpt-4.1-mini": (7, 80, 415, 1659, 2489),
    "gpt-4.1-nano": (10, 121, 630, 2520, 3779),
    "o4-mini": (7, 85, 441, 1762, 2642),
    "o3": (225, 225, 225, 675, 1275),
    "gpt-5": (210, 210, 210, 630, 1190),
    "gpt-5-mini": (5, 59, 308, 1229, 1844),
    "gpt-5.4-nano": (5, 59, 308, 1229, 1844),
    "gpt-5-nano": (6, 74, 384, 1536, 2304),
    "gpt-5.5": (5, 59, 308, 1229, 1844),
    "computer-use-preview": (194, 194, 194, 581, 1097),
    "claude-haiku-4-5": (9, 64, 361, 1369, 1176),
    "claude-opus-4-8": (9, 64, 361, 1369, 2072),
    "claude-sonnet-5-5": (9, 64, 361, 1369, 1176),
    "gemini-2.5-flash-lite": (258, 258, 1032, 1032, 2064),
    "gemini-3-flash": (1080, 1080, 1080, 1080, 1080),
    "qwen2.5-vl-7b": (4, 64, 324, 1369, 1971),
    "qwen-vl-max": (4, 64, 324, 1225, 1218),
    "qwen3-vl-8b-instruct": (64, 64, 256, 1024, 1536),
    "glm-4.6v": (9, 64, 324, 1369, 1971),
    "ernie-4.5-vl-28b": (4, 64, 324, 1369, 1971),
    "minimax-m3-vl": (4, 64, 324, 576, 546),
    "kimi-k2.5": (9, 64, 361, 1369, 2072),
    "gemma-3-27b": (256, 256, 256, 256, 256),
    "gemma-4": (256, 256, 256, 256, 270),
    "pixtral-12b": (20, 210, 1056, 4160, 1560),
    "mistral-small-3.1": (12, 72, 380, 1406, 1176),
    "internvl3-8b": (258, 258, 258, 2562, 2818),
    "llama-4-maverick": (147, 147, 727, 2467, 1887),
    "llama-3.2-11b-vision": (1601, 1601, 1601, 1601, 3202),
    "deepseek-vl-7b": (576, 576, 576, 576, 576),
    "step-3": (169, 169, 169, 493, 817),
    "phi-4-multimodal": (545, 545, 1329, 2625, 2865),
    "nova-lite": (1300, 1300, 1300, 1300, 2400),
    "nova-2-lite": (230, 230, 230, 230, 230),
    "grok-4": (512, 512, 1280, 1792, 1792),
    "doubao-1.5-vision": (5, 64, 334, 1312, 1312),
}


@pytest.mark.parametrize("model", _WORKED)
def test_worked_numbers(model: str) -> None:
    """The likeliest figure is the published one, and the band holds it."""
    family = family_of(model)
    assert family is not None
    bands = [family.band(*size) for size in _SIZES]
    assert tuple(band.expected for band in bands) == _WORKED[model]
    assert all(band.low <= band.expected <= band.high for band in bands)


def test_every_family_has_its_worked_numbers() -> None:
    """No rule stands here that no number was held against."""
    held = {family.name for family in map(family_of, _WORKED) if family is not None}
    assert held == {family.name for _, family in KNOWN}


@pytest.mark.parametrize(
    ("model", "size", "measured"),
    [
        ("claude-haiku-4-5", (512, 512), 426),
        ("claude-haiku-4-5", (1024, 1024), 1434),
        ("claude-sonnet-5-5", (512, 512), 438),
        ("claude-sonnet-5-5", (1024, 1024), 1446),
        ("gpt-5.5", (256, 256), 77),
        ("gemini-3-pro", (512, 512), 1065),
        ("gemini-3-pro", (4000, 3000), 1101),
        ("qwen3-vl-30b", (64, 64), 6),
        ("qwen2.5-vl-72b", (2048, 768), 1220),
        ("gpt-5-nano", (512, 512), 630),
    ],
)
def test_what_was_measured_lies_within(model: str, size: tuple[int, int], measured: int) -> None:
    """A band holds what the documents say and what people measured, also where the two disagree."""
    family = family_of(model)
    assert family is not None
    assert measured in family.band(*size)


@pytest.mark.parametrize(
    ("model", "name"),
    [
        ("openai/gpt-4o-2024-08-06", "gpt-4o"),
        ("azure-gpt-4o", "gpt-4o"),
        ("GPT-4o-Mini", "gpt-4o-mini"),
        ("openrouter/openai/gpt-4.1-nano:free", "gpt-4.1-nano"),
        ("us.anthropic.claude-haiku-4-5-20251001-v1:0", "claude"),
        ("claude-opus-4-20250514", "claude"),
        ("anthropic/claude-opus-4.7", "claude, high tier"),
        ("claude-opus-5-5@20260901", "claude, high tier"),
        ("claude-sonnet-5", "claude 5"),
        ("models/gemini-2.0-flash-001", "gemini 2"),
        ("Qwen/Qwen2.5-VL-7B-Instruct", "qwen 2-vl"),
        ("accounts/fireworks/models/qwen3-vl-235b-a22b", "qwen 3-vl"),
        ("meta-llama/Llama-4-Scout-17B-16E-Instruct", "llama 4"),
        ("meta-llama/Llama-3.2-11B-Vision-Instruct", "llama 3.2 vision"),
        ("OpenGVLab/InternVL3-8B", "internvl"),
        ("gpt-5.1", "gpt-5"),
        ("gpt-5-chat-latest", "gpt-5"),
        ("gpt-5.4", "gpt-5.2 and later"),
        ("gpt-5-2025-08-07", "gpt-5"),
        ("o1-pro", "o1 and o3"),
        ("amazon.nova-lite-v1:0", "nova 1"),
        ("google/gemma-3-27b-it", "gemma 3"),
    ],
)
def test_names(model: str, name: str) -> None:
    """Vendors, dates and suffixes do not matter, and the nearer name wins."""
    family = family_of(model)
    assert family is not None
    assert family.name == name


@pytest.mark.parametrize(
    "model",
    [
        "",
        "captions-economy",
        "notgpt-4o",
        "o3-mini",
        "gpt-3.5-turbo",
        "gpt-50",
        "gpt-4-1106-preview",
        "deepseek-v4-flash",
        "/",
    ],
)
def test_unknown_names(model: str) -> None:
    """An alias or a model nobody has read of has no family: then nothing is expected by name."""
    assert family_of(model) is None


@given(
    family=st.sampled_from([family for _, family in KNOWN]),
    width=st.integers(-1, 20_000),
    height=st.integers(-1, 20_000),
)
def test_total(family: Family, width: int, height: int) -> None:
    """Any size has a band in order, of at least one token."""
    band = family.band(width, height)
    assert 1 <= band.low <= band.expected <= band.high


@given(model=st.text(max_size=400))
def test_any_name_is_read(model: str) -> None:
    """A name is text from a configuration or a gateway, and never an error."""
    family = family_of(model)
    assert family is None or isinstance(family, Family)


def test_pictures_add_up() -> None:
    """Several pictures cost what each costs."""
    assert Band(1, 2, 3) + Band(10, 20, 30) == Band(11, 22, 33)


@pytest.mark.parametrize(
    ("model", "low"), [("gpt-4o", 85), ("gpt-4.1", 85), ("gpt-4o-mini", 2_833), ("o3", 75), ("gpt-5", 70)]
)
def test_tiled_families_count_the_base_of_a_picture_of_low_detail(model: str, low: int) -> None:
    """As measured (128x64 and five words: 97, 2,845 and 86 tokens), whatever the size; high is the usual."""
    family = family_of(model)
    assert family is not None
    few, usual = family.looking("low"), family.looking("high")
    assert few is not None
    assert usual is not None
    assert few.band(384, 256) == few.band(2_048, 2_048) == Band(low, low, low + family.more)
    assert usual.band(384, 256) == family.band(384, 256)


def test_what_nobody_knows_of_a_detail_is_not_expected() -> None:
    """No band is better than the usual one, which would be wrong; without a detail the family is as it is."""
    family = family_of("gemini-3-pro")
    assert family is not None
    assert family.looking("") is family
    assert family.looking("low") is None
