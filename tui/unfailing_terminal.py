"""A driver that does not fall over when the terminal goes away.

Textual reads and writes in threads. When a terminal window is closed or a connection breaks, both get
an error, often before the signal that tells of it: reading would end the program with a
traceback, and once writing has failed the next frames would wait for a thread that is gone.
"""

from collections.abc import Callable
from typing import IO, Any

from textual.driver import Driver


class UnfailingTerminal(Driver):
    """To be mixed into a driver. The application has a `hang_up`, called once the terminal is gone."""

    def __init__(self, app: Any, **keys: Any) -> None:
        super().__init__(app, **keys)
        file = getattr(self, "_file", None)
        if file is not None:
            self._file: Any = _Unfailing(file, self._tell)

    # Private in Textual; held by a test.

    def _run_input_thread(self) -> None:
        try:
            self.run_input_thread()  # pyright: ignore[reportAttributeAccessIssue] - the driver's
        except OSError:
            self._tell()

    def _tell(self) -> None:
        self._loop.call_soon_threadsafe(self._app.hang_up)  # pyright: ignore[reportAttributeAccessIssue]


class _Unfailing:
    """Writes to `file`; what cannot be written any more is dropped, and `tell` is called."""

    def __init__(self, file: IO[str], tell: Callable[[], None]) -> None:
        self._file = file
        self._tell = tell

    def write(self, text: str) -> None:
        try:
            self._file.write(text)
        except OSError:
            self._tell()

    def flush(self) -> None:
        try:
            self._file.flush()
        except OSError:
            self._tell()

    def __getattr__(self, name: str) -> Any:
        return getattr(self._file, name)


def unfailing(driver: type[Driver]) -> type[Driver]:
    """The same kind of driver, over a terminal that may go away."""
    return type(driver.__name__, (UnfailingTerminal, driver), {})
