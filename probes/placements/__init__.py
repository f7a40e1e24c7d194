"""Where the picture stands in the conversation: one file per placement, one line in `PLACEMENTS`."""

from collections.abc import Callable
from dataclasses import dataclass

from probes.placements import after, history, parts, second_turn, system, tool_result, user
from probes.types import ImagePart, Message, Tool


@dataclass(frozen=True, slots=True)
class Placement:
    """The turns around a question and its pictures, and the tools that these turns mention.

    Without pictures the same turns hold the words alone: that is the control. `system` is the system prompt
    that goes before the turns of a route that has none of its own.
    """

    turns: Callable[[str, tuple[ImagePart, ...]], tuple[Message, ...]]
    tools: tuple[Tool, ...] = ()
    system: str = ""


PLACEMENTS: dict[str, Placement] = {
    "user": Placement(user.picture_first),
    "after": Placement(after.picture_last),
    "parts": Placement(parts.picture_between),
    "second-turn": Placement(second_turn.asked_later),
    "tool-result": Placement(tool_result.given_by_a_tool, tools=tool_result.TOOLS),
    "system": Placement(user.picture_first, system=system.PROMPT),
    "history": Placement(history.after_much_talk),
}
