"""The body of a messages request.

Format: https://docs.anthropic.com/en/api/messages. There is no seed and no `min_p`.
"""

from collections.abc import Mapping
from typing import Any

from engine.providers.text import Message, TextRequest

TOOL = "reply"
"""The tool that is forced on the model where a reply must fit a schema: its input is the reply."""
WRAPPED = "value"
"""The property that holds a reply which is no object."""

_JOINED = ("oneOf", "anyOf", "allOf")
_ABOVE = ("$defs", "definitions", "$schema")


def messages_body(request: TextRequest, *, model: str, max_tokens: int) -> dict[str, Any]:
    """Return the JSON body that asks for a streamed reply; `max_tokens` unless the request says how many."""
    sampling = request.sampling
    system = "\n\n".join(each.text for each in request.messages if each.role == "system")
    body: dict[str, Any] = {
        "model": model,
        "max_tokens": sampling.max_tokens or max_tokens,
        "stream": True,
        "messages": [
            {"role": each.role, "content": _content(each)}
            for each in request.messages
            if each.role != "system"
        ],
    }
    optional = {
        "system": system or None,
        "temperature": sampling.temperature,
        "top_p": sampling.top_p,
        "stop_sequences": list(sampling.stop) or None,
    }
    body.update((key, value) for key, value in optional.items() if value is not None)
    if request.output_schema is not None:
        schema = request.output_schema
        body["tools"] = [
            {
                "name": TOOL,
                "description": "Gives the whole answer.",
                "input_schema": _wrapped(schema) if needs_wrapping(schema) else schema,
            }
        ]
        body["tool_choice"] = {"type": "tool", "name": TOOL}
    return body


def needs_wrapping(schema: Mapping[str, Any]) -> bool:
    """Whether a tool cannot take the schema as its input: that must be an object, and say so."""
    return schema.get("type") != "object" or any(name in schema for name in _JOINED)


def _wrapped(schema: Mapping[str, Any]) -> dict[str, Any]:
    inner = {name: value for name, value in schema.items() if name not in _ABOVE}
    # References inside point at the root, where the definitions therefore stay.
    above = {name: schema[name] for name in _ABOVE if name in schema}
    return {**above, "type": "object", "properties": {WRAPPED: inner}, "required": [WRAPPED]}


def _content(message: Message) -> str | list[dict[str, Any]]:
    if not message.images:
        return message.text
    pictures = [
        {
            "type": "image",
            "source": {"type": "base64", "media_type": each.media_type, "data": each.base64},
        }
        for each in message.images
    ]
    return [*pictures, {"type": "text", "text": message.text}]
