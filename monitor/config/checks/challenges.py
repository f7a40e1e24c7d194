"""Pictures of the user's own: whether each can be sent and judged, and tells the seeing from the blind."""

from collections.abc import Iterator

from monitor.config.checks.found import Found
from monitor.config.draft import Draft
from probes.challenges import custom
from probes.drawing import tells_place
from probes.types import Picture


def named_apart(draft: Draft) -> Iterator[Found]:
    """No picture takes the name of a preset, which would then be out of reach."""
    for name in draft.file.challenges:
        if name in draft.vocabulary.presets:
            yield Found(("challenges", name), "a preset has this name", "choose another name", at="key")


def images_usable(draft: Draft) -> Iterator[Found]:
    """Each file is there, is a picture that every vendor takes, and is no larger than they take."""
    for name, image in draft.images.items():
        if isinstance(image, str):
            yield Found(("challenges", name, "image"), image)


def answers_known(draft: Draft) -> Iterator[Found]:
    """Without a right answer nothing could ever pass."""
    for name, entry in draft.file.challenges.items():
        if entry.accept is None and entry.pattern is None:
            yield Found(
                ("challenges", name), "needs accept or pattern", "say which answers are right", at="key"
            )


def question_reveals(draft: Draft) -> Iterator[Found]:
    """A model that never saw the picture could answer from the words alone."""
    for name, question in draft.questions():
        if custom.reveals(question):
            message = "the question alone holds an accepted answer: a lost picture may pass"
            yield Found(("challenges", name, "question"), message, "ask for what only the picture shows")


def unlisted(draft: Draft) -> Iterator[Found]:
    """A picture that no route's probes name is never sent."""
    listed = {name for loc, route in draft.templates() for _, name in draft.listed(loc, route)}
    for name in draft.file.challenges:
        if name not in listed:
            yield Found(("challenges", name), "no route lists it in probes", at="key")


def alone(draft: Draft) -> Iterator[Found]:
    """What is the same each time can be answered by a cache, and then nobody looks at pictures any more."""
    ours = draft.file.challenges
    for loc, route in draft.templates():
        if all(name in ours for _, name in draft.listed(loc, route)):
            message = "every picture is the same each time, so a cache can answer for a route that is blind"
            yield Found((*loc, "probes"), message, "list inline, too")


def place_told(draft: Draft) -> Iterator[Found]:
    """The bytes are sent as they are, metadata and all."""
    for name, image in draft.images.items():
        if isinstance(image, Picture) and tells_place(image):
            message = "its metadata say where it was taken, and are sent along"
            yield Found(("challenges", name, "image"), message, "strip them")
