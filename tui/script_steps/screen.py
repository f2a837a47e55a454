"""The page of a step that runs a script over records, with what a person can do there (rows C1, C3, C8)."""

import asyncio
import time
from collections.abc import Iterator
from functools import partial
from typing import ClassVar

from textual import events, on, work
from textual.app import SystemCommand
from textual.binding import Binding, BindingType
from textual.content import Content

from engine.client.engine import Engine
from engine.operations.errors import OperationError
from schemas.clean_text import clean_line
from schemas.messages.interactions import ContinueInteraction
from schemas.messages.records import RecordView
from schemas.messages.session import SessionView
from schemas.messages.sessions import ResumeSession
from tui.confirm import Confirm
from tui.interaction import going_on
from tui.interaction.going_back import GoingBack
from tui.interaction.header import Header
from tui.interaction.keys import describe, types_text
from tui.navigation import ShowSession
from tui.script_steps.beside_step import BesideStep
from tui.script_steps.conflict_screen import ConflictScreen, Decision
from tui.script_steps.filter_line import RecordFilter
from tui.script_steps.record_editor import RecordEditor
from tui.script_steps.record_list import RecordList
from tui.script_steps.run_ways import RunWays
from tui.script_steps.saving import Saving
from tui.script_steps.sought import sought
from tui.script_steps.step_bar import StepBar
from tui.widgets.tab_line import TabLine

PANES = ("records", "record")

SEARCH_AFTER = 0.15
"""Seconds after the last key before the engine is asked which records are meant."""


