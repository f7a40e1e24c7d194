"""The shapes of what is said in Gemini."""

from tests.probes.protocols.shaping import Shapes

SHAPES = Shapes(
    words="""
    candidates content parts text thought thoughtSignature functionCall inlineData finishReason index role id
    promptFeedback blockReason blockReasonMessage usageMetadata promptTokenCount promptTokensDetails modality
    tokenCount candidatesTokenCount thoughtsTokenCount modelVersion responseId error message status details
    retryDelay code
    """,
    documents=(
        "%s",
        '{"candidates": %s, "usageMetadata": %s, "modelVersion": %s}',
        '{"candidates": [{"content": %s, "finishReason": %s, "index": %s}]}',
        '{"candidates": [{"content": {"parts": %s}}, %s]}',
        '{"candidates": [{"content": {"parts": [{"functionCall": %s}, {"text": %s, "thought": %s}]}}]}',
        '{"promptFeedback": %s}',
        '{"promptFeedback": {"blockReason": %s, "blockReasonMessage": %s}}',
        '{"usageMetadata": {"promptTokensDetails": [%s], "thoughtsTokenCount": %s}}',
        '{"error": {"code": %s, "message": %s, "status": %s, "details": [%s, {"retryDelay": %s}]}}',
    ),
    values="STOP IMAGE 20s",
)
