"""What a line of the log is about, carried along by the task that writes it."""

from collections.abc import Generator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar

_ABOUT: ContextVar[Mapping[str, str] | None] = ContextVar("about", default=None)


def about() -> Mapping[str, str]:
    """The names of what runs now: `request`, `session`, `execution`, whichever are known."""
    return _ABOUT.get() or {}


@contextmanager
def logged_about(**names: str) -> Generator[None]:
    """Within this, lines say these names too, also those of tasks that are begun meanwhile."""
    before = _ABOUT.set({**about(), **names})
    try:
        yield
    finally:
        _ABOUT.reset(before)


def works_on(**names: str) -> None:
    """From here on, in this task, lines say these names too."""
    _ABOUT.set({**about(), **names})
