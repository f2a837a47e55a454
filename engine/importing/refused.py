"""Why a workflow could not be made."""


class Refused(Exception):
    """`message` and `hint` are one sentence each for a person, `details` lines below the first."""

    def __init__(self, message: str, hint: str = "", details: tuple[str, ...] = ()) -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint
        self.details = details
