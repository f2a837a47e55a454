"""Writes executions into the log pane: live, and again when a session is reopened."""

import time
from collections.abc import Mapping
from typing import Any

from schemas.clean_text import clean, clean_line
from schemas.messages.events import ExecutionEvent
from schemas.messages.session import ExecutionView
from tui.interaction.json_reading import JsonReading
from tui.widgets.stream_pane import StreamPane


class RunLog:
    """One per execution. Several may write to one pane: whoever takes over says its name again."""

    def __init__(
        self, pane: StreamPane, execution: ExecutionView, *, structured: bool, titles: Mapping[str, str]
    ) -> None:
        self._pane = pane
        self._execution = execution
        self._reading = JsonReading(lambda name: titles.get(name, name)) if structured else None
        self._results = 0
        self._headed = False

    def take(self, event: ExecutionEvent) -> None:
        """Write one event."""
        data = event.data
        match event.kind:
            case "started":
                self._head(event.at)
            case "token":
                self._token(data.get("text", ""))
            case "log":
                self._line(clean(str(data.get("message", ""))), "info")
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

    def _token(self, text: str) -> None:
        shown = self._reading.feed(text) if self._reading else text
        if shown:
            self._pane.append(shown)

    def _completed(self, event: ExecutionEvent, data: Mapping[str, Any]) -> None:
        seconds = max(0.0, event.at - self._execution.started_at)
        usage = data.get("usage") or {}
        facts = [f"{seconds:.1f} s"]
        if tokens := usage.get("output_tokens"):
            facts.insert(0, f"{tokens} tokens")
        elif self._results:
            facts.insert(0, f"{self._results} result{'s' if self._results != 1 else ''}")
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
