"""Azure speaks in the shapes of chat completions."""

from tests.probes.protocols.openai_chat import shapes

SHAPES = shapes.SHAPES
