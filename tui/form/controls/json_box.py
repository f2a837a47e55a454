"""A value of any shape, as JSON."""

import json
from typing import ClassVar

from textual.binding import Binding, BindingType

from tui.form.controls.text_box import TextBox

_LONGEST = 50_000
"""Characters that are looked through at every key; a longer text is only looked at when it is sent."""


class JsonBox(TextBox):
    """Marks the place where the text stops being JSON; f7 goes there, ctrl+f puts it in order."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+f", "tidy", "Put in order", show=False),
        Binding("f7", "find_fault", "Go to the fault", show=False),
    ]
    COMPONENT_CLASSES: ClassVar[set[str]] = {"json-box--fault"}
    DEFAULT_CSS = """
    JsonBox { max-height: 14; & .json-box--fault { color: $text-error; text-style: bold underline reverse; } }
    """

    def fault(self) -> tuple[int, int] | None:
        """Where the text stops being JSON (line and column from 0), None if it does not."""
        if not self.text.strip() or len(self.text) > _LONGEST:
            return None
        try:
            json.loads(self.text)
        except json.JSONDecodeError as error:
            return error.lineno - 1, error.colno - 1
        except (ValueError, RecursionError):
            return 0, 0
        return None

    def action_tidy(self) -> None:
        """Indent, unless it is no JSON."""
        try:
            value = json.loads(self.text)
        except (ValueError, RecursionError):
            self.action_find_fault()
            return
        tidy = json.dumps(value, ensure_ascii=False, indent=2)
        if tidy != self.text:
            self.replace(tidy, (0, 0), self.document.end)

    def action_find_fault(self) -> None:
        """Put the cursor where the text stops being JSON."""
        place = self.fault()
        if place is not None:
            self.move_cursor(place)

    def _build_highlight_map(self) -> None:
        self._line_cache.clear()
        self._highlights.clear()
        place = self.fault()
        if place is not None and place[0] < self.document.line_count:
            line = self.document.get_line(place[0])
            # At the end of a line there is nothing to mark but the character before.
            column = min(place[1], max(0, len(line) - 1))
            first = len(line[:column].encode(errors="surrogatepass"))
            last = first + len(line[column : column + 1].encode(errors="surrogatepass"))
            self._highlights[place[0]].append((first, last, "json-box--fault"))
