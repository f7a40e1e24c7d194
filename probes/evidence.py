"""One reply beside what was asked and what is known of earlier keys: what the checks of an answer look at."""

from collections.abc import Container
from dataclasses import dataclass

from probes.challenges import GRADERS
from probes.grading import Grade
from probes.phrases import absence
from probes.types import Challenge, Reply

# Finish reasons of all protocols, compared in lower case. What an upstream broke off (OpenRouter "error",
# vLLM "abort", Responses "failed", DeepSeek and Zhipu their own words, Gemini "OTHER") is as unfinished as
# what hit a limit; so is a turn that Anthropic paused, and what Bedrock could not make sense of. Gemini's
# NO_IMAGE is about a picture that it should have made: it says nothing of ours.
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
        "incomplete",
        "failed",
        "pause_turn",
        "malformed_model_output",
        "malformed_tool_use",
        "other",
        "malformed_response",
        "continuation",
    }
)
CALLED = frozenset(
    {
        "tool_calls",
        "tool_use",
        "function_call",
        "malformed_function_call",
        "unexpected_tool_call",
        "too_many_tool_calls",
    }
)
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
        "image_prohibited_content",
        "image_recitation",
        "language",
        "model_armor",
        "guardrail_intervened",
    }
)


@dataclass(frozen=True, slots=True)
class Evidence:
    """A reply, the grade of its text, and the keys and the wrong answer of earlier runs."""

    reply: Reply
    challenge: Challenge
    grade: Grade
    own_keys: Container[str]
    live_keys: Container[str]
    last_wrong: str

    @property
    def finish(self) -> str:
        """The finish reason in lower case, empty when absent."""
        return (self.reply.finish or "").lower()

    @property
    def absent(self) -> str:
        """Words that say there is no image, ours repeated excepted."""
        return absence(self.reply.text, (self.challenge.question, self.challenge.control_question))

    @property
    def is_old(self) -> bool:
        """Whether an earlier key of this probe stands in the text."""
        return any(key in self.own_keys for key in self.grade.keys)

    @property
    def is_foreign(self) -> bool:
        """Whether the live key of another probe stands in the text."""
        return any(key in self.live_keys for key in self.grade.keys)

    @property
    def repeats(self) -> bool:
        """Whether the wrong answer of last time came again."""
        return bool(self.last_wrong) and self.last_wrong == self.grade.wrong


def grade(challenge: Challenge, text: str) -> Grade:
    """The grade of `text` by the challenge's own kind.

    Raises `KeyError` for a kind that nobody can grade: what cannot be checked must not pass.
    """
    return GRADERS[challenge.kind].grade(challenge, text)


def wrong_candidate(challenge: Challenge, text: str) -> str:
    """The one wrong answer in `text`, to be known again next time; empty when there is none."""
    return grade(challenge, text).wrong


def names_key(challenge: Challenge, text: str) -> bool:
    """Whether the key stands in `text`, alone or among others."""
    return grade(challenge, text).knows
