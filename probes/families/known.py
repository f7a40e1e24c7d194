"""The families whose rule was read or measured, by the form of their names; the first that fits counts.

Bands are wide where sources disagree. OpenAI's documents state factors of 1.62 and 2.46 for models that were
measured at 1.2 and 1.5; Anthropic's 28-px rule was measured with 65 (Haiku 4.5) and 77 (Claude 5.5) tokens
on top; Qwen's bounds differ between hub configurations and DashScope. What is told from memory (Grok, Doubao,
Phi-4, the Nova shapes) is `unsure`, and Gemini 2 may count one view where it should count crops.
"""

import re
from functools import partial
from re import Pattern

from probes.families.band import Family
from probes.families.grids import area, cells, filling, merges, patches, rows
from probes.families.squares import (
    constant,
    grok,
    intern,
    llama_3_2,
    llama_4,
    nova,
    phi_4,
    step,
    tiles,
    views,
)

_CLAUDE_MARK = 80
"""Tokens that Anthropic adds around a picture at most: 77 were measured, with a few of the prompt in them."""

_OLD_CLAUDE = partial(area, per_token=750, cap=1600)
_HIGH_CLAUDE = partial(cells, edge=2576, cap=4784)
_QWEN_28 = partial(merges, cell=28, least=4, most=16384)
_DASHSCOPE_28 = partial(merges, cell=28, least=4, most=1280)
_QWEN_32 = partial(merges, cell=32, least=64, most=16384)
_QWEN_32_SMALL = partial(merges, cell=32, least=4, most=16384)


def _patched(name: str, factor: float, *budgets: int, stated: float | None = None) -> Family:
    """OpenAI's patch models; `stated` is a documented factor that measurements contradict."""
    most = budgets or (1536,)
    rules = [partial(patches, factor=factor, budget=budget) for budget in most]
    rules += [partial(patches, factor=stated, budget=most[0])] if stated is not None else []
    return Family(name, rules[0], tuple(rules[1:]))


def _tiled(name: str, base: int, tile: int) -> Family:
    """OpenAI's tile models; a picture of low detail is its base alone (measured: 4o, 4.1, o3)."""
    rule = partial(tiles, base=base, tile=tile)
    return Family(name, rule, details={"low": partial(constant, tokens=base), "high": rule})


# A name is looked for at the start or after a mark, so that "us.anthropic.claude-…" and "azure-gpt-4o" are
# found and "notgpt-4o" is not.
_ROWS: tuple[tuple[str, Family], ...] = (
    ("gpt-4o-mini", _tiled("gpt-4o-mini", 2833, 5667)),
    ("gpt-4o|chatgpt-4o|gpt-4-turbo|gpt-4-vision|gpt-4[.]5", _tiled("gpt-4o", 85, 170)),
    ("gpt-4[.]1-mini", _patched("gpt-4.1-mini", 1.62, 1536, 6144)),
    ("gpt-4[.]1-nano", _patched("gpt-4.1-nano", 2.46)),
    ("gpt-4[.]1", _tiled("gpt-4.1", 85, 170)),
    ("o4-mini", _patched("o4-mini", 1.72)),
    (r"o[13](?![a-z0-9]|-mini)", _tiled("o1 and o3", 75, 150)),
    ("computer-use-preview", _tiled("computer-use", 65, 129)),
    (r"gpt-5(?:[.]4)?-mini", _patched("gpt-5-mini", 1.2, stated=1.62)),
    ("gpt-5[.]4-nano", _patched("gpt-5.4-nano", 1.2, stated=2.46)),
    ("gpt-5-nano", _patched("gpt-5-nano", 1.5, stated=2.46)),
    (r"gpt-5[.][2456]|gpt-6", _patched("gpt-5.2 and later", 1.2, 2500, 1536, 10_000)),
    (r"gpt-5(?:[.]1)?(?![.0-9])", _tiled("gpt-5", 70, 140)),
    (
        r"claude-(?:opus-)?(?:4[.-][78]|5)(?!\d)|claude-fable",
        Family("claude, high tier", _HIGH_CLAUDE, (cells,), more=_CLAUDE_MARK),
    ),
    (r"claude-[a-z]+-5", Family("claude 5", cells, (_HIGH_CLAUDE,), more=_CLAUDE_MARK)),
    ("claude", Family("claude", cells, (_OLD_CLAUDE,), more=_CLAUDE_MARK)),
    ("gemini-3", Family("gemini 3", partial(constant, tokens=1080), more=45, unsure=0.04)),
    (r"gemini-(?:2|1[.]5)", Family("gemini 2", views, (partial(constant, tokens=258),))),
    (r"gemma-?3", Family("gemma 3", partial(constant, tokens=256), more=8)),
    (r"gemma-?4", Family("gemma 4", partial(filling, budget=280))),
    (r"qwen-?2(?:[.]5)?-?vl|qwen2[.]5-omni", Family("qwen 2-vl", _QWEN_28, (_DASHSCOPE_28,))),
    (r"qwen-?3(?:[.]\d)?-?vl", Family("qwen 3-vl", _QWEN_32, (_QWEN_32_SMALL,))),
    (r"qwen-vl|qvq", Family("qwen-vl", _DASHSCOPE_28, (_QWEN_28, _QWEN_32, _QWEN_32_SMALL))),
    (r"glm-4[.]\dv", Family("glm 4v", partial(merges, cell=28, least=8, most=15_000))),
    (r"ernie-4[.]5.*vl", Family("ernie 4.5-vl", partial(merges, cell=28, least=4, most=6177))),
    (r"minimax-m3", Family("minimax m3", partial(merges, cell=28, least=4, most=576))),
    (r"kimi-k2[.-]5", Family("kimi k2.5", partial(cells, edge=1_000_000, cap=16_384))),
    ("pixtral", Family("pixtral", partial(rows, cell=16, edge=1024))),
    (r"mistral-(?:small|medium)", Family("mistral 3", partial(rows, cell=28, edge=1540), unsure=0.05)),
    (r"internvl", Family("internvl", intern)),
    (r"llama-?4", Family("llama 4", llama_4)),
    (
        r"llama-?3[.-]2.*vision",
        Family("llama 3.2 vision", llama_3_2, (partial(constant, tokens=6404),), flat=True),
    ),
    (r"deepseek-vl(?!2)", Family("deepseek-vl", partial(constant, tokens=576))),
    (r"step-?3", Family("step 3", step, unsure=0.25)),
    (r"phi-4", Family("phi 4", phi_4, unsure=0.5)),
    (r"nova-2", Family("nova 2", partial(constant, tokens=230), (nova,), unsure=0.15)),
    (r"nova-(?:lite|pro|premier)", Family("nova 1", nova, (partial(constant, tokens=2600),), unsure=0.4)),
    (r"grok", Family("grok", grok, unsure=0.5)),
    (
        r"doubao|seed-1",
        Family(
            "doubao",
            partial(area, per_token=784, cap=1312),
            (partial(area, per_token=784, cap=5120),),
            unsure=0.3,
        ),
    ),
)

KNOWN: tuple[tuple[Pattern[str], Family], ...] = tuple(
    (re.compile(rf"(?:^|[^a-z0-9])(?:{pattern})"), family) for pattern, family in _ROWS
)
"""Compiled forms of names in the order in which they are tried, each with its family."""
