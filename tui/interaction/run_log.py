"""Writes executions into the log pane: live, and again when a session is reopened."""

import time
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from schemas.clean_text import clean, clean_line
from tui.interaction.json_reading import JsonReading
from tui.results.usage_text import money
from tui.widgets.stream_pane import StreamPane

if TYPE_CHECKING:
    from schemas.messages.events import ExecutionEvent
    from schemas.messages.session import ExecutionView


class RunLog:
    """One per execution. Several may write to one pane: whoever takes over says its name again.

    `structured` says whether its tokens are JSON; None leaves that to their first character,
    anew after each line of the log, since a rerun has replies of several modules.
    """

    def __init__(
        self,
        pane: StreamPane,
        execution: "ExecutionView",
        *,
        structured: bool | None,
        titles: Mapping[str, str],
    ) -> None:
        self._pane = pane
        self._execution = execution
        self._titles = titles
        self._structured = structured
        self._reading = self._new_reading() if structured else None
        self._begun = False
        self._results = 0
        self._headed = False

    def take(self, event: "ExecutionEvent") -> None:
        """Write one event."""
        data = event.data
        match event.kind:
            case "started":
                self._head(event.at)
            case "token":
                self._token(data.get("text", ""))
            case "log":
                self._line(clean(str(data.get("message", ""))), "info")
                self._begun = False
                if self._structured:
                    self._reading = self._new_reading()  # what follows is another reply
            case "result":
                self._results += 1
            case "completed":
                self._completed(event, data)
            case "failed":
                self._failed(data)
            case "cancelled":
                self._line("Cancelled. What had arrived is kept.", "warning")
            case _:
                return

    def _head(self, at: float) -> None:
        clock = time.strftime("%H:%M", time.localtime(at))
        self._pane.end_block()
        self._pane.write_line(f"{clock}  {clean_line(self._execution.label)}", "heading")
        self._headed = True

    def _new_reading(self) -> JsonReading:
        return JsonReading(lambda name: self._titles.get(name, name))

    def _token(self, text: str) -> None:
        if self._structured is None and not self._begun and text.strip():
            self._begun = True
            self._reading = self._new_reading() if text.lstrip()[0] in "{[" else None
        shown = self._reading.feed(text) if self._reading else text
        if shown:
            self._pane.append(shown)

    def _completed(self, event: "ExecutionEvent", data: Mapping[str, Any]) -> None:
        seconds = max(0.0, event.at - self._execution.started_at)
        usage = data.get("usage") or {}
        facts = [f"{seconds:.1f} s"]
        if tokens := usage.get("output_tokens"):
            facts.insert(0, f"{tokens} tokens")
        elif self._results:
            facts.insert(0, f"{self._results} result{'s' if self._results != 1 else ''}")
        if cost := usage.get("cost"):
            facts.append(money(cost))
        self._line(f"done, {', '.join(facts)}", "success")
        if message := data.get("message"):
            self._line(clean(str(message)), "warning" if "cut" in str(message) else "info")

    def _failed(self, data: Mapping[str, Any]) -> None:
        self._line(clean(str(data.get("message", "failed"))), "error")
        if hint := data.get("hint"):
            self._line(clean(str(hint)), "info")

    def _line(self, text: str, kind: str) -> None:
        self._pane.end_block()
        self._pane.write_line(text, kind)  # type: ignore[arg-type]
