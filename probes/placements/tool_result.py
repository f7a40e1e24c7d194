"""The pictures in the result of a tool: how agents see screens, pages and files.

Adapters drop them, make JSON of them, or hand the base64 over as text (facts A1 4, 5, 11, 16, 17 and 18), and
where they do, pictures of a user turn still arrive (A1 14).
"""

from probes.types import ImagePart, Message, TextPart, Tool, ToolCall, ToolResult

_NAME = "show_picture"
# Nine letters and digits: Mistral's servers take no other form, and all others take this one.
_CALL = "showing01"
# It says nothing of a picture: in a control there is none.
_DONE = "Done."

TOOLS = (Tool(_NAME, "Shows the picture that the user asks about."),)


def given_by_a_tool(question: str, images: tuple[ImagePart, ...]) -> tuple[Message, ...]:
    """The question, a call of the tool, and its result; without pictures the result is its words alone."""
    return (
        Message("user", (TextPart(question),)),
        Message("assistant", (ToolCall(_CALL, _NAME),)),
        Message("tool", (ToolResult(_CALL, _NAME, (*images, TextPart(_DONE))),)),
    )
