"""One reply beside what was asked and what is known of earlier keys: what the checks of an answer look at."""

from collections.abc import Container
from dataclasses import dataclass

from probes.matching import FORMS, Form, Reading, counted, read
from probes.phrases import absence
from probes.types import Challenge, Reply

# Finish reasons of all protocols, compared in lower case. What an upstream broke off (OpenRouter "error",
# vLLM "abort", DeepSeek and Zhipu their own words) is as unfinished as what hit a limit.
CUT = frozenset(
    {
        "length",
        "model_length",
        "max_tokens",
        "max_output_tokens",
        "model_context_window_exceeded",
        "error",
        "abort",
        "network_error",
        "insufficient_system_resource",
    }
)
CALLED = frozenset({"tool_calls", "tool_use", "function_call"})
DECLINED = frozenset(
    {
        "content_filter",
        "content_filtered",
        "refusal",
        "safety",
        "sensitive",
        "recitation",
        "blocklist",
        "prohibited_content",
        "spii",
        "image_safety",
        "guardrail_intervened",
    }
)

# In a reply of a few words any candidate is meant as the answer.
_TERSE = 64
# More different candidates than this are no reading of a picture but a list of guesses.
MAX_READINGS = 3


@dataclass(frozen=True, slots=True)
class Evidence:
    """A reply, the candidates in it, and the keys and the wrong answer of earlier runs."""

    reply: Reply
    challenge: Challenge
    form: Form
    reading: Reading
    own_keys: Container[str]
    live_keys: Container[str]
    last_wrong: str

    @property
    def finish(self) -> str:
        """The finish reason in lower case, empty when absent."""
        return (self.reply.finish or "").lower()

    @property
    def meant(self) -> tuple[str, ...]:
        """The candidates that count as an answer."""
        return counted(self.reading, self.challenge.key, self.form)

    @property
    def absent(self) -> str:
        """Words that say there is no image, ours repeated excepted."""
        return absence(self.reply.text, (self.challenge.question, self.challenge.control_question))

    @property
    def well_formed(self) -> tuple[str, ...]:
        """The first few candidates that could be a key of ours, other than the one asked for."""
        ours = (code for code in self.reading.codes if code != self.challenge.key)
        return tuple(code for code in ours if self.form.valid(code))[:MAX_READINGS]

    @property
    def is_old(self) -> bool:
        """Whether an earlier key of this probe stands in the text."""
        return any(code in self.own_keys for code in self.well_formed)

    @property
    def repeats(self) -> bool:
        """Whether the wrong answer of last time came again."""
        return bool(self.last_wrong) and self.last_wrong == wrong_candidate(self.challenge, self.reply.text)


def wrong_candidate(challenge: Challenge, text: str) -> str:
    """The one wrong answer in `text`, folded, to be known again next time; empty when there is none.

    In a longer text only what counts as an answer is one: "256PX" is prose.
    """
    form = FORMS[challenge.kind]
    reading = read(text, form)
    said = counted(reading, challenge.key, form) or (reading.codes if len(text) <= _TERSE else ())
    wrong = tuple(code for code in said if code != challenge.key)
    return wrong[0] if len(wrong) == 1 else ""


def names_key(challenge: Challenge, text: str) -> bool:
    """Whether the key stands in `text` as a candidate, alone or among others."""
    return challenge.key in read(text, FORMS[challenge.kind]).codes
