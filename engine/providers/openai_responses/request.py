"""The body of a responses request.

Format: https://platform.openai.com/docs/api-reference/responses/create. There is no seed,
no `min_p` and no stop text.
"""

from typing import Any

from engine.providers.dialogue import alternating
from engine.providers.openai_request import Structured, function_of, in_words
from engine.providers.text import Message, TextRequest


def responses_body(request: TextRequest, *, model: str | None, structured: Structured) -> dict[str, Any]:
    """Return the JSON body that asks for a streamed reply, which the server is asked not to keep."""
    sampling = request.sampling
    schema = request.output_schema
    said = [each.text for each in request.messages if each.role == "system"]
    if schema is not None and structured != "json_schema":
        said.append(in_words(schema))
    body: dict[str, Any] = {"stream": True, "store": False}
    optional = {
        "model": request.model or model,
        "instructions": "\n\n".join(said) or None,
        "temperature": sampling.temperature,
        "top_p": sampling.top_p,
        "max_output_tokens": sampling.max_tokens,
    }
    body.update((key, value) for key, value in optional.items() if value is not None)
    if schema is not None and structured == "json_schema":
        # Not `strict`: OpenAI then refuses schemas that use all of JSON Schema.
        form = {"type": "json_schema", "name": "reply", "schema": schema, "strict": False}
        body["text"] = {"format": form}
    elif schema is not None and structured == "json_object":
        body["text"] = {"format": {"type": "json_object"}}
    body["input"] = [
        {"role": each.role, "content": _content(each)}
        for each in alternating(request.messages)
        if each.role != "system"
    ]
    if request.tools:
        # Strict unless told otherwise: OpenAI then refuses schemas that use all of JSON Schema.
        body["tools"] = [{"type": "function", "strict": False, **function_of(each)} for each in request.tools]
    return body


def _content(message: Message) -> str | list[dict[str, Any]]:
    if not message.images:
        return message.text
    pictures = [{"type": "input_image", "image_url": each.data_url} for each in message.images]
    return [*pictures, {"type": "input_text", "text": message.text}]
