"""Bedrock Converse, plain and streaming: Amazon's one protocol for the models of many vendors."""

from probes.protocols.bedrock_converse.reply import decode
from probes.protocols.bedrock_converse.request import adjust, authorise, encode
from probes.protocols.bedrock_converse.ways import DIALECTS, why_not

__all__ = ["DIALECTS", "adjust", "authorise", "decode", "encode", "why_not"]
