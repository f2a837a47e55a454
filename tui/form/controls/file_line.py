"""The address of a file: a path on this machine, a URL, or the content itself as `data:`."""

import asyncio
from pathlib import Path

from rich.segment import Segment
from rich.style import Style
from textual.suggester import Suggester

from engine.form.field import Field
from schemas.clean_text import clean_line
from tui.form.controls.control import Edits
from tui.form.controls.text_line import TextLine
from tui.in_browser import in_browser
from tui.widgets.path_suggester import PathSuggester

_SIZES = ("bytes", "kB", "MB", "GB", "TB")


class FileLine(TextLine):
    """Completes paths (right takes the completion) and says what is at the address."""

    def __init__(self, field: Field, edits: Edits) -> None:
        super().__init__(field, edits)
        if self.suggester is None:
            self.suggester = _Paths()
        self._about = ""

    def on_mount(self) -> None:
        self._look()

    def watch_value(self) -> None:
        self._look()

    def _look(self) -> None:
        if self.is_attached:
            # In a thread: a folder of another machine may take its time.
            self.run_worker(self._say_what_is_there(self.value), group="look", exclusive=True)

    async def _say_what_is_there(self, text: str) -> None:
        about = await asyncio.to_thread(about_file, text)
        if about != self._about:
            self._about = about
            self.refresh()

    def tail(self) -> list[Segment]:
        return [Segment(f" {self._about} ", Style(dim=True))] if self._about else []


class _Paths(Suggester):
    """Completes what can be a path; addresses with a scheme are left alone."""

    def __init__(self) -> None:
        super().__init__(use_cache=False, case_sensitive=True)
        self._paths = PathSuggester()

    async def get_suggestion(self, value: str) -> str | None:
        if ":" in value.split("/", 1)[0]:
            return None
        return await self._paths.get_suggestion(value)


def about_file(text: str) -> str:
    """Return in a few words what stands at an address: `12 kB`, `folder`, `data: image/png, 3 kB`."""
    text = text.strip()
    if text.startswith("data:"):
        kind, found, content = text[5:].partition(",")
        if not found:
            return "data: without content"
        size = len(content) * 3 // 4 if kind.endswith(";base64") else len(content)
        return f"data: {clean_line(kind.partition(';')[0])[:40] or 'text/plain'}, {size_in_words(size)}"
    if not text or "://" in text or in_browser():
        return ""
    try:
        path = Path(text.removeprefix("file:")).expanduser()
        size = path.stat().st_size
        return "folder" if path.is_dir() else size_in_words(size)
    except (OSError, ValueError, RuntimeError):
        return "no such file"


def size_in_words(size: int) -> str:
    """Return a number of bytes as a person reads it."""
    amount, unit = float(size), 0
    while amount >= 1000 and unit < len(_SIZES) - 1:
        amount, unit = amount / 1000, unit + 1
    return f"{amount:.0f} {_SIZES[unit]}" if not unit or amount >= 10 else f"{amount:.1f} {_SIZES[unit]}"
