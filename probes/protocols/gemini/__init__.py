"""Google's generateContent, plain and streaming, as AI Studio and Vertex AI speak it."""

from probes.protocols.gemini.reply import decode
from probes.protocols.gemini.request import adjust, authorise, encode
from probes.protocols.gemini.ways import DIALECTS, why_not

__all__ = ["DIALECTS", "adjust", "authorise", "decode", "encode", "why_not"]
