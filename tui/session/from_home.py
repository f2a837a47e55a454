"""What can be done with a session from the list on the home screen."""

from typing import Literal

from pydantic import ValidationError
from textual.content import Content
from textual.screen import Screen

from engine.client.engine import Engine
from engine.operations.errors import BadRequest
from schemas.clean_text import clean_line
from schemas.messages.access import ListShares, SharedWith, ShareSession, UnshareSession
from schemas.messages.family import ForkSession
from schemas.messages.session import SessionSummary
from schemas.messages.sessions import EditSession
from tui.navigation import ResumeSession
from tui.session.ask import AskLine
from tui.session.outcome import OpenSession
from tui.session.tree_screen import TreeScreen

Deed = Literal["tree", "fork", "rename", "share"]

_MAY = {"": "view", "view": "view", "edit": "edit"}


async def do(deed: Deed, home: Screen[None], engine: Engine, session: SessionSummary) -> None:
    """Show the session's family, fork it, rename it or share it. Raises `OperationError`."""
    if deed == "fork":
        fork = await engine.call(ForkSession(session_id=session.id))
        home.notify(f"Made “{clean_line(fork.summary.title)}”.", markup=False)
    elif deed == "rename":
        title = await home.app.push_screen_wait(AskLine(Content("Title"), session.title, max_length=200))
        if title:
            await engine.call(EditSession(session_id=session.id, title=title))
    elif deed == "share":
        await _share(home, engine, session)
    else:
        outcome = await home.app.push_screen_wait(TreeScreen(engine, session.id, session.title))
        if isinstance(outcome, OpenSession):
            home.post_message(ResumeSession(outcome.session_id))


async def _share(home: Screen[None], engine: Engine, session: SessionSummary) -> None:
    """Let somebody on the server see or edit a session, or not any more."""
    shared = await engine.call(ListShares(session_id=session.id))
    hint = "A name lets them look, “name edit” work in it, “name no” neither. Escape goes back."
    asked = AskLine(Content(f"Share with whom? {_who(shared)}"), hint=hint, max_length=80)
    name, _, may = (await home.app.push_screen_wait(asked) or "").partition(" ")
    may = may.strip().lower()
    if not name:
        return
    if may == "no":
        shared = await engine.call(UnshareSession(session_id=session.id, user=name))
    elif may in _MAY:
        try:
            share = ShareSession.model_validate({"session_id": session.id, "user": name, "may": _MAY[may]})
        except ValidationError:
            raise BadRequest(f"{name!r} is no name.", hint="Names are those of tokens.") from None
        shared = await engine.call(share)
    else:
        raise BadRequest(f"{may!r} is nothing that one may.", hint="view, edit or no.")
    home.notify(_who(shared), markup=False)


def _who(shared: SharedWith) -> str:
    people = [f"{clean_line(each.user)} ({each.may})" for each in shared.shares]
    return f"Shared with {', '.join(people)}." if people else "Shared with nobody."
