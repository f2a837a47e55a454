"""Drafts: what a form holds as typed. A keyed upsert, not an event.

Who types saves with a version, so that two who type in the same form notice one another. What the
engine itself puts into a draft is told to both of them as a change, and is no version.
"""

import json
import time
from collections.abc import Mapping
from typing import Any

from engine.caller import user
from engine.store.database import Rows, Transaction
from schemas.frozen import frozen
from schemas.messages.session import Draft


@frozen
class StoredDraft:
    """A draft with who saved it last: `writer` is a form that is open somewhere, `user` whose. `at` in Unix
    seconds. `version` counts what was typed, from 1.
    """

    draft: Draft
    version: int
    writer: str
    user: str
    at: float


async def type_draft(
    transaction: Transaction, session_id: str, interaction_id: str, draft: Draft, writer: str
) -> int:
    """Replace the draft of an interaction by what somebody typed; return its version."""
    await transaction.execute(
        "INSERT INTO drafts (session_id, interaction_id, body, at, version, writer, user_name)"
        " VALUES (?, ?, ?, ?, 1, ?, ?)"
        " ON CONFLICT (session_id, interaction_id) DO UPDATE SET body = excluded.body, at = excluded.at,"
        " version = drafts.version + 1, writer = excluded.writer, user_name = excluded.user_name",
        (session_id, interaction_id, draft.model_dump_json(), time.time(), writer, user()),
    )
    stored = await stored_draft(transaction, session_id, interaction_id)
    assert stored is not None
    return stored.version


async def save_draft(transaction: Transaction, session_id: str, interaction_id: str, draft: Draft) -> None:
    """Replace the draft of an interaction."""
    await transaction.execute(
        "INSERT INTO drafts (session_id, interaction_id, body, at) VALUES (?, ?, ?, ?)"
        " ON CONFLICT (session_id, interaction_id) DO UPDATE SET body = excluded.body, at = excluded.at",
        (session_id, interaction_id, draft.model_dump_json(), time.time()),
    )


async def patch_draft(
    transaction: Transaction, session_id: str, interaction_id: str, values: Mapping[str, Any]
) -> None:
    """Put new values into a draft, where there is one."""
    draft = await get_draft(transaction, session_id, interaction_id)
    if draft:
        draft.values |= values
        draft.unparsed = {name: text for name, text in draft.unparsed.items() if name not in values}
        await save_draft(transaction, session_id, interaction_id, draft)


async def get_draft(rows: Rows, session_id: str, interaction_id: str) -> Draft | None:
    """The draft of an interaction, or None if nothing was typed yet."""
    stored = await stored_draft(rows, session_id, interaction_id)
    return stored.draft if stored else None


async def stored_draft(rows: Rows, session_id: str, interaction_id: str) -> StoredDraft | None:
    """The draft with who saved it."""
    row = await rows.one(_STORED, (session_id, interaction_id))
    return StoredDraft(Draft(**json.loads(row[0])), row[1], row[2], row[3], row[4]) if row else None


_STORED = """
SELECT body, version, writer, user_name, at FROM drafts WHERE session_id = ? AND interaction_id = ?
"""
