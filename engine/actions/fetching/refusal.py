"""What a server's refusal or silence means, said for a person."""

import re
import ssl
from http import HTTPStatus

import httpx

from engine.actions.errors import ActionError
from engine.actions.fetching.secrets import Secrets
from schemas.clean_text import clean_line

_WORTH_RETRYING = frozenset({408, 425, 429})
_QUOTE = 300


def refused(status: int, host: str, retry_after: str, body: bytes, secrets: Secrets) -> ActionError:
    """The error for a status that is not 2xx; `body` is how its answer begins."""
    said = " ".join(clean_line(secrets.hide_cut(body.decode("utf-8", "replace"))).split())
    quoted = said if len(said) <= _QUOTE else f"{said[: _QUOTE - 1]}…"
    words = f"{host} answered {status} {_name(status)}".rstrip()
    seconds = re.fullmatch(r"\s*(\d{1,6})\s*", retry_after)
    hint = f"Wait {seconds[1]} s, then try again." if seconds else ""
    return ActionError(
        f"http_{status}",
        f"{words}: {quoted}" if quoted else f"{words}.",
        hint=hint,
        retryable=status in _WORTH_RETRYING or (status >= 500 and status != 501),
    )


def timed_out(host: str, seconds: float) -> ActionError:
    """The error for an answer that did not come in time."""
    return ActionError(
        "timeout",
        f"{host} did not answer within {seconds:g} seconds.",
        hint="Try again, or raise `timeout`.",
        retryable=True,
    )


def no_answer(error: httpx.HTTPError, host: str) -> ActionError:
    """The error for a connection that could not be made, or broke."""
    if (fault := _tls_fault(error)) is not None:
        return ActionError(
            "tls",
            f"The connection to {host} is not secure: {fault}.",
            hint="Check the address; for a certificate of your own, set SSL_CERT_FILE.",
        )
    if isinstance(error, httpx.ConnectError):
        return ActionError("unreachable", f"{host} cannot be reached.", hint="Is it running?", retryable=True)
    if isinstance(error, httpx.ProtocolError):
        return ActionError("bad_reply", f"{host} does not speak HTTP as it should.", retryable=True)
    return ActionError("unreachable", f"The connection to {host} broke.", hint="Try again.", retryable=True)


def _tls_fault(error: BaseException | None) -> str | None:
    """What is wrong with a certificate or a handshake; None if it is something else."""
    for _ in range(10):
        if error is None:
            return None
        if isinstance(error, ssl.SSLCertVerificationError):
            return clean_line(error.verify_message or "its certificate is not valid")[:_QUOTE]
        if isinstance(error, ssl.SSLError):
            return clean_line((error.reason or "the handshake failed").replace("_", " ").lower())[:_QUOTE]
        error = error.__cause__ or error.__context__
    return None


def _name(status: int) -> str:
    try:
        return HTTPStatus(status).phrase
    except ValueError:
        return ""
