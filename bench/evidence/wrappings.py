"""The same right answer as models give it: bare, in prose, as JSON, fenced, spaced, with a footer, thought.

Each was met in replies of real models or in the issue threads of gateways; all of them are right answers.
"""

from collections.abc import Callable
from dataclasses import replace

from simgateway.reply import Reply

_WRAPPED: dict[str, Callable[[str], str]] = {
    "bare": lambda key: key,
    "with a full stop": lambda key: f"{key}.",
    "with a line end": lambda key: f"\n{key}\n",
    "quoted": lambda key: f'"{key}"',
    "lower case": lambda key: key.lower(),
    "spaced": " ".join,
    "with hyphens": "-".join,
    "with commas": ", ".join,
    "bold": lambda key: f"**{key}**",
    "code": lambda key: f"`{key}`",
    "fenced": lambda key: f"```\n{key}\n```",
    "fenced as text": lambda key: f"```text\n{key}\n```",
    "heading": lambda key: f"# {key}",
    "JSON": lambda key: f'{{"characters": "{key}"}}',
    "fenced JSON": lambda key: f'```json\n{{"text": "{key}"}}\n```',
    "boxed": lambda key: f"$\\boxed{{{key}}}$",
    "tagged": lambda key: f"<answer>{key}</answer>",
    "full width": lambda key: "".join(chr(ord(symbol) + 0xFEE0) for symbol in key),
    "a sentence": lambda key: f"The characters printed in the picture are {key}.",
    "a sentence in bold": lambda key: f"The picture shows: **{' '.join(key)}**",
    "a list": lambda key: f"The image contains these characters:\n\n- {key}",
    "a footer": lambda key: f"{key}\n\n---\nAnswered by a free tier. Upgrade for faster replies.",
    "German": lambda key: f"Auf dem Bild steht: {key}",
    "Chinese": lambda key: f"图片中的字符是:{key}",
    "in think tags first": lambda key: f"<think>Let me look closely at the picture.</think>{key}",
    "twice": lambda key: f"{key}\n\nThe answer is {key}.",
}

WRAPPINGS = tuple(_WRAPPED)
"""The names of all wrappings."""

THOUGHT = "reasoning field beside it"
_EVERY_THOUGHT = 7


def wrapped(reply: Reply, number: int) -> tuple[str, Reply]:
    """Reply number `number` in a wrapping, all in turn, with its name; some come with a reasoning field."""
    name = WRAPPINGS[number % len(WRAPPINGS)]
    reasoning = "The picture shows some large characters." if number % _EVERY_THOUGHT == 0 else ""
    return name, replace(reply, text=_WRAPPED[name](reply.text), reasoning=reasoning)
