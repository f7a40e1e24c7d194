"""What came back, in no protocol's words."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Usage:
    """Tokens as the gateway reports them. `prompt` is input + cache read + cache creation.

    `image` is a native image-token count where a protocol has one; None means not reported. `reasoning` is
    what the model thought before it answered, by most gateways counted in `completion`, by some beside it.
    """

    prompt: int | None = None
    completion: int | None = None
    image: int | None = None
    cached: int | None = None
    reasoning: int | None = None


@dataclass(frozen=True, slots=True)
class Backend:
    """Who served a reply and what it cost, by the word of the body and of the gateway's headers: hearsay.

    `models` are model names beside `Reply.model`, `providers` those who ran it, `cache` what was said of a
    cache that answered (empty: nothing), `ids` request ids by header name.
    """

    models: tuple[str, ...] = ()
    providers: tuple[str, ...] = ()
    cache: str = ""
    cost_usd: float | None = None
    ids: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class ApiError:
    """An error the gateway put into words, by status code or inside a 200."""

    status: int
    message: str
    code: str = ""
    kind: str = ""
    param: str = ""
    retry_after: float | None = None


@dataclass(frozen=True, slots=True)
class Reply:
    """A protocol-neutral answer.

    `finish` is the finish reason in the protocol's own word, None when absent. `ended` tells whether the
    protocol's end mark was seen (`[DONE]`; for a plain body, a whole JSON document). `malformed` names what
    had an unknown shape, empty when all was understood. `open_thinking` marks a think tag never closed.
    `notes` are oddities that did not keep the answer from being read: (name of the check, what was seen).
    `first_token` is when the first piece of the answer came, in a stream; thinking does not count.
    """

    text: str = ""
    reasoning: str = ""
    model: str | None = None
    response_id: str | None = None
    finish: str | None = None
    ended: bool = False
    usage: Usage | None = None
    refusal: str = ""
    tool_calls: int = 0
    open_thinking: bool = False
    error: ApiError | None = None
    malformed: str = ""
    first_token: float | None = None
    notes: tuple[tuple[str, str], ...] = ()
    backend: Backend = Backend()
