"""Turns of a conversation for protocols that know two speakers, the user and the assistant.

There a system prompt stands apart, the result of a tool is said by the user, and neither speaks twice in a
row: Bedrock refuses that ("roles must alternate"), and Anthropic joins such turns by itself.
"""

from collections.abc import Callable, Iterable
from typing import TypeVar

from probes.types import Ask, Message, Part, TextPart

_SYSTEM, _ASSISTANT = "system", "assistant"

Block = TypeVar("Block")


def system_texts(ask: Ask) -> list[str]:
    """The texts of all system turns, in order."""
    turns = [message for message in ask.messages if message.role == _SYSTEM]
    return [part.text for turn in turns for part in turn.parts if isinstance(part, TextPart)]


def alternating(messages: Iterable[Message], block: Callable[[Part], Block]) -> list[tuple[str, list[Block]]]:
    """The other turns as (role, blocks), `user` and `assistant` taking turns."""
    turns: list[tuple[str, list[Block]]] = []
    for message in messages:
        if message.role == _SYSTEM:
            continue
        role = message.role if message.role == _ASSISTANT else "user"
        if not turns or turns[-1][0] != role:
            turns.append((role, []))
        turns[-1][1].extend(block(part) for part in message.parts)
    return turns
