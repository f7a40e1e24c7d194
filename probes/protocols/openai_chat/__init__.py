"""OpenAI Chat Completions, plain and streaming, as OpenAI and the gateways that imitate it speak it."""

from probes.protocols.openai_chat.adjustment import adjust
from probes.protocols.openai_chat.reply import decode
from probes.protocols.openai_chat.request import authorise, encode

__all__ = ["adjust", "authorise", "decode", "encode"]
