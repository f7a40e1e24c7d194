"""What machines put in the place of an image or of an answer, whatever the language.

Placeholders stand where a gateway took the picture out; masks stand where a guardrail took the answer out.
"""

PLACEHOLDERS: tuple[str, ...] = (
    # A text model of Ollama up to 0.3.14 was sent a literal [img-0]; others write the modality's name.
    r"\[(?:img|image)(?:[-_ ]?\d{1,3})?\](?!\()",
    r"<(?:image|img)(?:[-_ ]?(?:\d{1,3}|pad|token|placeholder))?\s{0,3}/?>",
    r"<\|(?:image|vision|media)_\w{1,16}\|>",
    # AxonHub "[Unsupported Image]", Cline and LibreChat "(image omitted: …)".
    r"[\[(]unsupported image\b",
    r"[\[(]image (?:omitted|removed|unavailable|not available|unsupported|placeholder|skipped)\b",
    r"\bimage attachment ?[-–—:] ?not\b|\bnot viewable by this model\b",
    r"\bimage could not be processed\b|\bimage placeholder\b",
)
"""Over folded prose, see `probes.folding.prose`."""

MASKS: tuple[str, ...] = (
    # LLM Guard [REDACTED_PERSON_1], plain [REDACTED] and its synonyms.
    (
        r"(?i:[\[<{(](?:redacted|masked|filtered|blocked|hidden|removed|anonymi[sz]ed|censored|pii)"
        r"[^\]>})\n]{0,40}[\]>})])"
    ),
    # Presidio <US_SSN>, Bedrock {LICENSE_PLATE}, LLM Guard [CREDIT_CARD_RE_1].
    r"[<{\[](?!NO_IMAGE)[A-Z]{2,20}(?:_[A-Z0-9]{1,20}){1,5}[>}\]]",
    r"[<{\[](?:PERSON|NAME|LOCATION|PASSWORD|SECRET|TOKEN|ID|PIN|PHONE|EMAIL|ADDRESS|NUMBER)[>}\]]",
    # A mask of characters.
    r"[*•●█▇■▓#]{4,64}",
)
"""Over the text as it stands: case tells a mask from a tag."""

# What follows where the sentinel is only talked about: "NO_IMAGE if there is none".
_TALK = r"(?![`'\"*.)_\]]{0,6} (?:if|when|unless|in case|only if)\b)"

SENTINELS: tuple[str, ...] = (
    # The asked-for word, escaped or decorated, wherever it stands.
    rf"(?<![a-z0-9_])_{{0,4}}no(?:\\{{0,2}}_){{1,2}}image(?![a-z0-9]){_TALK}",
    # The same in plain words or another join, alone on its line or in its quotes.
    (
        r"(?:^|(?<=[\n\"'`:*>{(\[]))[\s\"'`*_\[({>#-]{0,8}no[\s\\*_–-]{0,4}image"
        rf"[\s\"'`*_\])}}<.!。-]{{0,8}}(?:$|(?<=[\n\"'`*}}\]<])|(?=[\n<])){_TALK}"
    ),
)
"""Over the upright text in lower case."""
