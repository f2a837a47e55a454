"""Shows the queue over whatever screen there is."""

from typing import TYPE_CHECKING, Any

from textual.app import App

from tui.engine_host import EngineHost

if TYPE_CHECKING:
    from engine.operations.errors import OperationError


async def show_queue(app: App[Any], host: EngineHost) -> str:
    """Wait until it is closed; return the id of the session to open, or ""."""
    try:
        engine = await host.engine()
    except Exception as error:
        from engine.operations.errors import OperationError  # noqa: PLC0415 - not before the engine

        if not isinstance(error, OperationError):
            raise
        _tell(app, error)
        return ""
    # Loaded with the engine by now.
    from tui.queue.screen import QueueScreen  # noqa: PLC0415
    from tui.session.outcome import OpenSession  # noqa: PLC0415

    if isinstance(app.screen, QueueScreen):
        return ""
    outcome = await app.push_screen_wait(QueueScreen(engine))
    return outcome.session_id if isinstance(outcome, OpenSession) else ""


def _tell(app: App[Any], error: "OperationError") -> None:
    from schemas.clean_text import clean  # noqa: PLC0415 - see above

    app.notify(clean(f"{error.body.message} {error.body.hint}"), severity="error", markup=False)