class ScriptStepScreen(BesideStep):
    """Stays open until the person continues; what runs goes on without it."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("r", "run", "Run", id="step.run", tooltip="Over what is selected, else all that is shown"),
        Binding("f5,ctrl+j", "run", "Run", show=False, priority=True, id="step.run-anywhere"),
        Binding("R", "retry", "Retry failed", id="step.retry"),
        Binding("p", "pause", "Pause", id="step.pause", tooltip="Begin no more records, or go on"),
        Binding("ctrl+x", "cancel", "Cancel", priority=True, id="step.cancel"),
        Binding("slash", "filter", "Filter", id="step.filter", tooltip="Words, is:failed, where rank > 2"),
        Binding("a", "select('all')", "All", id="step.all", tooltip="Select all that is shown"),
        Binding("n", "select('none')", "None", id="step.none", tooltip="Select nothing"),
        Binding("f", "select('failed')", "Failed", id="step.failed", tooltip="Select what failed"),
        Binding("m", "select('missing')", "Missing", id="step.missing", tooltip="Select what has no output"),
        Binding("d", "before_after", "Before and after", id="step.before-after"),
        Binding("v", "versions", "Versions", id="step.versions", tooltip="Earlier versions of a field"),
        Binding("s", "settings", "Settings", id="step.settings"),
        Binding(
            "l", "prompts", "Prompts", id="step.prompts", tooltip="Stored LLM actions, tested on this record"
        ),
        Binding("escape", "leave_field", "Records", id="step.leave"),
        Binding("ctrl+n", "continue", "Continue", id="page.continue"),
        Binding("f2", "pane('records')", "Records", show=False, priority=True, id="page.form"),
        Binding("f3", "pane('record')", "Record", show=False, priority=True, id="page.results"),
        Binding("ctrl+s", "save", "Save", show=False, priority=True, id="page.save"),
        Binding("o", "document", "Other document", id="step.document"),
        Binding(
            "T", "trust", "Trust it", id="step.trust", tooltip="Look at the workflow's code, and let it run"
        ),
        Binding("B", "go_back", "Go back", id="page.back"),
        Binding("ctrl+b", "home", "Home", id="page.home"),
    ]

    def __init__(self, engine: Engine, view: SessionView, *, follows: bool = False) -> None:
        """`follows`: the page takes the place of one that was just completed."""
        super().__init__(engine, view)
        self._shown_at = time.monotonic() if follows else 0.0
        self._going_back = GoingBack(self, self._page, leave=self.leave)
        self._saving = Saving(self, self._edits, labels={each.db_field: each.label for each in self._fields})
        self._runs: RunWays | None = None
        self._going_on = False

    def use_document(self, document_id: int) -> None:
        super().use_document(document_id)
        assert self._live is not None
        self._runs = RunWays(
            self,
            self._live,
            self._records,
            session_id=self._session.id,
            step_id=self._step.step_id,
            document_id=document_id,
            settings=self._settings,
        )

    # -- running ----------------------------------------------------------------------------

    @on(StepBar.Pressed)
    async def _pressed(self, message: StepBar.Pressed) -> None:
        await self.run_action(message.action)

    @work(group="run")
    async def action_run(self) -> None:
        if self._runs is not None:
            await self._runs.run()

    @work(group="run")
    async def action_retry(self) -> None:
        if self._runs is not None:
            await self._runs.retry()

    @work(group="run")
    async def action_pause(self) -> None:
        if self._runs is not None:
            await self._runs.pause()

    @work(group="run")
    async def action_cancel(self) -> None:
        if self._runs is not None:
            await self._runs.cancel()

    async def confirm(self, screen: Confirm) -> bool:
        """Whether the person agreed."""
        return bool(await self.app.push_screen_wait(screen))

    async def decide(self, screen: ConflictScreen) -> Decision | None:
        """What is to become of an edit that somebody else was faster with."""
        return await self.app.push_screen_wait(screen)

    # -- choosing ---------------------------------------------------------------------------

    def action_select(self, what: str) -> None:
        """Select all that is shown, nothing, what failed, or what lacks an output."""
        records = self._records
        match what:
            case "all":
                records.select_shown()
            case "failed":
                records.select_only(records.failed)
            case "missing":
                records.select_only(records.missing)
            case _:
                records.select_only([])
        self._show_records()

    def action_filter(self) -> None:
        self.action_pane("records")
        line = self.query_one(RecordFilter)
        line.display = True
        line.focus()

    @on(RecordFilter.Changed)
    def _filter_typed(self, message: RecordFilter.Changed) -> None:
        self._sift(message.value)

    @work(group="filter", exclusive=True)
    async def _sift(self, text: str) -> None:
        """Show what the filter means; one that cannot be read says why and shows what was there."""
        meant = sought(text)
        if meant.asks_engine:
            await asyncio.sleep(SEARCH_AFTER)
        try:
            found = await self._reading.meant(meant) if self._reading else None
        except OperationError as error:
            wrong = Content.styled(clean_line(error.body.message), "$text-error")
            self.counts.update(wrong)
            return
        self._records.sift(found, meant.statuses)
        self._show_records()

    @on(RecordFilter.Left)
    def _filter_left(self, message: RecordFilter.Left) -> None:
        line = self.query_one(RecordFilter)
        if message.clear:
            line.value = ""
        line.display = bool(line.value)
        self.list.focus()

    # -- the record -------------------------------------------------------------------------

    @on(RecordEditor.FieldLeft)
    def _field_left(self) -> None:
        self._commit_later()

    @on(RecordEditor.Edited)
    def _edited(self) -> None:
        self.refresh_bindings()

    @work(group="commit")
    async def _commit_later(self) -> None:
        await self.commit_all()

    async def commit_all(self) -> bool:
        """Save what was typed to the records; returns whether nothing is left over."""
        return await self._saving.all()

    async def action_save(self) -> None:
        self._commit_later()

    async def saved(self, record: RecordView) -> None:
        """A record was saved, or given up: show it as it is."""
        known = self._records.records.get(record.id)
        self._records.take([record])
        self._show_records()
        with self.unless_removed():
            if record.id == self.list.cursor:
                await self.editor.show(record, known.run if known else None)

    async def action_before_after(self) -> None:
        await self.editor.compare(on=not self.editor.compares)
        if self.editor.compares:
            self.action_pane("record")
        else:
            self.list.focus()
        self._name_keys()

    # -- panes and focus --------------------------------------------------------------------

    @on(RecordList.Opened)
    def _opened(self) -> None:
        self.action_pane("record")

    @on(TabLine.Chosen)
    def _tab(self, message: TabLine.Chosen) -> None:
        self.action_pane(message.name)

    def action_pane(self, name: str) -> None:
        """Show a pane (where they are under tabs) and put the focus into it."""
        self._activate(name)
        if name == "records":
            self.set_focus(self.list)
        else:
            self.editor.focus_fields()

    def _activate(self, name: str) -> None:
        self.query_one(TabLine).active = name
        for pane in PANES:
            self.query_one(f"#{pane}").set_class(pane == name, "-active")

    def action_leave_field(self) -> None:
        """Escape: back to the records."""
        self.action_pane("records")

    def on_descendant_focus(self, event: events.DescendantFocus) -> None:
        """A narrow terminal shows the pane with the focus."""
        for pane in PANES:
            if self.query_one(f"#{pane}") in event.widget.ancestors:
                self._activate(pane)
        self._name_keys()

    def _name_keys(self) -> None:
        names = {
            "before_after": "Fields" if self.editor.compares else "Before and after",
            "pause": "Resume" if self._live and self._live.paused else "Pause",
        }
        describe(self._bindings, names)
        self.refresh_bindings()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """The footer shows what works now."""
        if not self.is_mounted:
            return super().check_action(action, parameters)
        records, typing = self._records, types_text(self.focused)
        match action, parameters:
            case "run", _:
                return bool(records.shown)
            case ("retry", _) | ("select", ("failed",)):
                return bool(records.failed)
            case (("pause" | "cancel"), _):
                return bool(self._live and self._live.unfinished)
            case "select", ("missing",):
                return bool(records.missing) and not typing
            case "select", ("none",):
                return bool(records.selected) and not typing
            case "select", _:
                return bool(records.shown) and not typing
            case "filter", _:
                return not typing
            case "before_after", _:
                return self.editor.can_compare
            case ("versions", _):
                return self.editor.record is not None
            case "settings", _:
                return self._document_id is not None
            case "prompts", _:
                return self._step.action_id is not None
            case "trust", _:
                return self._distrusts
            case "document", _:
                return self._page.request.display_data.get("document_id") is None
            case "leave_field", _:
                return self.focused is not self.list
            case "go_back", _:
                return self._going_back.possible
            case _:
                return super().check_action(action, parameters)

    # -- going on, going back, leaving --------------------------------------------------------

    @work(group="continue")
    async def action_continue(self) -> None:
        """Complete this page and show the next one; what still runs goes on."""
        settled = time.monotonic() >= self._shown_at + going_on.SETTLE_SECONDS
        if self._going_on or not settled or not await self.commit_all():
            return
        if self._live and self._live.unfinished:
            left = sum(batch.total - batch.done for batch in self._live.unfinished)
            said = "1 record is" if left == 1 else f"{left:,} records are"
            question = Content(f"{said} not done yet. What runs goes on without this page. Continue?")
            if not await self.confirm(Confirm(question, "Continue")):
                return
        self._going_on = True
        self.query_one(Header).busy = "going on"
        try:
            await self._edits.flush()
            await self._engine.call(ContinueInteraction(**self._page.ids, values={}))
            view = await self._engine.call(ResumeSession(session_id=self._session.id))
        except OperationError as error:
            self.complain(error)
            return
        finally:
            self._going_on = False
            if header := self.query_one_optional(Header):
                header.busy = ""
        self.post_message(ShowSession(view))

    @on(Header.StepClicked)
    def _step_clicked(self, message: Header.StepClicked) -> None:
        self.action_go_back(message.step_id)

    @work(group="back", exclusive=True)
    async def action_go_back(self, step_id: str = "") -> None:
        """Let the person choose a completed page, and show it."""
        try:
            view = await self._going_back.choose(step_id)
        except OperationError as error:
            self.complain(error)
            return
        if view is not None:
            self.post_message(ShowSession(view))

    async def leave(self) -> bool:
        """Write what is typed; returns whether that is on disk. What is in the draft is not lost."""
        await self._saving.quietly()
        return await self._edits.flush()

    async def on_unmount(self) -> None:
        await self._edits.close()

    def page_commands(self) -> Iterator[SystemCommand]:
        """What can be done here now, for the command palette."""
        for binding in Binding.make_bindings(self.__class__.BINDINGS):
            name, _, rest = binding.action.partition("(")
            given = (rest.rstrip(")").strip("'"),) if rest else ()
            if binding.description and binding.show and self.check_action(name, given):
                about = binding.tooltip or f"{self._step.title}: {binding.description.lower()}"
                yield SystemCommand(binding.description, about, partial(self.run_action, binding.action))
        yield from self.session_commands()
