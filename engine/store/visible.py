"""Which sessions whoever asks may see, as a condition of SQL."""

from typing import Any

from engine.caller import caller


def visible(session_id: str, owner: str | None = None) -> tuple[str, tuple[Any, ...]]:
    """A condition and its parameters: the session in column `session_id` is one's own or was shared.

    `owner` is the column that holds its owner, where the query has it. Holds for every session in a
    program of one's own, and for admins.
    """
    who = caller()
    if who is None or who.is_at_least("admin"):
        return "1 = 1", ()
    own = f"{owner} = ?" if owner else f"{session_id} IN (SELECT id FROM sessions WHERE owner = ?)"  # noqa: S608 - names of columns
    shared = f"{session_id} IN (SELECT session_id FROM session_shares WHERE user_name = ?)"  # noqa: S608 - as above
    return f"({own} OR {shared})", (who.name, who.name)
