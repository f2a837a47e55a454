"""What is remembered of an exchange with a text provider, for a result's provenance."""

import hashlib
from collections.abc import Mapping
from typing import Any

from engine.actions.action import Exchange
from engine.actions.references import UsedReferences
from engine.providers.text import TextEnd, TextProvider, TextRequest
from schemas.documents.action_config import LlmConfig
from schemas.documents.converse_config import ConverseConfig
from schemas.documents.refs import InlineText, TextPart

STOPPED = {
    "length": "The reply was cut at its token limit.",
    "context_window": "The reply was cut: the model's context is full.",
    "incomplete": "The reply was cut by the provider, which does not say why.",
}
"""What a person is told of a finish reason."""


def facts_of(
    provider: TextProvider,
    request: TextRequest,
    references: UsedReferences,
    config: LlmConfig | ConverseConfig,
    end: TextEnd | None = None,
    seconds: float | None = None,
) -> dict[str, Any]:
    """Fields of `Provenance`; without `end` for an item of a reply that is still streaming.

    `request` is without the references that are added to it: their names and hashes say which.
    """
    sampling = request.sampling
    parameters = {
        "temperature": sampling.temperature,
        "top_p": sampling.top_p,
        "min_p": sampling.min_p,
        "max_tokens": sampling.max_tokens,
    }
    template = _source(config.input)
    texts = {message.role: message.text for message in request.messages}
    rendered: dict[str, Any] = {"system": texts.get("system", ""), "input": texts.get("user", "")}
    return {
        "provider": provider.name,
        "label": provider.label,
        "model": end.model if end else request.model or "",
        "seed": sampling.seed,
        "rendered": rendered,
        "references": [dict(each) for each in references.facts()],
        "template": template,
        "template_hash": hashlib.sha256(template.encode()).hexdigest(),
        "parameters": {name: value for name, value in parameters.items() if value is not None},
        "usage": usage_of(end) if end else {},
        "finish_reason": end.finish_reason if end else "",
        "seconds": seconds,
    }


def exchange_of(facts: Mapping[str, Any], references: UsedReferences, reply: str) -> Exchange:
    """What is remembered of the exchange itself, out of `facts_of`."""
    return Exchange(
        asked=facts["rendered"]["input"],
        reply=reply,
        system=facts["rendered"]["system"],
        provider=facts["provider"],
        provider_label=facts["label"],
        model=facts["model"],
        usage=facts["usage"],
        references=references.facts(),
    )


def usage_of(end: TextEnd) -> dict[str, float]:
    """Tokens that were counted, by name; and `cost` in US dollars where the provider says it."""
    usage = {
        "input_tokens": end.input_tokens,
        "output_tokens": end.output_tokens,
        **end.usage,
        "cost": end.cost,
    }
    return {name: amount for name, amount in usage.items() if amount is not None}


def _source(part: TextPart) -> str:
    if isinstance(part, InlineText):
        return part.text
    return part if isinstance(part, str) else part.ref
