"""What is said when records are not there, or no longer what they were."""

from collections.abc import Iterable, Sequence
from typing import Any

from engine.session.errors import SessionError
from engine.spelling import nearest

_MOST_NAMED = 20


def unknown_records(ids: Sequence[int]) -> SessionError:
    """There are no records with these ids; `details` lists all of them."""
    named = ", ".join(map(str, ids[:_MOST_NAMED])) + (" …" if len(ids) > _MOST_NAMED else "")
    message = f"There is no record {named}." if len(ids) == 1 else f"There are no records {named}."
    return SessionError("not_found", message, details={"records": list(ids)})


def unknown_collection(name: str, known: Iterable[str]) -> SessionError:
    """There is no collection of that name."""
    close = nearest(name, known)
    hint = f"Did you mean {close}?" if close else ""
    return SessionError("not_found", f"There is no collection {name!r}.", hint=hint)


def unknown_fields(collection: str, names: Sequence[str], known: Sequence[str]) -> SessionError:
    """No record of the collection has these fields."""
    listed = ", ".join(map(repr, names))
    close = [found for name in names if (found := nearest(name, known))]
    hint = f"Did you mean {', '.join(close)}?" if close else f"It has {', '.join(known[:_MOST_NAMED])}."
    message = f"No record of {collection} has the field{'s' if len(names) > 1 else ''} {listed}."
    return SessionError("unprocessable", message, hint=hint, details={"fields": list(names)})


def changed_meanwhile(record_id: int, now: dict[str, Any]) -> SessionError:
    """Fields were changed by someone else; `now` says what each is now."""
    listed = ", ".join(map(repr, now))
    return SessionError(
        "conflict",
        f"{listed} of record {record_id} was changed meanwhile. Nothing was saved.",
        hint="Read it again, then save again.",
        details=now,
    )
