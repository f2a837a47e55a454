"""What one execution writes, alone over the page."""

import json
from collections.abc import Mapping
from contextlib import aclosing
from typing import TYPE_CHECKING, Any, ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Container
from textual.content import Content
from textual.screen import ModalScreen

from engine.operations.errors import OperationError
from schemas.clean_text import clean, clean_line
from tui.interaction.run_log import RunLog
from tui.widgets.key_footer import KeyFooter
from tui.widgets.stream_pane import StreamPane

if TYPE_CHECKING:
    from engine.client.engine import Engine
    from schemas.messages.session import ExecutionView


class Reader(ModalScreen[None]):
    """Follows an execution from its first event, live or afterwards; it goes on when this is closed."""

    DEFAULT_CSS = """
    Reader {
        align: center middle;
        & > #frame {
            width: 100%; max-width: 110; height: 1fr; margin: 1 3; padding: 0 1;
            border: round $accent; background: $surface;
        }
        &.-low > #frame { margin: 0; }
        & StreamPane { background: $surface; }
    }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,q", "close", "Close", id="reader.close"),
        Binding("y", "copy", "Copy", id="reader.copy"),
    ]

    def __init__(
        self, engine: "Engine", execution: "ExecutionView", *, structured: bool, titles: Mapping[str, str]
    ) -> None:
        super().__init__()
        self._engine = engine
        self._execution = execution
        self._structured = structured
        self._titles = titles

    def compose(self) -> ComposeResult:
        with Container(id="frame") as frame:
            frame.border_title = Content(clean_line(self._execution.label))
            yield StreamPane()
        yield KeyFooter()

    def on_mount(self) -> None:
        self.query_one(StreamPane).focus()
        self.run_worker(self._read(), group="read", exit_on_error=False)

    async def _read(self) -> None:
        pane = self.query_one(StreamPane)
        log = RunLog(pane, self._execution, structured=self._structured, titles=self._titles)
        written = False
        try:
            async with aclosing(self._engine.events(self._execution.id)) as events:
                async for event in events:
                    written = written or event.kind == "token"
                    if event.kind == "completed" and not written:
                        pane.append(_text(event.data.get("outputs")))
                    log.take(event)
        except OperationError as error:
            pane.write_line(clean(error.body.message), "error")

    def action_copy(self) -> None:
        self.app.copy_to_clipboard(clean(self.query_one(StreamPane).text))
        self.notify("Copied the text.", markup=False)

    def action_close(self) -> None:
        self.dismiss(None)


def _text(value: Any) -> str:
    """Outputs to read: a text as it is, one text of an object alone, everything else as JSON."""
    if isinstance(value, Mapping) and isinstance(value.get("text"), str):
        value = value["text"]
    if value is None:
        return ""
    return clean(value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, indent=2))
