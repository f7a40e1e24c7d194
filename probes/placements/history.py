"""A dozen turns of other talk before the question: what shortens, sums up or flattens a history touches it.

Ollama drops older turns where the context is full, by a rule of thumb of its own for pictures (facts A4 37),
and gateways rebuild long conversations. The talk is of about 300 tokens, always the same, without a digit and
without a word about pictures: nothing in it could be taken for an answer, or for the question.
"""

from probes.types import ImagePart, Message, TextPart

_TALK = (
    "I would like to grow herbs on a balcony that faces west. Which ones are easy to begin with?",
    "Mint, chives and parsley forgive nearly everything. Rosemary and thyme like the sun of the afternoon.",
    "Do all of them fit into one box, or should I keep some apart?",
    "Keep mint in a pot of its own, because its roots crowd out the others. The rest get on well in pairs.",
    "What kind of soil should I buy for the dry ones?",
    "Ordinary potting soil with a good deal of sand in it. The water runs off, and that is what they like.",
    "How often do they need water in a warm summer?",
    "Parsley and mint on every hot evening. For rosemary and thyme wait until the soil feels dry far down.",
    "Can I leave them outside in winter?",
    "Thyme, mint and chives come back in spring. Move rosemary to the wall when the nights turn cold.",
    "And when is the best time to cut them?",
    "In the morning, when the dew has dried. Take the tips only, and they grow bushier than before.",
)


def after_much_talk(question: str, images: tuple[ImagePart, ...]) -> tuple[Message, ...]:
    """The talk, turn by turn, then the pictures and the question in a last user turn."""
    roles = ("user", "assistant") * (len(_TALK) // 2)
    before = (Message(role, (TextPart(said),)) for role, said in zip(roles, _TALK, strict=True))
    return (*before, Message("user", (*images, TextPart(question))))
