"""The shapes of what is said in Ollama's chat."""

from tests.probes.protocols.shaping import Shapes

SHAPES = Shapes(
    words="""
    message content thinking tool_calls done done_reason error model created_at eval_count status
    """,
    documents=(
        "%s",
        '{"message": %s, "done": %s, "done_reason": %s}',
        '{"message": {"content": %s, "thinking": %s, "tool_calls": %s}, "created_at": %s}',
        '{"error": %s, "message": %s}',
        '{"model": %s, "remote_model": %s, "remote_host": %s, "prompt_eval_count": %s}',
    ),
    content_type="application/x-ndjson",
)
