"""The shapes of what is said in Bedrock's Converse."""

from tests.probes.protocols.shaping import Shapes

EVENTS = ["messageStart", "contentBlockStart", "contentBlockDelta", "messageStop", "metadata", "sparkle"]

SHAPES = Shapes(
    words="""
    output message role content text reasoningContent reasoningText toolUse citationsContent citation
    stopReason usage inputTokens trace promptRouter invokedModelId error contentBlockIndex start delta
    """,
    documents=(
        "%s",
        '{"output": %s, "stopReason": %s, "usage": %s, "trace": %s, "error": %s}',
        '{"output": {"message": {"content": %s}}, "stopReason": %s}',
        '{"output": {"message": {"content": [%s, {"text": %s}, {"reasoningContent": %s}]}}}',
    ),
    content_type="application/vnd.amazon.eventstream",
    heads=(
        *(f":event-type={kind}\n:message-type=event\n" for kind in EVENTS),
        ":exception-type=throttlingException\n:message-type=exception\n",
    ),
)
