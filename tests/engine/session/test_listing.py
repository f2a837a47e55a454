"""Sessions page by page."""

import pytest

from engine.client.local import LocalEngine
from engine.operations.errors import Unprocessable
from schemas.messages.sessions import EditSession, ListSessions, StartSession
from tests.engine.page import Page


async def test_pages_of_sessions_leave_nothing_out(page: Page, engine: LocalEngine) -> None:
    for number in range(6):
        view = await engine.call(StartSession(workflow="media_prompt", advance=False))
        await engine.call(EditSession(session_id=view.id, title=f"Session {number}"))
    whole = [each.id for each in (await engine.call(ListSessions())).sessions]
    assert len(whole) == 7
    seen: list[str] = []
    after: str | None = ""
    while after is not None:
        listed = await engine.call(ListSessions(limit=3, after=after))
        assert len(listed.sessions) <= 3
        seen += [each.id for each in listed.sessions]
        after = listed.more
    assert seen == whole
    found = await engine.call(ListSessions(limit=2, search="session"))
    assert found.more
    assert len((await engine.call(ListSessions(search="session", after=found.more))).sessions) == 4
    with pytest.raises(Unprocessable, match="another page"):
        await engine.call(ListSessions(after="x"))
