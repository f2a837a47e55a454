"""Progress of a download: a bar on a terminal, a line each tenth elsewhere."""

import sys
import time
from typing import TextIO

WIDTH = 30
REDRAW_SECONDS = 0.1
_MB = 1_000_000


class ProgressBar:
    """Draws bytes done of bytes in all. Call `close` before anything else is printed."""

    def __init__(self, label: str, stream: TextIO | None = None) -> None:
        self._label = label
        self._stream = stream or sys.stderr
        self._live = self._stream.isatty()
        self._drawn_at = 0.0
        self._tenth = -1
        self._open = False

    def __call__(self, done: int, total: int) -> None:
        """Show `done` of `total` bytes."""
        if self._live:
            self._draw(done, total)
            return
        tenth = 10 * done // max(total, 1)
        if tenth > self._tenth:
            self._tenth = tenth
            self._stream.write(f"{self._label}: {10 * tenth} % of {total / _MB:.0f} MB\n")
            self._stream.flush()

    def close(self) -> None:
        """End the line that the bar stands on."""
        if self._open:
            self._stream.write("\n")
            self._stream.flush()
            self._open = False

    def _draw(self, done: int, total: int) -> None:
        now = time.monotonic()
        if now - self._drawn_at < REDRAW_SECONDS and done < total:
            return
        self._drawn_at = now
        filled = WIDTH * done // max(total, 1)
        bar = "█" * filled + "░" * (WIDTH - filled)
        self._stream.write(f"\r{self._label} {bar} {done / _MB:5.1f} of {total / _MB:.1f} MB")
        self._stream.flush()
        self._open = True
