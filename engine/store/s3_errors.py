"""What goes wrong with S3, in words for a person."""

import re

from engine.store.errors import StorageError
from schemas.clean_text import clean_line

_KEPT = "What was kept before is still there."
_HINTS = {
    "keys": "Check AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY (or the role) and what they may do there.",
    "bucket": "Make the bucket, or name another one in REROLL_BLOBS or [store] blobs.",
    "reach": "Check the address, the network and the server, then try again.",
}


def s3_error(error: Exception, doing: str, where: str) -> StorageError:
    """Say what an exception of `obstore` means; `doing` follows "cannot be": read, written, listed."""
    name, said = type(error).__name__, _said(error)
    if "NoSuchBucket" in said:
        return _error("unavailable", f"{where} cannot be {doing}: there is no such bucket.", "bucket")
    if name in ("PermissionDeniedError", "UnauthenticatedError") or "169.254." in said:
        code = "read_only" if doing == "written" else "unavailable"
        if "169.254." in said:
            said = "no keys were found"
        return _error(code, f"{where} cannot be {doing}: {said}.", "keys")
    return _error("unavailable", f"{where} cannot be {doing}: {said}.", "reach")


def _error(code: str, message: str, hint: str) -> StorageError:
    return StorageError(code, f"{message} {_KEPT}", hint=_HINTS[hint])


def _said(error: Exception) -> str:
    """What counts of the first line: who did not answer, or of an answer in XML its code and message."""
    text = str(error).split("\n\nDebug source")[0]
    parts = [found[1] for tag in ("Code", "Message") if (found := re.search(f"<{tag}>([^<]*)</{tag}>", text))]
    if not parts and (found := _REQUEST.search(text)):
        parts = [found["server"], found["why"]]
    return clean_line(": ".join(parts) or text)[:300].strip().rstrip(".")


_REQUEST = re.compile(r"Error performing \w+ (?P<server>https?://[^/\s]+)\S* in .*? - (?P<why>.+)", re.DOTALL)
