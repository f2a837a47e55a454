"""Which screen shows a session as it stands."""

from textual.screen import Screen

from engine.client.engine import Engine
from schemas.messages.session import SessionView
from tui.finished import FinishedScreen
from tui.interaction.screen import InteractionScreen
from tui.session_ways import SessionWays


def screen_for(engine: Engine, view: SessionView, before: Screen[object] | None = None) -> Screen[None]:
    """Its open page, or how it ended. `before` is the screen that it takes the place of."""
    if view.interaction is not None and not view.failure:
        kind = view.interaction.request.interaction_type
        # A page that takes the place of one takes no second half of the press that completed it.
        follows = isinstance(before, SessionWays) and not isinstance(before, FinishedScreen)
        if kind == "records":
            from tui.script_steps.screen import ScriptStepScreen  # noqa: PLC0415 - most pages are none

            return ScriptStepScreen(engine, view, follows=follows)
        if kind == "conversation":
            from tui.conversation.screen import ConversationScreen  # noqa: PLC0415 - most pages are none

            return ConversationScreen(engine, view, follows=follows)
        return InteractionScreen(engine, view, follows=follows)
    return FinishedScreen(engine, view)
