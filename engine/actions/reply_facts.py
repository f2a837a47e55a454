"""What is remembered of an exchange with a text provider, for a result's provenance."""

import hashlib
from typing import Any

from engine.providers.text import TextEnd, TextProvider, TextRequest
from schemas.documents.action_config import LlmConfig
from schemas.documents.refs import InlineText, TextPart


def facts_of(
    provider: TextProvider,
    request: TextRequest,
    config: LlmConfig,
    end: TextEnd | None = None,
    seconds: float | None = None,
) -> dict[str, Any]:
    """Fields of `Provenance`; without `end` for an item of a reply that is still streaming."""
    sampling = request.sampling
    parameters = {
        "temperature": sampling.temperature,
        "top_p": sampling.top_p,
        "min_p": sampling.min_p,
        "max_tokens": sampling.max_tokens,
    }
    template = _source(config.input)
    texts = {message.role: message.text for message in request.messages}
    return {
        "provider": provider.name,
        "label": provider.label,
        "model": end.model if end else request.model or "",
        "seed": sampling.seed,
        "rendered": {"system": texts.get("system", ""), "input": texts.get("user", "")},
        "template": template,
        "template_hash": hashlib.sha256(template.encode()).hexdigest(),
        "parameters": {name: value for name, value in parameters.items() if value is not None},
        "usage": usage_of(end) if end else {},
        "seconds": seconds,
    }


def usage_of(end: TextEnd) -> dict[str, int]:
    """Tokens that were counted, by name."""
    usage = {"input_tokens": end.input_tokens, "output_tokens": end.output_tokens}
    return {name: amount for name, amount in usage.items() if amount is not None}


def _source(part: TextPart) -> str:
    if isinstance(part, InlineText):
        return part.text
    return part if isinstance(part, str) else part.ref
