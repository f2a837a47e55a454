"""What a step's page shows: records on the left, the one under the cursor on the right, how the runs go."""

from collections.abc import Iterator, Mapping
from contextlib import aclosing, contextmanager
from pathlib import Path
from typing import Any, TypeVar

from textual import on
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.css.query import NoMatches
from textual.widget import MountError
from textual.widgets import Static

from engine.client.engine import Engine
from engine.operations.errors import NotFound, OperationError
from schemas.clean_text import clean, clean_line
from schemas.messages.base import Answered
from schemas.messages.batches import ListBatches
from schemas.messages.script_steps import ListScriptSteps, ScriptStepView
from schemas.messages.session import SessionView
from tui import collector
from tui.interaction.action_bar import continue_label
from tui.interaction.draft_keeper import SaveState
from tui.interaction.header import Header
from tui.interaction.open_page import OpenPage
from tui.interaction.pictures import Pictures
from tui.script_steps.batch_strip import BatchStrip
from tui.script_steps.data_panel import DataPanel
from tui.script_steps.edits import Edits
from tui.script_steps.filter_line import RecordFilter
from tui.script_steps.live_batches import LiveBatches
from tui.script_steps.panel import PanelContext
from tui.script_steps.panels import make_panel
from tui.script_steps.reading import Reading
from tui.script_steps.record_editor import RecordEditor
from tui.script_steps.record_form import form_fields
from tui.script_steps.record_list import RecordList
from tui.script_steps.step_bar import StepBar
from tui.script_steps.step_records import StepRecords
from tui.session_ways import SessionWays
from tui.widgets.key_footer import KeyFooter
from tui.widgets.tab_line import TabLine

R = TypeVar("R")


