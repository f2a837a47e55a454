"""The body of a messages request.

Format: https://docs.anthropic.com/en/api/messages. There is no seed and no `min_p`.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from engine.providers.dialogue import alternating
from engine.providers.text import Message, TextRequest, Tool

TOOL = "reply"
"""The tool that a model must call where its reply must fit a schema: its input is the reply."""
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
        "messages": _turns(request.messages),
    }
    optional = {
        "system": system or None,
        "temperature": sampling.temperature,
        "top_p": sampling.top_p,
        "stop_sequences": list(sampling.stop) or None,
    }
    body.update((key, value) for key, value in optional.items() if value is not None)
    tools = [_described(each.name, each.description, _object(each.parameters)) for each in request.tools]
    if request.output_schema is not None:
        schema, name = request.output_schema, reply_tool(request.tools)
        form = _wrapped(schema) if needs_wrapping(schema) else schema
        body["tool_choice"] = {"type": "any"} if tools else {"type": "tool", "name": name}
        tools.insert(0, _described(name, "Gives the whole answer.", form))
    if tools:
        body["tools"] = tools
    return body


def reply_tool(others: Iterable[Tool]) -> str:
    """The name of the tool that takes the reply, which none of the others has."""
    taken, name = {each.name for each in others}, TOOL
    while name in taken:
        name += "_"
    return name


def needs_wrapping(schema: Mapping[str, Any]) -> bool:
    """Whether a tool cannot take the schema as its input: that must be an object, and say so."""
    return schema.get("type") != "object" or any(name in schema for name in _JOINED)


def _wrapped(schema: Mapping[str, Any]) -> dict[str, Any]:
    inner = {name: value for name, value in schema.items() if name not in _ABOVE}
    # References inside point at the root, where the definitions therefore stay.
    above = {name: schema[name] for name in _ABOVE if name in schema}
    return {**above, "type": "object", "properties": {WRAPPED: inner}, "required": [WRAPPED]}


def _object(schema: Mapping[str, Any]) -> dict[str, Any]:
    """The schema of a tool's input as far as it can be said here; the caller validates in any case."""
    return {"type": "object", **{name: part for name, part in schema.items() if name not in _JOINED}}


def _described(name: str, description: str, schema: Mapping[str, Any]) -> dict[str, Any]:
    return {"name": name, "description": description, "input_schema": schema}


def _turns(messages: Iterable[Message]) -> list[dict[str, Any]]:
    turns = [
        {"role": each.role, "content": _content(each)}
        for each in alternating(messages)
        if each.role != "system"
    ]
    if turns and turns[0]["role"] == "assistant":
        turns.insert(0, {"role": "user", "content": "…"})  # the first word must be the user's
    return turns


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
    # An empty text is refused.
    return [*pictures, {"type": "text", "text": message.text}] if message.text.strip() else pictures
