"""Two speakers that take turns, whatever the conversation looked like."""

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from probes.protocols.turns import alternating, system_texts
from probes.types import Ask, Message, Part, TextPart, ToolCall, ToolResult

ROLES = st.lists(st.sampled_from(["system", "user", "assistant", "tool"]), max_size=8)


def said(part: Part) -> str:
    """A part in a word."""
    return part.text if isinstance(part, TextPart) else type(part).__name__


@given(ROLES)
def test_nobody_speaks_twice_in_a_row(roles: list[str]):
    """Property: roles alternate, nothing said is lost or moved, and the system prompt stands apart."""
    messages = tuple(Message(role, (TextPart(f"{role} {n}"),)) for n, role in enumerate(roles))
    turns = alternating(messages, said)
    speakers = [role for role, _ in turns]

    assert all(one != two for one, two in pairwise(speakers))
    assert [word for _, words in turns for word in words] == [
        f"{role} {n}" for n, role in enumerate(roles) if role != "system"
    ]
    assert system_texts(Ask("m", messages)) == [
        f"system {n}" for n, role in enumerate(roles) if role == "system"
    ]


def test_the_user_says_what_a_tool_gave_back():
    """A result and the question after it are one turn of the user's, the result first."""
    messages = (
        Message("user", (TextPart("look"),)),
        Message("assistant", (ToolCall("1", "look"),)),
        Message("tool", (ToolResult("1", "look", ()),)),
        Message("user", (TextPart("and?"),)),
    )

    assert alternating(messages, said) == [
        ("user", ["look"]),
        ("assistant", ["ToolCall"]),
        ("user", ["ToolResult", "and?"]),
    ]
