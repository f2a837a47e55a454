"""What PostgreSQL's errors mean, in words for a person. They never hold the URL or its password."""

import psycopg

from engine.store.errors import AlreadyThere, StorageError, belongs_to_nothing

_KEPT = "What was saved before is kept."
_LATER = "Try again in a moment; if it stays away, ask whoever looks after the database."


def from_postgres(error: Exception, where: str) -> StorageError:
    """Say what an error of the driver means for the database at `where`."""
    if isinstance(error, StorageError):
        return error
    state = getattr(error, "sqlstate", None) or ""
    if state == "23505":
        return AlreadyThere()
    if state == "23503":
        return belongs_to_nothing()
    if is_lost(error):
        return StorageError(
            "lost",
            f"The connection to the database {where} was lost. Nothing of this was saved. {_KEPT}",
            hint=_LATER,
        )
    if state in ("55P03", "40P01", "40001"):
        return StorageError(
            "locked",
            f"Another program is writing to the database {where}. Nothing of this was saved.",
            hint="Try again in a moment. Nothing was lost.",
        )
    if state == "57014":
        return StorageError(
            "unavailable",
            f"The database {where} did not answer in time. Nothing of this was saved. {_KEPT}",
            hint=_LATER,
        )
    if state == "53100":
        return StorageError(
            "disk_full",
            f"The disk of the database {where} is full. {_KEPT}",
            hint="Free some space there, then try again.",
        )
    if state in ("25006", "42501"):
        return StorageError(
            "read_only",
            f"The database {where} cannot be written by this user.",
            hint="Give it the rights to create and write there, or correct the store's URL.",
        )
    if state.startswith("XX"):
        return StorageError(
            "damaged",
            f"The database {where} is damaged: {_line(error)}. Nothing was changed.",
            hint="Restore it from a backup.",
        )
    return StorageError("unavailable", f"The database {where} cannot be used: {_line(error)}.", hint=_LATER)


def unreachable(error: Exception | None, where: str) -> StorageError:
    """No connection could be made, for as long as it was tried."""
    why = f": {_line(error)}" if error else ""
    return StorageError(
        "unavailable",
        f"The database {where} cannot be reached{why}. {_KEPT}",
        hint="Check that it runs and that the store's URL is right; then try again.",
    )


def busy(where: str) -> StorageError:
    """All of this program's connections were taken, for as long as one may wait."""
    return StorageError(
        "locked",
        f"The database {where} is busy: no connection to it was free. Nothing of this was saved. {_KEPT}",
        hint=_LATER,
    )


def unknown_outcome(where: str) -> StorageError:
    """The connection broke while a transaction was committed, and nobody could be asked afterwards."""
    return StorageError(
        "unknown",
        f"The connection to the database {where} was lost at the moment of saving: whether this was saved"
        f" cannot be told. {_KEPT}",
        hint="Look at it again once the database is back, then repeat what is missing.",
    )


def is_lost(error: Exception) -> bool:
    """Whether the connection is gone: the server ended or restarted, or the network is cut."""
    state = getattr(error, "sqlstate", None) or ""
    if state:
        return state.startswith(("08", "57P"))
    return isinstance(error, psycopg.OperationalError | psycopg.InterfaceError | OSError | TimeoutError)


def is_final(error: Exception) -> bool:
    """Whether connecting failed for a reason that waiting does not change, such as a wrong password."""
    said = str(error)
    passing = ("starting up", "shutting down", "recovery", "too many", "remaining connection", "slots")
    return "FATAL:" in said and not any(each in said for each in passing)


def _line(error: Exception) -> str:
    """The first line of what the driver says, without its full stop."""
    lines = str(error).strip().splitlines() or [type(error).__name__]
    return lines[0].removesuffix(".")[:300]
