"""Ollama's own chat API, plain and streaming: the one that its OpenAI-compatible endpoint is made of."""

from probes.protocols.ollama.reply import decode
from probes.protocols.ollama.request import adjust, authorise, encode
from probes.protocols.ollama.ways import DIALECTS, why_not

__all__ = ["DIALECTS", "adjust", "authorise", "decode", "encode", "why_not"]
