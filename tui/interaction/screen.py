"""The screen of an open interaction."""

import secrets
import time
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import ClassVar

from textual import on, work
from textual.app import ComposeResult, SystemCommand
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.widgets import Static

from engine.client.engine import Engine
from engine.form.model import FormModel
from engine.operations.errors import OperationError
from schemas.clean_text import clean
from schemas.documents.result_display import ResultDisplay
from schemas.messages.requests import (
    ContinueInteraction,
    ResumeSession,
    RunSubAction,
    SaveDraft,
    SelectResults,
)
from schemas.messages.session import InteractionView, SessionView
from tui import collector
from tui.confirm import Confirm
from tui.form.renderer import SchemaFormRenderer
from tui.interaction.action_bar import ActionBar, continue_label
from tui.interaction.actions_menu import ActionsMenu
from tui.interaction.commands import page_commands
from tui.interaction.draft_keeper import DraftKeeper, SaveState
from tui.interaction.execution_feed import ExecutionFeed
from tui.interaction.feedback import FeedbackScreen
from tui.interaction.header import Header
from tui.interaction.keys import bindings_of, selected_text
from tui.interaction.page_changes import PageChanges
from tui.interaction.page_context import PageContext
from tui.interaction.panes import Panes
from tui.interaction.pictures import Pictures
from tui.interaction.result_items import result_items
from tui.interaction.results_pane import ResultsPane
from tui.interaction.review import Review
from tui.interaction.run_strip import RunStrip
from tui.navigation import GoHome, ShowSession
from tui.page_screen import PageScreen
from tui.widgets.key_footer import KeyFooter
from tui.widgets.stream_pane import StreamPane

SETTLE_SECONDS = 0.4
"""A page that has just appeared does not take the second half of a double press to go on."""


