"""What ends a script, and the exit codes of `reroll run`."""

from typing import Any

from engine.cli.output import FAILED, USAGE

NO_PAGE, NOTHING_TO_SELECT = 3, 4
TIMED_OUT, INTERRUPTED, TERMINATED = 124, 130, 143
_ASKED_WRONGLY = (400, 404, 422)


class Fault(Exception):
    """The script cannot go on. `exit_code` is the program's; the words are for the person."""

    def __init__(
        self, exit_code: int, message: str, hint: str = "", *, code: str = "usage", details: Any = None
    ) -> None:
        super().__init__(message)
        self.exit_code = exit_code
        self.message = message
        self.hint = hint
        self.code = code
        self.details = details

    def body(self) -> dict[str, Any]:
        """What the last JSON line says of it."""
        known = {"code": self.code, "message": self.message, "hint": self.hint, "details": self.details}
        return {name: value for name, value in known.items() if value}


def exit_code_of(status: int) -> int:
    """The exit code for an operation that failed with this HTTP status."""
    return USAGE if status in _ASKED_WRONGLY else FAILED
