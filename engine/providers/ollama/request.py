"""The body of a chat request to Ollama.

Format: https://github.com/ollama/ollama/blob/main/docs/api.md.
"""

from typing import Any

from engine.providers.dialogue import alternating
from engine.providers.openai_request import function_of
from engine.providers.text import Message, TextRequest

Think = bool | str
"""Whether a model thinks first, or how much: `low`, `medium`, `high`."""


def chat_body(
    request: TextRequest,
    *,
    model: str,
    context: int | None = None,
    keep_alive: str | int | None = None,
    think: Think | None = None,
) -> dict[str, Any]:
    """Return the JSON body that asks for a streamed reply.

    `context` is in tokens, `keep_alive` how long the model stays loaded (`5m`, or seconds).
    """
    sampling = request.sampling
    options = {
        "temperature": sampling.temperature,
        "top_p": sampling.top_p,
        "min_p": sampling.min_p,
        "num_predict": sampling.max_tokens,
        "seed": sampling.seed,
        "stop": list(sampling.stop) or None,
        "num_ctx": context,
    }
    body: dict[str, Any] = {
        "model": model,
        "messages": [_message(each) for each in alternating(request.messages)],
        "stream": True,
        "options": {name: value for name, value in options.items() if value is not None},
    }
    if request.tools:
        body["tools"] = [{"type": "function", "function": function_of(each)} for each in request.tools]
    optional = {"format": request.output_schema, "keep_alive": keep_alive, "think": think}
    body.update((key, value) for key, value in optional.items() if value is not None)
    return body


def _message(message: Message) -> dict[str, Any]:
    pictures = {"images": [each.base64 for each in message.images]} if message.images else {}
    return {"role": message.role, "content": message.text, **pictures}
