"""The shapes of what is said in Anthropic's messages."""

from tests.probes.protocols.shaping import Shapes

SHAPES = Shapes(
    words="""
    type message content text thinking delta content_block index stop_reason stop_details explanation usage
    input_tokens cache_read_input_tokens output_tokens_details thinking_tokens model id error base_resp
    status_code provider cost
    """,
    documents=(
        "%s",
        '{"type": "error", "error": %s}',
        '{"type": "message", "content": %s, "stop_reason": %s, "usage": %s}',
        '{"type": "message", "content": [{"type": %s, "text": %s}], "stop_details": %s}',
        '{"type": "message_start", "message": %s}',
        '{"type": "message_start", "message": {"content": [], "id": %s, "model": %s, "usage": %s}}',
        '{"type": "content_block_start", "index": %s, "content_block": %s}',
        '{"type": "content_block_delta", "index": %s, "delta": {"type": "text_delta", "text": %s}}',
        '{"type": "message_delta", "delta": %s, "usage": %s}',
    ),
    values="""
    message message_start content_block_start content_block_delta content_block_stop message_delta
    message_stop ping error text text_delta thinking thinking_delta tool_use redacted_thinking refusal
    """,
    heads=("", "event: error\n"),
)
