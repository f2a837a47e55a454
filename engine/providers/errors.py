"""What a provider raises, whatever its protocol."""

from collections.abc import Sequence

from schemas.frozen import frozen


@frozen
class Wrong:
    """One value that was refused.

    `field` names the parameter, as a form's path (`width`, `loras/0/scale`); `message` is read
    after its title (`must be at most 1440`).
    """

    field: str
    message: str


class ProviderError(Exception):
    """A provider could not do what was asked.

    `code` is stable and machine-readable (`unreachable`, `unauthorised`, `rate_limited`,
    `bad_request`, `context_overflow`, `truncated`, `refused`, `not_configured`,
    `not_installed`, `no_tools`, `timeout`, `server_error`, `bad_reply`; of recorded replies
    `bad_recording`, `replay_ended`). `message` says what happened, `hint` what to do next,
    both for a person and free of secrets. `retryable` says whether the same request may
    succeed later; `retry_after` is in seconds where the server named a time; `status` is
    the HTTP status of the refusal, where there was one. `details` are the parameters that it
    complains about, where it says which.
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
        details: Sequence[Wrong] = (),
    ) -> None:
        super().__init__(message)
        self.code = code
        self.message = message
        self.hint = hint
        self.retryable = retryable
        self.retry_after = retry_after
        self.status = status
        self.details = tuple(details)
