"""The shapes of what is said in responses."""

from tests.probes.protocols.shaping import Shapes

SHAPES = Shapes(
    words="""
    type response output output_index content text refusal reasoning summary delta status error code message
    param incomplete_details reason usage input_tokens input_tokens_details cached_tokens model id item object
    """,
    documents=(
        "%s",
        '{"status": %s, "output": %s, "error": %s, "usage": %s, "incomplete_details": %s}',
        '{"status": "incomplete", "output": [%s], "incomplete_details": {"reason": %s}}',
        '{"status": "completed", "output": [%s], "id": %s, "model": %s}',
        '{"output": [{"type": "message", "content": [%s, {"type": %s, "text": "KX"}]}]}',
        '{"output": [{"type": "reasoning", "summary": %s, "content": [%s]}, {"type": %s}]}',
        '{"type": "response.completed", "response": %s}',
        '{"type": %s, "response": {"output": %s}, "delta": %s}',
        '{"type": "response.output_text.delta", "output_index": %s, "delta": %s}',
        '{"type": "response.output_item.done", "output_index": %s, "item": %s}',
        '{"type": "error", "error": %s, "message": %s, "code": %s}',
    ),
    values="message output_text response.completed response.output_text.delta error",
    heads=("", "event: error\n"),
)
