"""The one place where it is decided whether a request may be done."""

from collections.abc import Sequence

from engine.access.needs import RIGHTS, Need, Right
from engine.caller import Caller, caller
from engine.session.errors import SessionError
from engine.store.database import Row, Rows
from schemas.messages.base import Message

_MOST_ID = 80


async def allow(rows: Rows, need: Need | None, request: Message) -> None:
    """Return if whoever asks may do it. Raises `SessionError`: `forbidden` or `not_found`.

    What one may not see is not there: the same query finds neither it nor what never was, so that
    the reply is the same. Without a caller everything is allowed.
    """
    who = caller()
    if who is None:
        return
    if need is None:
        raise SessionError("forbidden", "This is not for servers.")
    if not who.is_at_least(need.role):
        raise SessionError(
            "forbidden",
            f"The role {who.role} is not enough for this; it needs {need.role}.",
            hint=f"`reroll token create NAME --role {need.role}` makes such a token, on the server.",
        )
    for field in need.fields:
        named: object = getattr(request, field)
        if isinstance(named, str) and named:
            await _allow_one(rows, who, field, named, need.right)


async def _allow_one(rows: Rows, who: Caller, field: str, named: str, right: Right) -> None:
    what, sessions = _SESSIONS[field]
    found = await rows.all(_RIGHTS.format(sessions), (who.name, named))
    best = _best(who, found)
    if best is None:
        raise SessionError("not_found", f"There is no {what} {named[:_MOST_ID]!r}.")
    if RIGHTS.index(best) >= RIGHTS.index(right):
        return
    if right == "own":
        raise SessionError("forbidden", "Only the owner of this session may do that.")
    raise SessionError(
        "forbidden",
        "This session is shared with you to look at.",
        hint="Fork it to go on by yourself, or ask its owner to share it for editing.",
    )


def _best(who: Caller, found: Sequence[Row]) -> Right | None:
    """The most that one may do with any of these sessions; None where none of them is to be seen."""
    best: Right | None = None
    for owner, shared in found:
        right: Right | None = "own" if who.is_at_least("admin") or owner == who.name else shared
        if right is not None and (best is None or RIGHTS.index(right) > RIGHTS.index(best)):
            best = right
    return best


_RIGHTS = """
SELECT sessions.owner, shared.may
FROM sessions
LEFT JOIN session_shares AS shared ON shared.session_id = sessions.id AND shared.user_name = ?
WHERE sessions.id IN ({})
"""
_SESSIONS = {
    "session_id": ("session", "?"),
    "execution_id": ("execution", "SELECT session_id FROM executions WHERE id = ?"),
    "sweep_id": ("sweep", "SELECT session_id FROM sweeps WHERE id = ?"),
    "batch_id": ("batch", "SELECT session_id FROM batches WHERE id = ?"),
    # A fork has the results of its parent.
    "content_id": ("result", "SELECT session_id FROM results WHERE id = ?"),
}
