"""Why an action could not do what was asked."""


class ActionError(Exception):
    """An action could not do what was asked; `code`, `message`, `hint` are for the person."""

    def __init__(self, code: str, message: str, *, hint: str = "", retryable: bool = False) -> None:
        super().__init__(message)
        self.code = code
        self.message = message
        self.hint = hint
        self.retryable = retryable
