"""What a form held before: undo and redo."""

from engine.form.state import State

MOST_STEPS = 1000


class History:
    """The states before and after. Typing in one field is one step, until `seal`."""

    def __init__(self) -> None:
        self._past: list[State] = []
        self._future: list[State] = []
        self._typing: str | None = None

    @property
    def can_undo(self) -> bool:
        return bool(self._past)

    @property
    def can_redo(self) -> bool:
        return bool(self._future)

    def record(self, before: State, typing: str | None = None) -> None:
        """Take down the state before an edit; `typing` names the field in which a text is typed."""
        if typing is None or typing != self._typing or not self._past:
            self._past.append(before)
            del self._past[:-MOST_STEPS]
        self._future.clear()
        self._typing = typing

    def seal(self) -> None:
        """The next edit is a step of its own, also in the same field."""
        self._typing = None

    def undo(self, present: State) -> State | None:
        """Return the state before, or None if there is none."""
        return self._step(self._past, self._future, present)

    def redo(self, present: State) -> State | None:
        """Return the state that was undone last, or None if there is none."""
        return self._step(self._future, self._past, present)

    def _step(self, source: list[State], target: list[State], present: State) -> State | None:
        self._typing = None
        if not source:
            return None
        target.append(present)
        return source.pop()
