"""Shows the modules that run before a page: on a screen of their own while a session opens."""

from contextlib import aclosing
from typing import ClassVar

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Static

from engine.client.engine import Engine
from schemas.clean_text import clean_line
from schemas.messages.executions import GetExecution
from schemas.messages.session import SessionView
from tui.interaction.run_log import RunLog
from tui.widgets.stream_pane import StreamPane


class ModulesRunning(Vertical):
    """What the modules of a session stream, from its first event on."""

    DEFAULT_CSS: ClassVar[str] = """
    ModulesRunning { padding: 1 2 0 2; }
    ModulesRunning Static { height: auto; padding-bottom: 1; }
    """

    def __init__(self, engine: Engine, session: SessionView, *, id: str | None = None) -> None:  # noqa: A002
        super().__init__(id=id)
        self._engine = engine
        self._session = session

    def compose(self) -> ComposeResult:
        title = clean_line(self._session.summary.workflow_title)
        yield Static(Content.assemble((title, "bold"), "  is getting ready"))
        yield StreamPane()

    def on_mount(self) -> None:
        self.run_worker(self._watch(), exit_on_error=False)

    async def _watch(self) -> None:
        async with aclosing(self._engine.changes(self._session.id)) as changes:
            async for change in changes:
                if change.kind == "execution_started" and not change.data.get("interaction_id"):
                    await self._follow(str(change.data["execution_id"]))

    async def _follow(self, execution_id: str) -> None:
        execution = await self._engine.call(GetExecution(execution_id=execution_id))
        log = RunLog(self.query_one(StreamPane), execution, structured=None, titles={})
        async with aclosing(self._engine.events(execution_id)) as events:
            async for event in events:
                log.take(event)
