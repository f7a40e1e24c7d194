"""The values that flow through the core, in the order of the data path.

Challenge > Ask > Request > (client) > Response | Failure > Reply > Verdict. All are frozen; functions
transform them. Times are seconds, sizes bytes, money US dollars.
"""

from probes.types.asking import (
    Adjustment,
    Arm,
    Ask,
    Challenge,
    ImagePart,
    Message,
    Part,
    Picture,
    TextPart,
    Tool,
    ToolCall,
    ToolResult,
)
from probes.types.judgement import Answer, Finding, UsageClass, Verdict
from probes.types.receipt import Receipt
from probes.types.reply import ApiError, Backend, Reply, Usage
from probes.types.wire import Failure, FailureKind, Request, Response, Timings

__all__ = [
    "Adjustment",
    "Answer",
    "ApiError",
    "Arm",
    "Ask",
    "Backend",
    "Challenge",
    "Failure",
    "FailureKind",
    "Finding",
    "ImagePart",
    "Message",
    "Part",
    "Picture",
    "Receipt",
    "Reply",
    "Request",
    "Response",
    "TextPart",
    "Timings",
    "Tool",
    "ToolCall",
    "ToolResult",
    "Usage",
    "UsageClass",
    "Verdict",
]
