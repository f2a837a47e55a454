"""Which screen shows a session as it stands."""

from textual.screen import Screen

from engine.client.engine import Engine
from schemas.messages.session import SessionView
from tui.finished import FinishedScreen
from tui.interaction.screen import InteractionScreen


def screen_for(engine: Engine, view: SessionView) -> Screen[None]:
    """Its open page, or how it ended."""
    if view.interaction is not None and not view.failure:
        return InteractionScreen(engine, view)
    return FinishedScreen(engine, view)
