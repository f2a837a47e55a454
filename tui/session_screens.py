"""Which screen shows a session as it stands."""

from textual.screen import Screen

from engine.client.engine import Engine
from schemas.messages.session import SessionView
from tui.finished import FinishedScreen
from tui.interaction.screen import InteractionScreen


def screen_for(engine: Engine, view: SessionView, before: Screen[object] | None = None) -> Screen[None]:
    """Its open page, or how it ended. `before` is the screen that it takes the place of."""
    if view.interaction is not None and not view.failure:
        kind = view.interaction.request.interaction_type
        if kind == "records":
            from tui.script_steps.screen import ScriptStepScreen  # noqa: PLC0415 - most pages are none

            return ScriptStepScreen(engine, view)
        if kind == "conversation":
            from tui.conversation.screen import ConversationScreen  # noqa: PLC0415 - most pages are none

            return ConversationScreen(engine, view, follows=isinstance(before, InteractionScreen))
        return InteractionScreen(engine, view, follows=isinstance(before, InteractionScreen))
    return FinishedScreen(engine, view)
