"""Keeps a session's page when it is left, so that it is there at once when it is wanted again."""

import asyncio
from contextlib import suppress
from typing import TYPE_CHECKING

from engine.form.secrets import without_secrets
from engine.operations.errors import OperationError
from engine.store.sqlite.at_rest import session_at_rest
from schemas import messages
from tui.early.kept_page import KeptPage, PageShelf, text_of

if TYPE_CHECKING:
    from pathlib import Path

    from engine.client.engine import Engine
    from schemas.messages.session import SessionView

SECONDS = 1.0
"""For longer nobody is kept waiting for the sake of the next time."""


async def keep_left_page(home: "Path", engine: "Engine", session_id: str) -> None:
    """Keep the session's open page as it is now, if it has one that can be shown early."""
    with suppress(OperationError, TimeoutError):
        async with asyncio.timeout(SECONDS):
            view = await engine.call(messages.GetSession(session_id=session_id))
            text = None if _holds_secrets(view) else text_of(view)
            found = await asyncio.to_thread(session_at_rest, home, session_id)
            shelf = PageShelf.of_session(home, session_id)
            if text is None or found is None:
                await asyncio.to_thread(shelf.forget)
            else:
                await asyncio.to_thread(shelf.keep, KeptPage(text, mark=(found.used_at, found.typed_at)))


def _holds_secrets(view: "SessionView") -> bool:
    page = view.interaction
    values = page.draft.values if page is not None and page.draft is not None else {}
    return page is not None and without_secrets(page.request.input_schema, values) != values
