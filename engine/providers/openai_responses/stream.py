"""What the responses API streams back, event by event.

Format: https://platform.openai.com/docs/api-reference/responses-streaming; the text is that
of `response.output_text.delta`. `response.completed`, `response.incomplete`,
`response.failed` and `error` are the ends; the usage is inside the response. A tool call
is an output item of type `function_call`, complete with `response.output_item.done`.
"""

from typing import Any

from engine.providers.openai_errors import error_of, error_of_event
from engine.providers.text import TextEnd
from engine.providers.text_stream import Said, TextStream, count, counts, inside
from schemas.clean_text import clean_line

_STATUS = {"rate_limit_exceeded": 429, "insufficient_quota": 429, "invalid_prompt": 400}
_MEANING = {"max_output_tokens": "length", "": "incomplete"}
"""Of the reasons for which a response is incomplete; others stay as they are."""


class ResponsesStream(TextStream):
    """One reply."""

    protocol = "a server with OpenAI's responses API"

    def __init__(self, *, where: str, secret: str | None, model: str) -> None:
        super().__init__(where=where, secret=secret, model=model)
        self._refusal: list[str] = []
        self._usage: dict[str, Any] = {}

    def _read_payload(self, payload: str, said: Said) -> None:
        if payload != "[DONE]":  # some servers add it; it is not the end of this protocol
            super()._read_payload(payload, said)

    def _read_event(self, event: dict[str, Any], said: Said) -> None:
        what = event.get("type")
        if what == "response.output_text.delta":
            self._add(event["delta"], said)
        elif what == "response.function_call_arguments.delta":
            self.started = True
            self.calls.add(event.get("output_index"), arguments=event["delta"])
        elif what in ("response.output_item.added", "response.output_item.done"):
            self._read_item(event.get("output_index"), event["item"], said, done=what.endswith("done"))
        elif what == "response.refusal.delta":
            self._refusal.append(str(event["delta"]))
        elif what in ("response.completed", "response.incomplete", "response.failed"):
            self._read_response(event["response"])
            said.extend(self.calls.end_all())
        elif what == "error":
            # OpenAI puts code and message beside the type, others inside `error`.
            raise self._failed(inside(event, "error") or event)
        elif what is None:
            self._read_whole(event, said)
        elif what.endswith(".delta"):
            self.started = True  # it thinks

    def _add(self, words: Any, said: Said) -> None:
        if not isinstance(words, str):
            raise TypeError
        if words:
            said.append(words)
            self.started = True

    def _read_item(self, place: Any, item: dict[str, Any], said: Said, *, done: bool) -> None:
        if item.get("type") != "function_call":
            return
        self.started = True
        # What it holds when it is done is all of it, whatever the deltas were.
        self.calls.add(place, name=item.get("name"), id=item.get("call_id"))
        if done:
            said.extend(self.calls.end(place, arguments=item.get("arguments")))

    def _read_response(self, response: dict[str, Any]) -> None:
        if response.get("status") == "failed" or response.get("error"):
            raise self._failed(inside(response, "error"))
        self._model = clean_line(str(response.get("model") or self._model))
        self._usage = dict(inside(response, "usage"))
        self.finish_reason = "stop"
        if response["status"] != "completed":
            reason = clean_line(str(inside(response, "incomplete_details").get("reason") or ""))
            self.finish_reason = _MEANING.get(reason, reason)
        self.done = True

    def _read_whole(self, event: dict[str, Any], said: Said) -> None:
        """What a server sends that ignored `stream`."""
        if "status" not in event:
            raise error_of_event(event, where=self._where, secret=self._secret)
        self._read_response(event)
        for at, item in enumerate(event["output"]):
            self._read_item(at, item, said, done=True)
            for part in item.get("content") or ():
                if part["type"] == "output_text":
                    self._add(part["text"], said)
                elif part["type"] == "refusal":
                    self._refusal.append(str(part["refusal"]))

    def _failed(self, detail: Any) -> Exception:
        status = _STATUS.get(str(detail.get("code") or ""), 500)
        return error_of(status, detail, None, self._where, self._secret)

    def _end(self) -> TextEnd:
        if self._refusal or self.finish_reason == "content_filter":
            raise self.refused("".join(self._refusal))
        usage = self._usage
        asked, answered = inside(usage, "input_tokens_details"), inside(usage, "output_tokens_details")
        return TextEnd(
            self.finish_reason,
            self._model,
            count(usage.get("input_tokens")),
            count(usage.get("output_tokens")),
            counts(
                cached_tokens=asked.get("cached_tokens"),
                cache_write_tokens=asked.get("cache_write_tokens"),
                reasoning_tokens=answered.get("reasoning_tokens"),
            ),
        )
