"""What Reroll keeps beside sessions: records, stored LLM actions, the audit log. Shown over any screen."""

from typing import TYPE_CHECKING, Any

from textual.app import App

from tui.engine_host import EngineHost
from tui.letter_menu import Line

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from engine.client.engine import Engine
    from tui.session.outcome import Outcome
    from tui.session.screen import SessionScreen

SHELVES = (
    Line("records", "r", "Records", about="Documents and their sections: browse, import, export"),
    Line("llm_actions", "l", "LLM actions", about="Stored prompts: versions, edit, roll back, test"),
    Line("audit", "a", "Audit log", about="What ran, over what, and how it ended, in all sessions"),
)
"""By the names that `show_shelf` takes; the letters are those of the menu on the home screen."""


async def show_shelf(
    app: App[Any], host: EngineHost, name: str, at: str, closed: "Callable[[Outcome | None], Awaitable[None]]"
) -> None:
    """Show one of `SHELVES`; `at` is what in it is opened at once, such as a collection.

    `closed` is told what the screen ended with.
    """
    try:
        engine = await host.engine()
    except Exception as error:
        from engine.operations.errors import OperationError  # noqa: PLC0415 - not before the engine
        from schemas.clean_text import clean  # noqa: PLC0415

        if not isinstance(error, OperationError):
            raise
        app.notify(clean(f"{error.body.message} {error.body.hint}"), severity="error", markup=False)
        return
    screen = _screen(name, engine, at)
    if not any(type(each) is type(screen) for each in app.screen_stack):
        await app.push_screen(screen, closed)


def _screen(name: str, engine: "Engine", at: str) -> "SessionScreen":
    # Loaded when they are asked for.
    if name == "llm_actions":
        from tui.llm_actions.screen import LlmActionsScreen  # noqa: PLC0415

        return LlmActionsScreen(engine)
    if name == "audit":
        from tui.audit.screen import AuditScreen  # noqa: PLC0415

        return AuditScreen(engine)
    from tui.records.collections_screen import CollectionsScreen  # noqa: PLC0415

    return CollectionsScreen(engine, at)
