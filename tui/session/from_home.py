"""What can be done with a session from the list on the home screen."""

from typing import Literal

from textual.content import Content
from textual.screen import Screen

from engine.client.engine import Engine
from schemas.clean_text import clean_line
from schemas.messages.family import ForkSession
from schemas.messages.requests import EditSession
from schemas.messages.session import SessionSummary
from tui.navigation import ResumeSession
from tui.session.ask import AskLine
from tui.session.outcome import OpenSession
from tui.session.tree_screen import TreeScreen

Deed = Literal["tree", "fork", "rename"]


async def do(deed: Deed, home: Screen[None], engine: Engine, session: SessionSummary) -> None:
    """Show the session's family, fork it or rename it. Raises `OperationError`."""
    if deed == "fork":
        fork = await engine.call(ForkSession(session_id=session.id))
        home.notify(f"Made “{clean_line(fork.summary.title)}”.", markup=False)
    elif deed == "rename":
        title = await home.app.push_screen_wait(AskLine(Content("Title"), session.title, max_length=200))
        if title:
            await engine.call(EditSession(session_id=session.id, title=title))
    else:
        outcome = await home.app.push_screen_wait(TreeScreen(engine, session.id, session.title))
        if isinstance(outcome, OpenSession):
            home.post_message(ResumeSession(outcome.session_id))
