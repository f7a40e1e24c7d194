"""Rules that cut a picture into large squares and charge each: tiles, views and crops.

Sources: OpenAI's vision guide with community measurements; Gemini's documentation; the image processors of
transformers for InternVL and Llama 4; the AWS guides. Where a rule is told from memory its family says so.
"""

from math import ceil, floor

_HALF = 0.5


def tiles(width: int, height: int, *, base: int, tile: int) -> int:
    """OpenAI: fitted into 2,048 px, the short side down to 768 (never up), then tiles of 512 px."""
    long, short = max(width, height), min(width, height)
    scale = min(1.0, 2048 / long)
    scale *= min(1.0, 768 / (short * scale))
    return base + tile * ceil(round(width * scale) / 512) * ceil(round(height * scale) / 512)


def views(width: int, height: int) -> int:
    """Gemini 2: 258 tokens for a picture within 384 px, else 258 for each crop of 256 to 768 px."""
    if width <= 384 and height <= 384:  # noqa: PLR2004 - the rule's own number
        return 258
    crop = min(768, max(256, floor(min(width, height) / 1.5)))
    return 258 * ceil(width / crop) * ceil(height / crop)


def intern(width: int, height: int) -> int:
    """InternVL: 256 tokens a tile of 448 px, at most 12 in the nearest shape, and a thumbnail beside several.

    Of shapes equally near the larger is taken where the picture fills more than half of it.
    """
    shapes = sorted(
        ((across, down) for across in range(1, 13) for down in range(1, 13) if across * down <= 12),  # noqa: PLR2004
        key=lambda shape: shape[0] * shape[1],
    )
    nearest, best = float("inf"), (1, 1)
    for across, down in shapes:
        off = abs(width / height - across / down)
        fills = width * height > _HALF * 448 * 448 * across * down
        if off < nearest or (off == nearest and fills):
            nearest, best = off, (across, down)
    count = best[0] * best[1]
    return 256 * (count + (count > 1)) + 2


def llama_4(width: int, height: int) -> int:
    """Llama 4: 144 tokens a tile of 336 px, at most 16, a global view beside several, and separators.

    The canvas is the smallest that holds the picture, else the one in which it loses the least.
    """
    fits = [
        (min(across * 336 / width, down * 336 / height), across * down)
        for across in range(1, 17)
        for down in range(1, 16 // across + 1)
    ]
    holding = [scale for scale, _ in fits if scale >= 1]
    wanted = min(holding) if holding else max(scale for scale, _ in fits)
    count = min(count for scale, count in fits if scale == wanted)
    return 144 + 3 if count == 1 else 144 * (count + 1) + count + 3


def llama_3_2(width: int, height: int) -> int:
    """Llama 3.2 Vision as AWS bills it: 1,601 tokens a tile of 560 px, two where one side is far longer."""
    return 1601 * (2 if max(width, height) >= 2 * min(width, height) else 1)


def step(width: int, height: int) -> int:
    """Step 3: 169 tokens for the whole, and 81 for each crop of 504 px where it is larger than 728."""
    if max(width, height) <= 728:  # noqa: PLR2004 - the rule's own number
        return 169
    return 169 + 81 * max(1, round(width / 504)) * max(1, round(height / 504))


def grok(width: int, height: int) -> int:
    """Grok: 256 tokens a tile of 448 px and 256 for the whole, at most 1,792."""
    return min(1792, 256 * (ceil(width / 448) * ceil(height / 448) + 1))


def phi_4(width: int, height: int) -> int:
    """Phi-4: a global view and crops of 448 px, 16x16 tokens each, with a mark at the end of each row."""
    across, down = ceil(width / 448), ceil(height / 448)
    return 16 * down * (16 * across + 1) + 1 + 16 * 17


def nova(width: int, height: int) -> int:
    """Amazon Nova 1: rescaled to the nearest supported shape, whatever the size; figures of its guide."""
    ratio = max(width, height) / min(width, height)
    shapes = {1.0: 1300, 14 / 9: 1800, 2.0: 2400}
    return shapes[min(shapes, key=lambda shape: abs(shape - ratio))]


def constant(_width: int, _height: int, *, tokens: int) -> int:
    """The same for any picture."""
    return tokens
