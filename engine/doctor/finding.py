"""What one look came to."""

from typing import Literal

from schemas.frozen import frozen

State = Literal["ok", "note", "warning", "failed"]
"""`note` is for what may be wanted or not; `failed` alone makes the command fail."""

KIB, MIB, GIB = 1024, 1024**2, 1024**3


@frozen
class Finding:
    """`what` was looked at, what was found, and `todo`: what to do about it."""

    what: str
    state: State
    says: str
    todo: str = ""


def size(count: float) -> str:
    """Bytes for people."""
    for unit, name in ((GIB, "GiB"), (MIB, "MiB"), (KIB, "KiB")):
        if count >= unit:
            return f"{count / unit:.1f} {name}"
    return f"{int(count)} bytes"
