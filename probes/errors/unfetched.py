"""What is said of a URL that was not fetched: because of its address, or because nothing was got from it.

By LiteLLM, vLLM, SGLang, LMDeploy, Ollama, OpenAI, Anthropic, Azure, DashScope (facts/domain.md B5 and H).
"""

from probes.errors.words import rule
from probes.reasons import Reason

UNFETCHED = rule(
    Reason.MISCONFIGURED,
    {200, 400, 403, 404, 422, 500, 502},
    r"\bfrom one of the allowed domains",
    r"\burl (?:targets an? |is )blocked|\bblocked url|blocked for security reasons|user_url_allowed_hosts",
    r"\b(?:private|internal|loopback|link-local|reserved|non-(?:global|public))[ -](?:ip|network|addr|host)",
    r"failed_to_download_image|invalid_image_url",
    r"\b(?:timeout|timed out|error|failed|failure|unable|could not|cannot|can't)\b.{0,40}"
    r"\b(?:download|fetch|retriev)",
    r"\burl\b.{0,40}(?:not accessible|unreachable|cannot be accessed)",
    r"\burls\b.{0,30}not (?:currently )?supported|only https urls|disallowed by .{0,60}robots\.txt",
)
