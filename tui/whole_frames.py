"""Hands each frame to the terminal in one piece.

Textual writes the mark that begins a frame, the frame and the mark that ends it one after
another, to a thread that may wait 5 ms for its turn before each of them. A terminal that
holds a frame back until it is whole then shows it that much later, and the more so the
busier the program is: when a page has just been opened, or while text streams.
"""

from textual._ansi_sequences import SYNC_END, SYNC_START
from textual.driver import Driver


class WholeFrames(Driver):
    """To be mixed into a driver: what comes between the two marks is written with them, at once."""

    _frame: list[str] | None = None

    def write(self, data: str) -> None:
        if data == SYNC_START:
            self._frame = [data]
        elif self._frame is None:
            super().write(data)
        else:
            self._frame.append(data)
            if data == SYNC_END:
                frame, self._frame = "".join(self._frame), None
                super().write(frame)


def in_whole_frames(driver: type[Driver]) -> type[Driver]:
    """The same kind of driver, writing whole frames."""
    return type(driver.__name__, (WholeFrames, driver), {})