class InteractionScreen(PageScreen):
    """Form, actions, results and log of one interaction; stays open until the person continues."""

    # Not CSS_PATH: a screen's CSS_PATH parses the styles of all widgets anew.
    DEFAULT_CSS = Path(__file__).with_name("screen.tcss").read_text(encoding="utf-8")
    AUTO_FOCUS = None
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+n", "continue", "Continue", id="page.continue"),
        Binding("ctrl+g", "menu", "Actions", priority=True, id="page.actions"),
        Binding("escape", "leave_field", "Commands", id="page.commands"),
        Binding("f2", "pane('form')", "Form", show=False, id="page.form"),
        Binding("f3", "pane('results')", "Results", show=False, id="page.results"),
        Binding("f4", "pane('log')", "Log", show=False, id="page.log"),
        Binding("ctrl+s", "save", "Save", show=False, id="page.save"),
        Binding("ctrl+x", "cancel", "Cancel", priority=True, id="page.cancel"),
        Binding("R", "retry", "Retry", id="page.retry"),
        Binding("ctrl+r", "review", "Review proposal", priority=True, id="page.review"),
        Binding("ctrl+b", "home", "Home", id="page.home"),
    ]

    def __init__(self, engine: Engine, view: SessionView, *, follows: bool = False) -> None:
        """`follows`: the page takes the place of one that was just completed."""
        super().__init__()
        assert view.interaction is not None
        self._engine = engine
        self._session = view
        self._view: InteractionView = view.interaction
        request = self._view.request
        self._sub_actions = {action.id: action for action in request.sub_actions}
        values = request.display_data.get("current_values")
        self._model = FormModel(
            request.input_schema, values if isinstance(values, Mapping) else None, self._view.draft
        )
        self._titles = {field.name: field.title for field in self._model.fields}
        self._keeper = DraftKeeper(self._save_draft, self._tell_saved)
        self._pictures = Pictures(engine)
        self._save_error: OperationError | None = None
        self._review = Review(self, engine, self._titles, view=lambda: self._view, take=self._take_view)
        self._continuing = False
        self._shown_at = time.monotonic() if follows else 0.0
        keys = self._bindings.key_to_bindings
        for binding in Binding.make_bindings(bindings_of(request.sub_actions)):
            keys[binding.key] = [*keys.get(binding.key, ()), binding]

    # -- composition ------------------------------------------------------------------------

    def compose(self) -> ComposeResult:
        request = self._view.request
        yield Header(self._session)
        display = request.result_display_schema or ResultDisplay()
        yield Panes(
            [PageContext(request, self._pictures.load), SchemaFormRenderer(self._model, id="fields")],
            [ResultsPane(display, self._engine, self._pictures)],
            [Static("Log", classes="title"), StreamPane(id="stream")],
            id="panes",
        )
        yield RunStrip(id="runs")
        yield ActionBar(request.sub_actions, request.continue_label or continue_label(self._session.steps))
        yield KeyFooter()

    def on_mount(self) -> None:
        self._feed = ExecutionFeed(
            self._engine,
            self.query_one(StreamPane),
            self.query_one(RunStrip),
            self._sub_actions,
            self._titles,
            start=lambda work: self.run_worker(work, group="executions", exit_on_error=False),
            complain=self._complain,
        )
        self._changes = PageChanges(
            self._engine,
            self._view,
            self.query_one(SchemaFormRenderer),
            changed=self._page_changed,
            filled=self._keeper.touch,
            complain=self._complain,
        )
        self._show_results()
        self._focus_first()
        self.call_after_refresh(self._begin_watching)

    def _begin_watching(self) -> None:
        collector.resume()
        self.run_worker(self._feed.replay(self._view.executions), group="executions")
        self.run_worker(self._changes.watch(self._session.seq), group="watch")
        if self._view.proposals:
            self._show_proposals()

    def _focus_first(self) -> None:
        first = next((field.name for field in self._model.fields if self._model.visible(field.name)), None)
        if first is not None:
            self.query_one(SchemaFormRenderer).focus_field(first)

    # -- what the session tells -------------------------------------------------------------

    def _take_view(self, view: InteractionView) -> None:
        self._view = view
        self._show_results()
        self._feed.follow(view.executions)

    def _page_changed(self, kind: str, view: InteractionView) -> None:
        self._take_view(view)
        if kind == "proposal_made":
            self._show_proposals(politely=True)

    def _show_results(self) -> None:
        pane = self.query_one(ResultsPane)
        pane.show_items(result_items(self._view.request), self._view.selected)
        self.query_one(Panes).count_results(len(pane.items))

    # -- the draft --------------------------------------------------------------------------

    @on(SchemaFormRenderer.Changed)
    def _edited(self, message: SchemaFormRenderer.Changed) -> None:
        message.stop()
        self._review.edited()
        self._keeper.touch()

    async def _save_draft(self) -> None:
        draft = self._model.draft()
        try:
            await self._engine.call(
                SaveDraft(
                    session_id=self._session.id,
                    interaction_id=self._view.id,
                    values=draft.values,
                    unparsed=draft.unparsed,
                )
            )
        except OperationError as error:
            if self._save_error is None:
                self._complain(error)
            self._save_error = error
            raise
        self._save_error = None

    def _tell_saved(self, state: SaveState) -> None:
        if header := self.query_one_optional(Header):  # Gone already when the page is being removed.
            header.save_state = state

    async def action_save(self) -> None:
        self._keeper.touch()
        if not await self._keeper.flush() and self._save_error:
            self._complain(self._save_error)

    async def leave(self) -> bool:
        """Called before the page is left: write what is typed; returns whether that is on disk."""
        return await self._keeper.flush()

    async def on_unmount(self) -> None:
        await self._keeper.close()

    # -- sub-actions ------------------------------------------------------------------------

    @on(ActionBar.Pressed)
    def _button_pressed(self, message: ActionBar.Pressed) -> None:
        self.action_run_sub_action(message.sub_action_id)

    @work(group="menu", exclusive=True)
    async def action_menu(self) -> None:
        chosen = await self.app.push_screen_wait(ActionsMenu(self._view.request.sub_actions))
        if chosen:
            self.action_run_sub_action(chosen)

    @work(group="press")
    async def action_run_sub_action(self, sub_action_id: str) -> None:
        """Run a sub-action with the form's values; errors in the form come first."""
        sub_action = self._sub_actions[sub_action_id]
        if self.query_one(SchemaFormRenderer).show_errors():
            self.query_one(Panes).show("form")
            self.notify("Some fields need attention first.", severity="warning", markup=False)
            return
        feedback = ""
        if sub_action.feedback and sub_action.feedback.enabled:
            answer = await self.app.push_screen_wait(FeedbackScreen(sub_action))
            if answer is None:
                return
            feedback = answer
        try:
            execution = await self._engine.call(
                RunSubAction(
                    session_id=self._session.id,
                    interaction_id=self._view.id,
                    action_id=sub_action_id,
                    values=self._model.submission(),
                    feedback=feedback,
                    idempotency_key=secrets.token_hex(8),
                )
            )
        except OperationError as error:
            self._complain(error)
            return
        self._feed.follow([execution])
        panes = self.query_one(Panes)
        if panes.under_tabs and panes.active == "form":
            # There is nothing to see of it on the form's.
            self.action_pane("log" if execution.mode == "streaming" else "results")
        self.refresh_bindings()

    def action_cancel(self) -> None:
        if running := self.query_one(RunStrip).running:
            self._feed.cancel(running[-1].execution_id)

    @on(RunStrip.CancelRequested)
    def _cancel_clicked(self, message: RunStrip.CancelRequested) -> None:
        self._feed.cancel(message.execution_id)

    def action_retry(self) -> None:
        if failed := self.query_one(RunStrip).failed:
            self._feed.retry(failed[-1].execution_id)

    @on(RunStrip.RetryRequested)
    def _retry_clicked(self, message: RunStrip.RetryRequested) -> None:
        self._feed.retry(message.execution_id)

    # -- proposals --------------------------------------------------------------------------

    @work(group="proposal")
    async def _show_proposals(self, *, politely: bool = False) -> None:
        try:
            await self._review.show(politely=politely)
        except OperationError as error:
            self._complain(error)
        self.refresh_bindings()

    # -- results ----------------------------------------------------------------------------

    @on(ResultsPane.Selected)
    def _selected(self, message: ResultsPane.Selected) -> None:
        self.run_worker(self._select(message.ids), group="select", exclusive=False)

    async def _select(self, ids: list[str]) -> None:
        request = SelectResults(session_id=self._session.id, interaction_id=self._view.id, content_ids=ids)
        try:
            await self._engine.call(request)
        except OperationError as error:
            self._complain(error)

    # -- going on ---------------------------------------------------------------------------

    @on(ActionBar.ContinuePressed)
    def _continue_pressed(self) -> None:
        self.action_continue()

    @work(group="continue")
    async def action_continue(self) -> None:
        """Complete this page and show the next one."""
        if self._continuing or time.monotonic() < self._shown_at + SETTLE_SECONDS:
            return
        if self.query_one(SchemaFormRenderer).show_errors():
            return
        self._continuing = True
        header = self.query_one(Header)
        header.busy = "going on"
        try:
            await self._keeper.flush()
            await self._engine.call(
                ContinueInteraction(
                    session_id=self._session.id,
                    interaction_id=self._view.id,
                    values=self._model.submission(),
                    content_ids=self.query_one(ResultsPane).selected,
                )
            )
            view = await self._engine.call(ResumeSession(session_id=self._session.id))
        except OperationError as error:
            self._complain(error)
            return
        finally:
            self._continuing = False
            header.busy = ""
        self.post_message(ShowSession(view))

    async def action_home(self) -> None:
        if await self.leave():
            self.post_message(GoHome())
        else:
            question = Content("What you typed last cannot be saved. Leave it behind?")
            self.app.push_screen(Confirm(question, "Leave"), self._leave_all_the_same)

    def _leave_all_the_same(self, agreed: bool | None) -> None:
        if agreed:
            self.post_message(GoHome())

    def action_review(self) -> None:
        self._show_proposals()

    # -- panes and focus --------------------------------------------------------------------

    def action_pane(self, name: str) -> None:
        """Show a pane (when they are under tabs) and put the focus into it."""
        panes = self.query_one(Panes)
        panes.show(name)
        target = panes.last_focused(name)
        if target is None and name == "form":
            self._focus_first()
            return
        if target is None:
            target = self.query_one(ResultsPane).grid if name == "results" else self.query_one(StreamPane)
        # At once, unlike `focus()`: the next key may be on its way already.
        self.set_focus(target)

    def action_leave_field(self) -> None:
        """Escape: out of the text field, so that letters are commands; then dismiss a failure."""
        if self.focused is not None:
            self.set_focus(None)
            return
        strip = self.query_one(RunStrip)
        for run in strip.failed:
            strip.remove_run(run.execution_id)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """The footer shows what works now."""
        if not self.is_mounted:
            return True
        strip = self.query_one(RunStrip)
        match action:
            case "cancel":  # with text selected, ctrl+x cuts it
                return bool(strip.running) and not selected_text(self.focused)
            case "retry":
                return bool(strip.failed)
            case "leave_field":
                return self.focused is not None or bool(strip.failed)
            case "review":
                return bool(self._view.proposals)
            case _:
                return True

    def page_commands(self) -> Iterator[SystemCommand]:
        """Every action by name, for the command palette."""
        strip = self.query_one(RunStrip)
        others = [
            ("Cancel", "Stop what was started last", self.action_cancel, bool(strip.running)),
            ("Retry", "Run again what failed", self.action_retry, bool(strip.failed)),
            ("Review proposal", "See before and after", self.action_review, bool(self._view.proposals)),
            ("Continue", "Complete this page and go on", self.action_continue, True),
            ("Home", "Back to the home screen; everything stays", self.action_home, True),
        ]
        useful = [(name, about, do) for name, about, do, now in others if now]
        return page_commands(self._view.request.sub_actions, self.action_run_sub_action, useful)

    def _complain(self, error: OperationError) -> None:
        text = f"{clean(error.body.message)}\n{clean(error.body.hint)}".strip()
        self.notify(text, severity="error", markup=False, timeout=8)
