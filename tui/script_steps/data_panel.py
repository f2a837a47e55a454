"""The panel of everything else: what the step wrote, as JSON."""

import json

from textual.app import ComposeResult
from textual.content import Content
from textual.widgets import Static

from schemas.clean_text import clean_line
from schemas.messages.batches import BatchRecord
from schemas.messages.records import RecordView
from tui.results.text_view import TextView
from tui.script_steps.panel import Panel, PanelContext

MOST_CHARACTERS = 200_000
MOST_LINES = 12


class DataPanel(Panel):
    """`problem` is why the panel that the step names is not here; `untrusted`: trust would bring it."""

    DEFAULT_CSS = """
    DataPanel > TextView { margin: 0 1; border-bottom: solid $foreground 20%; }
    DataPanel.-none > TextView { display: none; }
    DataPanel > .problem { height: auto; padding: 0 1; color: $text-warning; }
    Screen.-low DataPanel > TextView { max-height: 6; }
    """

    def __init__(self, context: PanelContext, problem: str = "", *, untrusted: bool = False) -> None:
        super().__init__(context)
        self._problem = problem
        self.untrusted = untrusted

    def compose(self) -> ComposeResult:
        if self._problem:
            yield Static(Content(self._problem), classes="problem")
        yield Static(classes="facts")
        yield TextView()

    async def show(self, record: RecordView, run: BatchRecord | None) -> None:
        written = self.written(record)
        step = self.context.step
        said = f"{clean_line(step.type)} → {', '.join(clean_line(name) for name in step.outputs)}"
        self.query_one(".facts", Static).update(Content(said if written else f"{said}: nothing yet"))
        # Texts stand in the fields below.
        self.set_class(all(isinstance(value, str) for value in written.values()), "-none")
        text = json.dumps(written, ensure_ascii=False, indent=2)[:MOST_CHARACTERS]
        view = self.query_one(TextView)
        view.styles.height = min(MOST_LINES, text.count("\n") + 1) + 1  # and the line below it
        view.show([("text", text)])
