"""How a line looks: text for people, JSON for programs. Nobody's text can begin a line of its own."""

import json
import logging
import time
from typing import Any

from engine.caller import user
from engine.logs.context import about
from engine.logs.secrets import Hidden
from schemas.clean_text import clean
from schemas.json_value import is_object

_OTHER_BREAKS = {0x2028: " ", 0x2029: " "}

MOST = 16_384
"""Characters of one message, and of one traceback."""


class TextLines(logging.Formatter):
    """`2026-11-21 18:03:11,120 message`; further lines of it, and a traceback, are indented."""

    def __init__(self, hidden: Hidden) -> None:
        super().__init__("%(asctime)s %(message)s")
        self._hidden = hidden

    def format(self, record: logging.LogRecord) -> str:
        """One line, or more for an exception."""
        said = f"{self._hidden(_message(record))[:MOST]}\n{_traceback(self, record, self._hidden)}"
        return f"{self.formatTime(record)} {said.rstrip()}".replace("\n", "\n    ")


class JsonLines(logging.Formatter):
    """One object a line: `at` (UTC), `level`, `logger`, `message`, and what it is about.

    `facts` of the record (`extra={"facts": {…}}`) are keys of their own.
    """

    def __init__(self, hidden: Hidden, worker: str = "") -> None:
        super().__init__()
        self._hidden = hidden
        self._worker = {"worker": worker} if worker else {}

    def format(self, record: logging.LogRecord) -> str:
        """One line."""
        at = time.strftime("%Y-%m-%dT%H:%M:%S", time.gmtime(record.created))
        who = user()
        facts: Any = getattr(record, "facts", None)
        line: dict[str, Any] = {
            "at": f"{at}.{int(record.msecs):03d}Z",
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": _message(record),
            **({"user": who} if who else {}),
            **self._worker,
            **about(),
            **(facts if is_object(facts) else {}),
        }
        if trace := _traceback(self, record, self._hidden):
            line["traceback"] = trace
        texts = {name: value for name, value in line.items() if isinstance(value, str)}
        together = "\0".join(texts.values())
        if self._hidden(together) != together:  # most lines have nothing to hide
            line |= {name: self._hidden(value) for name, value in texts.items()}
        line["message"] = line["message"][:MOST]  # not before: half a secret would not be known as one
        return json.dumps(line, ensure_ascii=False, default=str)


def _message(record: logging.LogRecord) -> str:
    try:
        message = record.getMessage()
    except Exception:  # noqa: BLE001 - a wrong call of the log must not hide what was to be said
        message = f"{record.msg} {record.args}"
    return clean(message).translate(_OTHER_BREAKS)


def _traceback(formatter: logging.Formatter, record: logging.LogRecord, hidden: Hidden) -> str:
    # Not record.exc_text: that is what another formatter left, with whatever stands in it.
    text = formatter.formatException(record.exc_info) if record.exc_info else ""
    return hidden(clean(text).translate(_OTHER_BREAKS))[-MOST:]
