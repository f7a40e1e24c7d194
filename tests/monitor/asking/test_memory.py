"""What a probe remembers: when a control is due, which models are its own, what it has seen before."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.asking.memory import CONTROL_EVERY, Adjustments, Memory, Seen
from monitor.entry import Learned
from monitor.store.codec import decode, encode
from monitor.store.migrations.versions.verdicts import ADDED, filled_in
from probes.types import Adjustment, Ask

_ASK = Ask("m", ())


def _passes(memory: Memory, count: int, model: str = "gpt") -> Memory:
    for _ in range(count):
        memory = memory.with_answer(Seen(passed=True, right=True, model=model))
    return memory


def test_a_control_comes_before_the_first_judgement():
    """Without its text-only tokens no usage can be judged; one that reported none was asked all the same."""
    assert Memory().control_due(29_000_000)
    assert not Memory().with_control(None, 7).control_due(7)


@given(st.integers(0, 10**9), st.integers(-(10**9), 10**9))
def test_a_control_is_due_once_in_twenty_slots(asked: int, later: int):
    """And at once when slots are numbered anew: "not yet" would otherwise last for years."""
    due = Memory().with_control(60, asked).control_due(asked + later)

    assert due == (not 0 <= later < CONTROL_EVERY)


def test_the_newest_control_counts():
    """Gateways change what they inject."""
    memory = Memory().with_control(60, 1).with_control(75, 21)

    assert (memory.control_tokens, memory.control_slot) == (75, 21)


def test_models_are_learned_from_the_first_twenty_passes():
    """What answers later under another name is a finding, not a new acquaintance."""
    memory = _passes(_passes(Memory(), 19), 1, "gpt-mini")

    assert memory.models_settled
    assert not _passes(Memory(), 19).models_settled
    assert _passes(memory, 5, "stranger").models == {"gpt", "gpt-mini"}


@pytest.mark.parametrize(("passed", "model"), [(False, "stranger"), (True, "")])
def test_only_a_pass_with_a_name_teaches_a_model(passed: bool, model: str):
    """The model of a wrong answer may be the very fault."""
    assert Memory().with_answer(Seen(passed=passed, right=passed, model=model)).models == frozenset()


def test_names_that_change_with_every_answer_are_bounded():
    """A gateway that puts an id into the name must not grow our memory."""
    memory = Memory()
    for number in range(20):
        memory = _passes(memory, 1, f"model-{number}")

    assert len(memory.models) == 16


def test_names_that_are_too_many_to_be_kept_judge_nobody():
    """Who names a request or one of many replicas is not another model with each answer that is new."""
    memory = Memory()
    for number in range(40):
        served = frozenset({f"replica-{number}"})
        memory = memory.with_answer(Seen(passed=True, right=True, model=f"m-{number}", backends=served))

    assert not memory.models_settled
    assert not memory.backends_settled
    assert memory.passes == memory.served == 40


def test_the_last_wrong_answer_is_the_last_one():
    """A right answer in between clears it: only an answer repeated at once is stale."""
    wrong = Memory().with_answer(Seen(passed=False, right=False, model="m", wrong="ABC34"))

    assert wrong.last_wrong == "ABC34"
    assert _passes(wrong, 1).last_wrong == ""
    assert wrong.passes == 0


def test_response_ids_are_kept_newest_last_and_bounded():
    """A repeated id betrays a cache; 64 of them are enough to notice."""
    memory = Memory()
    for number in range(100):
        memory = memory.with_answer(Seen(passed=True, right=True, model="m", response_id=f"id-{number}"))
        memory = memory.with_answer(Seen(passed=True, right=True, model="m"))

    assert memory.response_ids == tuple(f"id-{number}" for number in range(36, 100))


def test_adjustments_are_applied_to_the_next_ask():
    """A parameter refused once is not sent again under its name."""
    adjustments = (
        Adjustments()
        .with_one(Adjustment("max_tokens", "max_completion_tokens"))
        .with_one(Adjustment("stream_options"))
    )
    adjusted = adjustments.apply(_ASK)

    assert adjusted.renamed == {"max_tokens": "max_completion_tokens"}
    assert adjusted.omitted == {"stream_options"}
    assert adjustments.described() == "max_tokens sent as max_completion_tokens; stream_options left out"


def test_a_renamed_parameter_that_is_refused_again_is_left_out():
    """And said to be left out, not to be both."""
    adjustments = (
        Adjustments()
        .with_one(Adjustment("max_tokens", "max_completion_tokens"))
        .with_one(Adjustment("max_tokens"))
    )

    assert adjustments == Adjustments({}, frozenset({"max_tokens"}))
    assert adjustments.described() == "max_tokens left out"


def test_without_a_refusal_nothing_is_adjusted():
    """The ask goes out as composed, and nothing is said about it."""
    assert Adjustments().apply(_ASK) == _ASK
    assert Adjustments().described() == ""


def test_shares_controls_and_runs_are_bounded():
    """What is learned of a route that is probed for years stays small."""
    memory = Memory()
    for number in range(500):
        memory = memory.with_control(100 + number, number)
        memory = memory.with_answer(Seen(passed=True, right=True, share=number))

    assert memory.shares == tuple(range(436, 500))
    assert memory.controls == tuple(range(584, 600))
    assert len(memory.runs) == 20


def test_a_control_without_tokens_teaches_nothing_of_their_spread():
    """And calibrates nothing: the last control is what counts."""
    memory = Memory().with_control(100, 1).with_control(None, 2)

    assert (memory.control_tokens, memory.controls) == (None, (100,))


def _right(memory: Memory, *runs: bool) -> Memory:
    for right in runs:
        memory = memory.with_answer(Seen(passed=right, right=right))
    return memory


def test_a_probe_qualifies_by_eighteen_of_twenty_and_stays_so():
    """A model that could tell and cannot any more is broken, not unable."""
    assert not _right(Memory(), *[True] * 17).qualified
    assert not _right(Memory(), *[True, False, True, True, False] * 8).qualified
    qualified = _right(Memory(), *[False] * 5, *[True] * 18)
    assert qualified.qualified
    assert _right(qualified, *[False] * 50).qualified


def test_what_is_read_lately():
    """The last three, all of them."""
    assert not _right(Memory(), True, True).reads_lately
    assert _right(Memory(), False, True, True, True).reads_lately
    assert not _right(Memory(), True, True, True, False).reads_lately


def test_who_serves_is_learned_from_the_first_twenty_passes_that_say_so():
    """Passes without a word of it do not count: a gateway may begin to name its backend later."""
    memory = _passes(Memory(), 30)
    assert not memory.backends_settled
    named = Seen(passed=True, right=True, backends=frozenset({"m-1"}), providers=frozenset({"azure"}))
    for _ in range(20):
        memory = memory.with_answer(named)
    assert memory.backends_settled
    memory = memory.with_answer(Seen(passed=True, right=True, providers=frozenset({"other"})))
    assert (memory.backends, memory.providers) == ({"m-1"}, {"azure"})


def test_a_memory_of_before_is_still_read():
    """A row of the first version gets what was not known then."""
    before = (
        '{"memory":{"control_tokens":60,"control_slot":7,"models":["gpt"],"passes":31,"last_wrong":"",'
        '"response_ids":["r"]},"adjustments":{"renamed":{},"omitted":[]}}'
    )
    read = decode(Learned, filled_in(before, ADDED["learned"]))

    assert read.memory == Memory(60, 7, frozenset({"gpt"}), 31, response_ids=("r",))


def test_a_memory_is_kept_whole():
    """What was learned over days survives a restart."""
    memory = _right(Memory(), *[True] * 20).with_control(60, 3)
    memory = memory.with_answer(Seen(passed=True, right=True, share=255, providers=frozenset({"azure"})))
    learned = Learned(memory, Adjustments())

    assert decode(Learned, encode(learned)) == learned


def test_a_refused_effort_is_exchanged_and_only_where_there_is_one():
    """What a route accepts takes the place of what is asked by default; `effort: off` stays silent."""
    learned = Adjustments().with_one(Adjustment("reasoning_effort", value="low"))

    assert learned.apply(replace(_ASK, effort="minimal")).effort == "low"
    assert learned.apply(_ASK).effort is None
    assert learned.described() == "effort raised to low"


def test_a_cap_grows_by_doubling_up_to_a_bound():
    """Each step is remembered beside what was refused; a number from elsewhere never exceeds the most."""
    adjustments, caps = Adjustments(omitted=frozenset({"user"})), [1_024]
    while (wider := adjustments.with_room(caps[-1])) is not None:
        adjustments = wider
        caps.append(adjustments.apply(_ASK).max_output_tokens)

    assert caps == [1_024, 2_048, 4_096, 8_192]
    assert adjustments.omitted == {"user"}
    assert Adjustments(cap=10**9).apply(_ASK).max_output_tokens == 8_192
    assert Adjustments(cap=-5).apply(_ASK).max_output_tokens == 1_024
