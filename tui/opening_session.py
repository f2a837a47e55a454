"""Asks the engine for what a program is to show first."""

import asyncio
from typing import TYPE_CHECKING, Literal

from schemas import messages

if TYPE_CHECKING:
    from engine.client.engine import Engine
    from schemas.messages.session import SessionView

Start = tuple[Literal["workflow", "session", "continue", "picture", "records"], str]
"""A workflow to begin (id or path), a session to show (id), a workflow to go on with (its last
unfinished session, else a new one), a picture whose form is wanted again (path); or the records
over the home screen (a collection, or "" for all)."""


async def find_or_begin(engine: "Engine", start: Start) -> tuple["SessionView", bool]:
    """The session, and whether it was begun for this. `OperationError`.

    It may stand before its page: it has just begun, or the program was closed between two pages.
    """
    kind, name = start
    if kind == "picture":
        return await _restored(engine, name), False
    session = await _unfinished(engine, name) if kind == "continue" else name if kind == "session" else ""
    if session:
        return await engine.call(messages.GetSession(session_id=session)), False
    return await engine.call(messages.StartSession(workflow=name, advance=False)), True


def is_before_page(view: "SessionView") -> bool:
    """Whether `ResumeSession` would bring the session to a page."""
    return view.interaction is None and view.failure is None and view.summary.status == "open"


async def _restored(engine: "Engine", path: str) -> "SessionView":
    """A session with the form that made the picture. `OperationError` with the reason if there is none."""
    from tui.picture_argument import request_in  # noqa: PLC0415 - only for pictures

    return await engine.call(await asyncio.to_thread(request_in, path))


async def _unfinished(engine: "Engine", workflow: str) -> str:
    """The id of the workflow's last used session that is not completed, or ""."""
    for session in (await engine.call(messages.ListSessions())).sessions:
        if session.workflow_id == workflow and session.status != "completed":
            return session.id
    return ""
