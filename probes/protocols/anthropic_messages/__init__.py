"""Anthropic Messages, plain and streaming, as Anthropic and the gateways that imitate it speak it."""

from probes.protocols.anthropic_messages.reply import decode
from probes.protocols.anthropic_messages.request import adjust, authorise, encode
from probes.protocols.anthropic_messages.ways import DIALECTS, why_not

__all__ = ["DIALECTS", "adjust", "authorise", "decode", "encode", "why_not"]
