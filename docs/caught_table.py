"""The README's table of ways to lose a picture that one code alone does not show, by the declared faults."""

from simgateway.faults import FAULTS

# What happens, in the words of those who met it, and the fault that does it with its argument.
_ROWS: tuple[tuple[str, str], ...] = (
    ("another model describes the picture, a text model answers", "caption_bridge"),
    ("the same, and the description is billed like a picture", "caption_bridge_billed"),
    ("the same, and what is asked is where things are", "caption_bridge_coarse"),
    ("a cache keyed on the text answers, for a moment or for ever", "cached_briefly"),
    ("of several pictures only the last arrives", "last_image_only"),
    ("pictures arrive in another order", "images_reordered"),
    ("one replica of five drops pictures", "drop_one_of=5"),
    ("pictures arrive four times smaller", "downscaled=4"),
    ("pictures arrive mirrored", "mirrored"),
    ("pictures in the results of tools are dropped, and no others", "tool_images_dropped"),
    ("pictures of earlier turns are dropped", "history_stripped"),
    ("of a question in several parts only the last is kept", "last_text_only"),
    ("the alpha channel is dropped, and black is left on black", "alpha_dropped"),
    ("another model answers from now on, and rightly", "model_swapped_later"),
)
CAUGHT = tuple(fault for _, fault in _ROWS)
"""The faults of the table, each as it stands after the `+` in a model's name."""

HEAD = ("what happens", "the simulated fault", "found by the probe", "Eyechart says")


def caught_rows() -> list[tuple[str, str, str, str]]:
    """A row for each way: what happens, the fault, the probe meant for it, and what it is judged to be."""
    return [(what, f"`{fault}`", *_found(fault)) for what, fault in _ROWS]


def _found(fault: str) -> tuple[str, str]:
    declared = FAULTS[fault.partition("=")[0]]
    reasons = (reason for reason in dict.fromkeys(declared.sequence) if reason != "ok")
    return f"`{declared.probe}`", " ".join(f"`{reason}`" for reason in reasons)
