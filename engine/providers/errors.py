"""What a provider raises, whatever its protocol."""


class ProviderError(Exception):
    """A provider could not do what was asked.

    `code` is stable and machine-readable (`unreachable`, `unauthorised`, `rate_limited`,
    `bad_request`, `context_overflow`, `truncated`, `refused`, `not_installed`, `timeout`,
    `server_error`, `bad_reply`). `message` says what happened, `hint` what to do next,
    both for a person and free of secrets. `retryable` says whether the same request may
    succeed later; `retry_after` is in seconds where the server named a time; `status` is
    the HTTP status of the refusal, where there was one.
    """

    def __init__(
        self,
        code: str,
        message: str,
        *,
        hint: str = "",
        retryable: bool = False,
        retry_after: float | None = None,
        status: int | None = None,
    ) -> None:
        super().__init__(message)
        self.code = code
        self.message = message
        self.hint = hint
        self.retryable = retryable
        self.retry_after = retry_after
        self.status = status
