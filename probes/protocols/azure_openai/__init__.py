"""Chat Completions as Azure OpenAI serves it: its addresses and its header, and OpenAI's words in between."""

from probes.protocols.azure_openai.addresses import DIALECTS, VERSIONED
from probes.protocols.azure_openai.request import adjust, authorise, encode, why_not
from probes.protocols.openai_chat import decode

__all__ = ["DIALECTS", "VERSIONED", "adjust", "authorise", "decode", "encode", "why_not"]
