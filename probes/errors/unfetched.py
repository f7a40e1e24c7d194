"""What is said of a URL that was not fetched: because of its address, or because nothing was got from it.

By LiteLLM, vLLM, SGLang, LMDeploy, Ollama, OpenAI, Anthropic, Azure, DashScope (facts/domain.md B5 and H).
"""

from probes.errors.words import rule
from probes.reasons import Reason

_NAMED = r"(?<![a-z])(?:images?|media|pictures?|(?:image_?)?urls?|files?|(?<!response )content)(?![a-z])"
_FAILING = r"\b(?:timeout|timed out|error|failed|failure|unable|could not|cannot|can't)\b"
_FETCHING = r"\b(?:download|fetch|retriev)\w*"
_REFUSED = {200, 400, 403, 404, 422}
_ANY = _REFUSED | {500, 502}
_PLACE = r"[ -](?:ip|network|addr|host)"

UNFETCHED = rule(
    Reason.MISCONFIGURED,
    _ANY,
    r"\bfrom one of the allowed domains",
    r"\burl (?:targets an? |is )blocked|\bblocked url|blocked for security reasons|user_url_allowed_hosts",
    rf"\b(?:private|loopback|link-local|reserved|non-(?:global|public)){_PLACE}",
    rf"\burls?\b.{{0,80}}\binternal{_PLACE}|\binternal{_PLACE}.{{0,80}}\burls?\b",
    r"failed_to_download_image|invalid_image_url",
    # What was not fetched has to be named: a gateway fetches answers, accounts and connections as well.
    rf"{_FAILING}(?=.{{0,60}}{_NAMED}).{{0,40}}{_FETCHING}",
    rf"{_FAILING}.{{0,40}}\bdownload\w*.{{0,20}}https?://",
    rf"{_NAMED}.{{0,40}}{_FAILING}.{{0,40}}{_FETCHING}",
    rf"{_NAMED}.{{0,15}}{_FETCHING}.{{0,15}}{_FAILING}|{_FETCHING}.{{0,15}}{_NAMED}.{{0,15}}{_FAILING}",
    r"\burl\b.{0,40}(?:not accessible|unreachable|cannot be accessed)",
    r"\burls\b.{0,30}not (?:currently )?supported|only https urls|disallowed by .{0,60}robots\.txt",
)

# Where a request with a URL in it was refused, no more need be named. That nobody went for it is not shown.
LOOSELY_UNFETCHED = rule(
    Reason.MISCONFIGURED, _REFUSED, rf"\binternal{_PLACE}", rf"{_FAILING}.{{0,40}}{_FETCHING}"
)
