"""What a run tells while it goes: JSON lines for programs, or a few readable lines for a person."""

import sys
from typing import Any, Protocol

from engine.cli.headless.asked import AskedLines
from engine.cli.headless.sweep_table import sweep_table
from engine.cli.output import say_json
from schemas.clean_text import clean_line
from schemas.json_value import is_object
from schemas.messages.events import TERMINAL_KINDS, ExecutionEvent, SessionChange
from schemas.messages.sweeps import SweepView


class Report(Protocol):
    """Is told everything in the order in which it happens."""

    def change(self, change: SessionChange) -> None: ...

    def event(self, event: ExecutionEvent) -> None: ...

    def sweep(self, view: SweepView) -> None: ...


class JsonLines:
    """Every session change and every event of an execution on a line of standard output, at once."""

    def change(self, change: SessionChange) -> None:
        """`{session_id, seq, kind, data}`."""
        _line(change.model_dump(mode="json"))

    def event(self, event: ExecutionEvent) -> None:
        """`{execution_id, seq, at, kind, data}`."""
        _line(event.model_dump(mode="json"))

    def sweep(self, view: SweepView) -> None:
        """`{"kind": "sweep", "axes", "cells", …}`: what became of every run."""
        _line({"kind": "sweep", **view.model_dump(mode="json")})

    def end(self, facts: dict[str, Any]) -> None:
        """The last line: `{"kind": "end", …}`."""
        _line({"kind": "end", **facts})


class Readable:
    """What begins, how far it is and how it ended, on standard error."""

    def __init__(self, *, quiet: bool = False) -> None:
        self._quiet = quiet
        self._labels: dict[str, str] = {}
        self._began: dict[str, float] = {}
        self._results: dict[str, int] = {}
        self._said: dict[str, str] = {}
        self._asked = AskedLines()

    def change(self, change: SessionChange) -> None:
        """Pages that open are named, states that are entered, and actions in replies that do not run."""
        match change.kind:
            case "interaction_opened":
                request = change.data.get("request")
                title = request.get("title") if is_object(request) else None
                self.say(f"Page: {title or change.data.get('module_id', '')}")
            case "state_entered":
                self.say(f"State: {change.data.get('title', '')}")
            case "embedded_action":
                if line := self._asked.line(change.data["action"]):
                    self.say(f"  {line}")
            case _:
                pass

    def event(self, event: ExecutionEvent) -> None:
        """Begin, notes and end of an execution; a failure is said by who asked for it."""
        which, data = event.execution_id, event.data
        match event.kind:
            case "started":
                self._labels[which], self._began[which] = str(data.get("label", "")), event.at
                self.say(f"{self._labels[which]} …")
            case "result":
                self._results[which] = self._results.get(which, 0) + 1
            case "log":
                self._note(which, str(data.get("message") or ""))
            case "progress" if data.get("fraction") != 1:  # its end is about to be said
                self._note(which, str(data.get("message") or ""))
            case kind if kind in TERMINAL_KINDS:
                self._ended(event)
            case _:
                pass

    def sweep(self, view: SweepView) -> None:
        """A table of what became of every run."""
        for line in sweep_table(view):
            self.say(line)

    def say(self, text: str) -> None:
        """A line on standard error, unless it is to be quiet."""
        if not self._quiet:
            sys.stderr.write(clean_line(text) + "\n")
            sys.stderr.flush()

    def _note(self, which: str, message: str) -> None:
        if message and self._said.get(which) != message:
            self._said[which] = message
            self.say(f"  {message}")

    def _ended(self, event: ExecutionEvent) -> None:
        which = event.execution_id
        label = self._labels.get(which, "")
        took = f"{max(0.0, event.at - self._began.get(which, event.at)):.1f} s"
        if event.kind == "completed":
            count = self._results.get(which, 0)
            made = f", {count} result{'s' if count != 1 else ''}" if count else ""
            self.say(f"{label}: done in {took}{made}")
            self._note(which, str(event.data.get("message") or ""))
        else:
            self.say(f"{label}: {event.kind} after {took}")


def _line(value: dict[str, Any]) -> None:
    say_json(value, indent=None)
    sys.stdout.flush()
