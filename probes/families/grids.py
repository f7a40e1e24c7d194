"""Rules that count the small cells of a picture: patches of 14 to 48 px, merged or with row breaks.

Sources: OpenAI's vision guide with measurements; Anthropic's vision guide; `smart_resize` and the processors
of transformers (Qwen, GLM, ERNIE, MiniMax, Kimi, Gemma 4); mistral-common's `ImageEncoder`.
"""

from math import ceil, floor, sqrt

# A square that fills a budget exactly must not lose a row to the last bit of a root.
_ROUNDING = 1e-9


def patches(width: int, height: int, *, factor: float, budget: int = 1536) -> int:
    """OpenAI: patches of 32 px, no more than the budget, times the factor of the model."""
    count = ceil(width / 32) * ceil(height / 32)
    return ceil(round(min(count, budget) * factor, 6))


def cells(width: int, height: int, *, edge: int = 1568, cap: int = 1568) -> int:
    """Anthropic: cells of 28 px once the long edge fits, at most the cap. Kimi counts so up to 16,384."""
    scale = min(1.0, edge / max(width, height))
    return min(cap, ceil(width * scale / 28) * ceil(height * scale / 28))


def area(width: int, height: int, *, per_token: int, cap: int) -> int:
    """A token for so many square pixels, at most the cap: Anthropic's older rule, and Doubao's."""
    return min(cap, max(1, round(width * height / per_token)))


def merges(width: int, height: int, *, cell: int, least: int, most: int) -> int:
    """Qwen's `smart_resize`: sides rounded to cells, scaled where they are fewer than `least` or over `most`.

    Both bounds are tokens; the last step keeps the shape and rounds outwards from below, inwards from above.
    """
    across, down = max(1, round(width / cell)), max(1, round(height / cell))
    if least <= across * down <= most:
        return across * down
    bound, rounded, near = (least, ceil, -_ROUNDING) if across * down < least else (most, floor, _ROUNDING)
    scale = sqrt(bound * cell * cell / (width * height))
    return max(1, rounded(width * scale / cell + near)) * max(1, rounded(height * scale / cell + near))


def rows(width: int, height: int, *, cell: int, edge: int) -> int:
    """Mistral: cells once the long edge fits, and a break at the end of each row."""
    scale = min(1.0, edge / max(width, height))
    return (ceil(width * scale / cell) + 1) * ceil(height * scale / cell)


def filling(width: int, height: int, *, budget: int) -> int:
    """Gemma 4: scaled up or down to as many whole cells (of 48 px) as the budget has."""
    scale = sqrt(budget / (width * height))
    return max(1, floor(width * scale + _ROUNDING)) * max(1, floor(height * scale + _ROUNDING))
