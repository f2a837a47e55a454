"""Drafts: what a form holds as typed. A keyed upsert, not an event."""

import json
import time
from collections.abc import Mapping
from typing import Any

from engine.store.database import Rows, Transaction
from schemas.messages.session import Draft


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
    row = await rows.one(_BODY, (session_id, interaction_id))
    return Draft(**json.loads(row[0])) if row else None


_BODY = "SELECT body FROM drafts WHERE session_id = ? AND interaction_id = ?"
