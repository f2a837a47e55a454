"""A request that creates something, of which nobody knows whether it did."""

from datetime import UTC, datetime
from typing import Any

from engine.providers.errors import ProviderError
from engine.providers.http.failures import NeverSent

CLOCKS_DIFFER = 120.0
"""Seconds by which a provider's clock may be behind ours."""

_UNDONE = frozenset({429, 503, 529})


def is_unknown(error: ProviderError) -> bool:
    """Whether the server may have done what the request asked although this is what came back."""
    if isinstance(error, NeverSent) or error.status in _UNDONE:
        return False
    if error.status is None:
        return error.code in ("timeout", "truncated", "unreachable")
    return error.status in (408, 504, 502, 500) or error.status > 504


def is_since(created: Any, sent_at: float) -> bool:
    """Whether an ISO 8601 time, UTC where it has no zone, is not before `sent_at` (seconds since 1970)."""
    try:
        moment = datetime.fromisoformat(created)
        moment = moment.replace(tzinfo=moment.tzinfo or UTC)
        return moment.timestamp() > sent_at - CLOCKS_DIFFER
    except (TypeError, ValueError, OverflowError):
        return False


def may_have_begun(error: ProviderError) -> ProviderError:
    """The same error with a warning: trying again may make, and charge for, everything twice."""
    warning = "It may have begun all the same: look there before you try again."
    told = ProviderError(
        error.code,
        error.message,
        hint=f"{error.hint} {warning}".strip(),
        retryable=error.retryable,
        retry_after=error.retry_after,
        status=error.status,
    )
    told.__cause__ = error
    return told
