"""The body of an OpenAI-compatible chat request.

Format: https://platform.openai.com/docs/api-reference/chat/create; `grammar` is
llama.cpp's (`tools/server/README.md`), its llguidance dialect when it starts so.
"""

import json
import re
from collections.abc import Mapping
from typing import Any, Literal

from engine.providers.dialogue import alternating
from engine.providers.text import Message, TextRequest, Tool

Structured = Literal["json_schema", "llguidance", "json_object", "none"]
"""How a server is held to a JSON Schema. With the last two it is only asked in words."""


_QUOTED = {"/": r"\/", "\n": r"\n"}


def chat_body(
    request: TextRequest,
    *,
    model: str | None,
    structured: Structured,
    extra: Mapping[str, Any],
    limit_name: str = "max_tokens",
) -> dict[str, Any]:
    """Return the JSON body that asks for a streamed reply; `extra` wins over all else."""
    sampling = request.sampling
    schema = request.output_schema
    messages: list[dict[str, Any]] = [
        {"role": each.role, "content": _content(each)} for each in alternating(request.messages)
    ]
    body: dict[str, Any] = {"stream": True, "stream_options": {"include_usage": True}}
    optional = {
        "model": request.model or model,
        "temperature": sampling.temperature,
        "top_p": sampling.top_p,
        "min_p": sampling.min_p,
        limit_name: sampling.max_tokens,
        "seed": sampling.seed,
        "stop": list(sampling.stop) or None,
    }
    body.update((key, value) for key, value in optional.items() if value is not None)
    if schema is not None:
        if structured in ("json_object", "none"):
            messages.insert(0, {"role": "system", "content": in_words(schema)})
        if structured == "json_object":
            body["response_format"] = {"type": "json_object"}
        elif structured == "json_schema":
            # Not `strict`: OpenAI then refuses schemas that use all of JSON Schema.
            body["response_format"] = {
                "type": "json_schema",
                "json_schema": {"name": "reply", "schema": schema},
            }
        elif structured == "llguidance":
            body["grammar"] = _of_schema(schema)
    elif request.output_pattern is not None and structured == "llguidance":
        body["grammar"] = _of_pattern(request.output_pattern)
    body["messages"] = messages
    if request.tools:
        body["tools"] = [{"type": "function", "function": function_of(each)} for each in request.tools]
    body.update(extra)
    return body


def _content(message: Message) -> str | list[dict[str, Any]]:
    """A plain text where it is nothing else: not every server knows parts."""
    if not message.images:
        return message.text
    pictures = [{"type": "image_url", "image_url": {"url": each.data_url}} for each in message.images]
    return [*pictures, {"type": "text", "text": message.text}]


def function_of(tool: Tool) -> dict[str, Any]:
    """A tool as OpenAI, and who does as OpenAI, wants it described."""
    # Some refuse an object that has no properties.
    parameters: dict[str, Any] = {"type": "object", "properties": {}, **tool.parameters}
    return {"name": tool.name, "description": tool.description, "parameters": parameters}


def in_words(schema: dict[str, Any]) -> str:
    """The schema for a server that can only be asked."""
    return f"Answer with JSON only, without code fences, that matches this JSON Schema:\n{json.dumps(schema)}"


def _of_schema(schema: dict[str, Any]) -> str:
    # Left to choose, small models fill their budget with whitespace between the values.
    tight = {**schema, "x-guidance": {"whitespace_flexible": False}}
    return f"%llguidance {{}}\nstart: %json {json.dumps(tight)}"


def _of_pattern(pattern: str) -> str:
    # It stands between slashes, on one line; what is escaped already stays as it is.
    quoted = re.sub(r"\\.|/|\n", lambda part: _QUOTED.get(part[0], part[0]), pattern)
    return f"%llguidance {{}}\nstart: /{quoted}/"
