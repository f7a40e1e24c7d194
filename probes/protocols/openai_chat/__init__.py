"""OpenAI Chat Completions, plain and streaming, as OpenAI and the gateways that imitate it speak it."""

from probes.protocols.openai_chat.dialects import DIALECTS
from probes.protocols.openai_chat.reply import decode
from probes.protocols.openai_chat.request import adjust, authorise, encode
from probes.protocols.openai_chat.ways import why_not

__all__ = ["DIALECTS", "adjust", "authorise", "decode", "encode", "why_not"]
