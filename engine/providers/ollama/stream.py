"""What Ollama streams back: a JSON object on each line, the last one with `done`.

Format: https://github.com/ollama/ollama/blob/main/docs/api.md. A failure in the middle is
`{"error": "…"}` under status 200; durations are nanoseconds. Tool calls come whole, their
arguments as an object.
"""

from typing import Any

from engine.providers.ndjson import NDJSONDecoder
from engine.providers.openai_errors import error_of_event
from engine.providers.text import TextEnd
from engine.providers.text_stream import Said, TextStream, count
from schemas.clean_text import clean_line

_DURATIONS = {"load_ms": "load_duration", "prompt_ms": "prompt_eval_duration", "reply_ms": "eval_duration"}


class OllamaStream(TextStream):
    """One reply; `done` makes it whole."""

    protocol = "an Ollama server, without a path"
    whole_body = frozenset({"text/html"})
    """JSON is read by lines whatever it is called: proxies name streams of it so."""

    def __init__(self, *, where: str, secret: str | None, model: str) -> None:
        super().__init__(where=where, secret=secret, model=model, decoder=NDJSONDecoder())
        self._last: dict[str, Any] = {}

    def _read_event(self, event: dict[str, Any], said: Said) -> None:
        if event.get("error"):
            raise error_of_event(event, where=self._where, secret=self._secret)
        message: dict[str, Any] = event.get("message") or {}
        content = message.get("content")
        if content:
            if not isinstance(content, str):
                raise TypeError
            said.append(content)
            self.started = True
        elif message.get("thinking"):
            self.started = True
        for call in message.get("tool_calls") or ():
            function = call["function"]
            arguments = function.get("arguments")
            self.calls.add(None, name=function.get("name"), id=call.get("id"), arguments=arguments)
            said.extend(self.calls.end(None))
            self.started = True
        if event["done"] is True:
            self.done = True
            self.finish_reason = clean_line(str(event.get("done_reason") or "stop"))
            self._model = clean_line(str(event.get("model") or self._model))
            self._last = event

    def _end(self) -> TextEnd:
        last = self._last
        took = {name: count(last.get(field)) for name, field in _DURATIONS.items()}
        return TextEnd(
            self.finish_reason,
            self._model,
            count(last.get("prompt_eval_count")),
            count(last.get("eval_count")),
            {name: round(spent / 1e6) for name, spent in took.items() if spent},
        )
