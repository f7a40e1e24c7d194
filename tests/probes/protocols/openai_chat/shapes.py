"""The shapes of what is said in chat completions."""

from tests.probes.protocols.shaping import Shapes

SHAPES = Shapes(
    words="""
    choices index delta message content type text thinking refusal reasoning reasoning_content
    reasoning_details tool_calls function_call finish_reason usage prompt_tokens model id error errors detail
    loc msg code param metadata raw base_resp status_code prompt_tokens_details image_tokens
    multimodal_tokens
    """,
    documents=(
        "%s",
        '{"error": %s}',
        '{"error": {"message": %s, "code": %s, "param": %s, "metadata": {"raw": %s}}}',
        '{"detail": [{"loc": %s, "msg": "no"}], "usage": %s}',
        '{"choices": %s, "usage": {"prompt_tokens": %s, "prompt_tokens_details": %s}}',
        '{"choices": [%s], "model": %s, "id": %s}',
        '{"choices": [{"index": %s, "message": {"content": "KX"}, "finish_reason": %s}]}',
        '{"choices": [{"message": %s, "delta": %s, "error": %s, "usage": %s}]}',
        '{"choices": [{"delta": {"content": %s, "refusal": %s, "reasoning": %s}}]}',
        '{"choices": [{"delta": {"reasoning_details": [%s]}}]}',
        '{"choices": [{"message": {"content": [{"type": %s, "text": "KX"}, {"type": "text", "text": %s}]}}]}',
        '{"choices": [{"message": {"tool_calls": [{"index": %s}], "function_call": %s}}]}',
    ),
    values="<think> [DONE] error text",
    heads=("", "event: error\n"),
)
