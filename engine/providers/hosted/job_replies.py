"""What is read out of answers about jobs, none of which has to be what it should."""

import re
from collections.abc import Mapping
from typing import Any

from engine.providers.errors import ProviderError
from engine.providers.http.client import Http
from engine.providers.http.refusals import quote
from schemas.json_value import is_list, is_object

_ID = re.compile(r"(?!\.)[A-Za-z0-9_.:-]{1,200}")
"""An id becomes a part of addresses: nothing in it may lead elsewhere."""
_UNWANTED = re.compile(
    r"\bnsfw\b|safety (filter|check|system)|moderat|content policy|sensitive|banned (prompt|word)",
    re.IGNORECASE,
)


def object_in(reply: Any, where: str) -> Mapping[str, Any]:
    """The JSON object that an answer is. Raises `ProviderError("bad_reply")`."""
    if is_object(reply):
        return reply
    raise ProviderError(
        "bad_reply",
        f"{where} answered with something unexpected.",
        hint="Check the base URL.",
        retryable=True,
    )


def objects_in(value: Any) -> list[Mapping[str, Any]]:
    """The objects of a list; none of anything else."""
    return [each for each in value if is_object(each)] if is_list(value) else []


def id_in(value: Any, where: str) -> str:
    """The id of a job. Raises `ProviderError("bad_reply")` of none, or one that cannot be asked for."""
    text = str(value) if isinstance(value, str | int) and not isinstance(value, bool) else ""
    if not _ID.fullmatch(text):
        raise ProviderError(
            "bad_reply",
            f"{where} accepted the request, but did not say under which id.",
            hint="The result may be found on the provider's own pages.",
        )
    return text


def number_in(value: Any) -> float | None:
    """A number that is one; None otherwise."""
    return float(value) if isinstance(value, int | float) and not isinstance(value, bool) else None


def whole_in(value: Any) -> int | None:
    """A whole number that is one; None otherwise."""
    return value if isinstance(value, int) and not isinstance(value, bool) else None


def failed_job(said: Any, http: Http) -> ProviderError:
    """The job ended, but not well; `said` is the provider's reason, in whatever shape."""
    text = said if isinstance(said, str) else _message(said)
    if _UNWANTED.search(text):
        return ProviderError(
            "refused",
            f"{http.where} does not want to make this.{quote(text, http.secret)}",
            hint="Change the prompt.",
        )
    return ProviderError(
        "server_error",
        f"{http.where} could not finish the job.{quote(text, http.secret)}",
        hint="Try again, or change the parameters.",
    )


def stopped_elsewhere(http: Http) -> ProviderError:
    """Somebody else cancelled the job."""
    return ProviderError("refused", f"The job was cancelled at {http.where}.", hint="Start it again.")


def nothing_made(http: Http) -> ProviderError:
    """The job ended well, without a result."""
    return ProviderError(
        "bad_reply",
        f"{http.where} says that it is done, but gives no picture.",
        hint="Results may have been deleted there already; try again.",
    )


def unknown_operation(name: str, operation: str, operations: frozenset[str]) -> ProviderError:
    """What was asked for is nothing that `name` does."""
    return ProviderError(
        "bad_request",
        f"{name} cannot do {operation[:40]!r}.",
        hint=f"It can do {', '.join(sorted(operations))}.",
    )


def _message(said: Any) -> str:
    if is_object(said):
        return str(said.get("message") or said.get("msg") or said.get("detail") or "")
    if is_list(said):
        return "; ".join(_message(each) if is_object(each) else str(each) for each in said[:8])
    return "" if said is None else str(said)