class StepPage(SessionWays):
    """Records on the left, the one under the cursor on the right, how the runs go above them."""

    # Not CSS_PATH: a screen's CSS_PATH parses the styles of all widgets anew.
    DEFAULT_CSS = Path(__file__).with_name("screen.tcss").read_text(encoding="utf-8")
    AUTO_FOCUS = "#list"

    def __init__(self, engine: Engine, view: SessionView) -> None:
        super().__init__()
        assert view.interaction is not None
        self._engine = engine
        self._page = OpenPage(engine, view)
        self._step = _step_of(view, self._page.request.display_data)
        self._document_id: int | None = self._page.request.display_data.get("document_id")
        self._settings: dict[str, Any] = {}
        self._records = StepRecords([each.db_field for each in self._step.outputs.values()])
        self._fields = form_fields(self._step.inputs, self._step.outputs)
        self._edits = Edits(engine, self._page.ids, self._page.view.draft, self._tell_saved)
        self._pictures = Pictures(engine)
        self.list = RecordList(self._records, id="list")
        self.editor = RecordEditor(self._fields, self._edits)
        self.counts = Static(id="counts")
        self._strip, self._bar = BatchStrip(), StepBar()
        self._live: LiveBatches | None = None
        self._reading: Reading | None = None
        self._ran = False
        self._distrusts = False

    @property
    def _session(self) -> SessionView:
        return self._page.session

    def choose_document(self) -> None:
        """Let the person say whose records these are: nothing before this page did."""

    async def ask(self, request: Answered[R]) -> R | None:
        """The engine's reply; None after saying what was wrong."""
        try:
            return await self._engine.call(request)
        except OperationError as error:
            self.complain(error)
            return None

    def complain(self, error: OperationError) -> None:
        """Say what the engine could not do."""
        details = error.body.details
        wrong = [clean(str(each)) for each in details[:5]] if isinstance(details, list) else []
        text = "\n".join([clean(error.body.message), *wrong, clean(error.body.hint)]).strip()
        self.notify(text, severity="error", markup=False, timeout=8)

    def _tell_saved(self, state: SaveState) -> None:
        if header := self.query_one_optional(Header):  # Gone already when the page is being removed.
            header.save_state = state

    # -- composition ------------------------------------------------------------------------

    def compose(self) -> ComposeResult:
        about = clean_line(self._page.request.description or "")
        yield Header(self._page.session)
        yield Static(Content.assemble((clean_line(self._step.title), "bold"), f"  {about}"), id="about")
        yield TabLine({"records": "Records", "record": "Record"}, id="tabs")
        yield self._strip
        with Horizontal(id="panes"):
            with Vertical(id="records", classes="pane -active"):
                yield RecordFilter()
                yield self.counts
                yield self.list
            yield self.editor
        yield self._bar
        yield KeyFooter(first=("step.", "page.continue"))

    def on_mount(self) -> None:
        self.list.empty = "Reading …"
        self.call_after_refresh(self._begin)

    @contextmanager
    def unless_removed(self) -> Iterator[None]:
        """For what comes of its own accord: a page that is being removed has not all of its widgets."""
        try:
            yield
        except (NoMatches, MountError):
            if all(self.query(kind) for kind in (RecordList, RecordEditor, StepBar)):
                raise

    def _begin(self) -> None:
        collector.resume()
        self.run_worker(self._open(), group="open")

    async def _open(self) -> None:
        """What the step is, as the engine knows it now, and its panel; then its records."""
        await self.look_at_step()
        if self._document_id is None:
            self._document_id = await self._used_before()
        if self._document_id is None:
            self.list.empty = "No document is chosen. o chooses one."
            self.list.records_changed()
            self.choose_document()
        else:
            self.use_document(self._document_id)

    async def look_at_step(self) -> None:
        """Take the step as the engine knows it now: whose code may run makes a difference."""
        steps = await self.ask(ListScriptSteps(session_id=self._session.id))
        for step in steps.steps if steps else []:
            if step.step_id == self._step.step_id:
                self._step = step
        if self._step.problem:
            self.notify(clean(self._step.problem), severity="warning", markup=False, timeout=10)
        context = PanelContext(self._engine, self._session.id, self._step, self._pictures)
        panel = await make_panel(context)
        self._distrusts = bool(self._step.problem) or (isinstance(panel, DataPanel) and panel.untrusted)
        with self.unless_removed():
            await self.editor.use_panel(panel)
            self.refresh_bindings()

    async def _used_before(self) -> int | None:
        """The document that a step of this session last ran over."""
        found = await self.ask(ListBatches(session_id=self._session.id, limit=1))
        return found.batches[0].document_id if found and found.batches else None

    def use_document(self, document_id: int) -> None:
        """Show a document's records, and follow what runs over them."""
        self.workers.cancel_group(self, "live")
        self._document_id = document_id
        self._records.keep_only([])
        self._reading = Reading(self._engine, self._step, document_id)
        self._live = LiveBatches(
            self._engine,
            self._session.id,
            workflow_id=self._step.workflow_id,
            step_id=self._step.step_id,
            document_id=document_id,
            changed=self._batches_changed,
            complain=self.complain,
        )
        self.run_worker(self._load(), group="load", exclusive=True)
        self.run_worker(self._live.watch(self._session.seq), group="live")

    # -- records ----------------------------------------------------------------------------

    async def _load(self) -> None:
        """Read all records; the first ones are shown at once."""
        assert self._reading is not None
        ids: list[int] = []
        try:
            async with aclosing(self._reading.pages()) as pages:
                async for page in pages:
                    ids += [each.id for each in page]
                    self._records.take(page)
                    self._show_records()
            self._records.keep_only(ids)
            empty = "Nothing fits the filter." if ids else "There are no records here yet."
        except OperationError as error:
            empty = clean_line(error.body.message)
            self.complain(error)
        self.list.empty = empty
        self._show_records()

    def _show_records(self) -> None:
        with self.unless_removed():
            self.list.records_changed()
            self._say()

    def _say(self) -> None:
        """Counts, progress, buttons and keys as they are now."""
        records = self._records
        shown, total, chosen = len(records.shown), len(records), len(records.selected)
        word = "record" if total == 1 else "records"
        counts = f"{total:,} {word}" if shown == total else f"{shown:,} of {total:,} {word}"
        counts += f" · {chosen:,} selected" if chosen else ""
        self.counts.update(Content(counts))
        going = self._live.unfinished if self._live else []
        self._strip.show(records, going, self._settings)
        self._bar.show(self._labels())
        self.refresh_bindings()

    def _labels(self) -> dict[str, str]:
        """The buttons that work now."""
        chosen, failed = len(self._records.chosen), len(self._records.failed)
        labels: dict[str, str] = {}
        if self._records.shown:
            labels["run"] = f"Run {chosen:,}" if chosen else f"Run all {len(self._records.shown):,}"
        if failed:
            labels["retry"] = f"Retry {failed:,} failed"
        if self._live is not None and self._live.unfinished:
            labels["pause"] = "Resume" if self._live.paused else "Pause"
            labels["cancel"] = "Cancel"
        if self._document_id is not None:
            labels["settings"] = "Settings"
        given = self._page.request.continue_label
        labels["continue"] = clean_line(given or continue_label(self._session.steps)) + " →"
        return labels

    def _batches_changed(self) -> None:
        if self._live is None:
            return
        changed = self._records.follow(self._live.records)
        ran, self._ran = self._ran, bool(self._live.unfinished)
        if ran and not self._ran:
            # What was written may be a title, and may be what was missing.
            self.run_worker(self._load(), group="load", exclusive=True)
        self._show_records()
        if self.list.cursor in changed:
            self.show_current()

    @on(RecordList.CursorMoved)
    def _cursor_moved(self) -> None:
        self.show_current()

    @on(RecordList.Selected)
    def _selected(self) -> None:
        self._say()

    def show_current(self) -> None:
        self.run_worker(self._show_record(), group="record", exclusive=True)

    async def _show_record(self) -> None:
        with self.unless_removed():
            await self._read_current()

    async def _read_current(self) -> None:
        current = self.list.current
        if current is None or self._reading is None:
            await self.editor.show(None, None)
            return
        try:
            record = await self._reading.record(current.id)
        except NotFound:
            self._records.keep_only([each for each in self._records.records if each != current.id])
            self._show_records()
            return
        except OperationError as error:
            self.complain(error)
            return
        if current.id == self.list.cursor:
            await self.editor.show(record, current.run)
            self.refresh_bindings()


def _step_of(view: SessionView, data: Mapping[str, Any]) -> ScriptStepView:
    """The step as its page tells it, until the engine has said all of it."""
    kind = str(data.get("script_type", ""))
    here = next((step.title for step in view.steps if step.id == data.get("step_id")), kind)
    return ScriptStepView(
        workflow_id=view.summary.workflow_id,
        step_id=str(data.get("step_id", "")),
        title=(view.interaction.request.title if view.interaction else None) or here,
        type=kind,
        action=kind,
        panel=str(data.get("panel", kind)),
        collection=data.get("collection"),
        over=data.get("over", "sections"),
        inputs=data.get("inputs", {}),
        outputs=data.get("outputs", {}),
    )
