"""OpenAI Responses, plain and streaming, as OpenAI and the gateways that imitate it speak it."""

from probes.protocols.openai_responses.reply import decode
from probes.protocols.openai_responses.request import adjust, authorise, encode
from probes.protocols.openai_responses.ways import DIALECTS, why_not

__all__ = ["DIALECTS", "adjust", "authorise", "decode", "encode", "why_not"]
