"""The screen of an open interaction."""

from collections.abc import Iterator, Mapping
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar

from textual import on, work
from textual.app import ComposeResult, SystemCommand
from textual.binding import Binding, BindingType
from textual.widget import Widget

from engine.form.model import FormModel
from engine.operations.errors import OperationError
from schemas import messages
from tui import collector
from tui.form.renderer import SchemaFormRenderer
from tui.interaction.action_bar import ActionBar, continue_label
from tui.interaction.action_buttons import ActionButton, ButtonsInForm
from tui.interaction.commands import page_commands
from tui.interaction.documents_bar import DocumentsBar
from tui.interaction.draft_keeper import SaveState
from tui.interaction.drafts import Drafts
from tui.interaction.first_focus import focus_first
from tui.interaction.form_ways import BINDINGS as FORM_BINDINGS
from tui.interaction.form_ways import FormWays
from tui.interaction.going_back import waiting_note
from tui.interaction.going_on import GoingOn
from tui.interaction.header import Header
from tui.interaction.keys import bind_sub_actions, describe
from tui.interaction.open_page import OpenPage
from tui.interaction.page_changes import PageChanges
from tui.interaction.page_panes import page_panes
from tui.interaction.panes import Panes
from tui.interaction.parts import Parts, Told
from tui.interaction.pictures import Pictures
from tui.interaction.placement import places_of, where_of
from tui.interaction.recall import recall
from tui.interaction.result_ways import BINDINGS as RESULT_BINDINGS
from tui.interaction.result_ways import ResultWays
from tui.interaction.results_pane import ResultsPane
from tui.interaction.run_strip import RunStrip
from tui.interaction.sweep_ways import BINDINGS as SWEEP_BINDINGS
from tui.interaction.sweep_ways import CHOICES as SWEEP_CHOICES
from tui.interaction.sweep_ways import SweepWays
from tui.navigation import ShowSession
from tui.results.grid import ResultGrid
from tui.widgets.key_footer import KeyFooter
from tui.widgets.push_button import PushButton
from tui.widgets.stream_pane import StreamPane

if TYPE_CHECKING:
    from engine.client.engine import Engine
    from schemas.documents.sub_action import SubAction
    from schemas.messages.session import ExecutionView, InteractionView, SessionView


class InteractionScreen(FormWays, ResultWays, SweepWays):
    """Form, actions, results and log of one interaction; stays open until the person continues."""

    # Not CSS_PATH: a screen's CSS_PATH parses the styles of all widgets anew.
    DEFAULT_CSS = Path(__file__).with_name("screen.tcss").read_text(encoding="utf-8")
    first_keys: ClassVar[tuple[str, ...]] = ("sub-action.",)
    AUTO_FOCUS = ""  # None would be the first widget of all, before the field that is meant.
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+n", "continue", "Continue", id="page.continue"),
        Binding("ctrl+g", "menu", "Actions", priority=True, id="page.actions"),
        Binding("escape", "leave_field", "Commands", id="page.commands"),
        Binding("f2", "pane('form')", "Form", show=False, priority=True, id="page.form"),
        Binding("f3", "pane('results')", "Results", show=False, priority=True, id="page.results"),
        Binding("f4", "pane('log')", "Log", show=False, priority=True, id="page.log"),
        Binding("ctrl+s", "save", "Save", show=False, id="page.save"),
        Binding("ctrl+x", "cancel", "Cancel", priority=True, id="page.cancel"),
        Binding("R", "retry", "Retry", id="page.retry"),
        Binding("ctrl+r", "review", "Review proposal", priority=True, id="page.review"),
        Binding("D", "documents", "Documents changed", id="page.documents"),
        Binding("u,ctrl+z", "undo", "Undo", id="page.undo"),
        Binding("U,ctrl+y", "redo", "Redo", id="page.redo"),
        Binding("[", "generation(-1)", "Earlier results", id="page.earlier"),
        Binding("]", "generation(1)", "Later results", id="page.later"),
        *FORM_BINDINGS,
        *RESULT_BINDINGS,
        *SWEEP_BINDINGS,
        Binding("B", "go_back", "Go back", id="page.back"),
        Binding("ctrl+b", "home", "Home", id="page.home"),
    ]

    def __init__(self, engine: "Engine", view: "SessionView", *, follows: bool = False) -> None:
        """`follows`: the page takes the place of one that was just completed."""
        super().__init__()
        self._engine = engine
        self._page = OpenPage(engine, view)
        self._follows = follows
        self._pictures = Pictures(engine)
        self._buttons = ButtonsInForm(places_of(self._page.request, self._page.model))
        self._drafts = Drafts(self._page, tell=self._tell_saved, complain=self._complain)
        self._going_on = GoingOn(self._page, self._drafts, follows=follows, busy=self._tell_busy)
        self.bind_offers()

    @property
    def _model(self) -> FormModel:
        return self._page.model

    @property
    def _session(self) -> "SessionView":
        return self._page.session

    # -- composition ------------------------------------------------------------------------

    def compose(self) -> ComposeResult:
        request = self._page.request
        yield Header(self._page.session)
        yield self.make_panes()
        yield RunStrip(id="runs")
        label = request.continue_label or continue_label(self._page.session.steps)
        yield ActionBar(self._buttons.places.toolbar, label)
        yield KeyFooter(first=self.first_keys)

    def make_panes(self) -> Panes:
        """What stands between the header and the buttons."""
        return page_panes(self._page, self._pictures, self._buttons)

    def bind_offers(self) -> None:
        """The keys of the page's sub-actions are those of its documents now."""
        bind_sub_actions(self._bindings, self._page.request.sub_actions)

    def on_mount(self) -> None:
        told = Told(
            taken=self._taken,
            offers=self.bind_offers,
            moved=self._follow_panes,
            changed_field=self._run_quietly,
            adopted=self._adopted,
            valid=self.form_is_valid,
            complain=self._complain,
        )
        self._parts = Parts(self, self._page, self._drafts, self._buttons, told)
        form = self.query_one(SchemaFormRenderer)
        if self._model.fields:
            self.recall = partial(recall, form, self._drafts, self._parts.undoing)
        self._name_keys()
        results = self.query_one(ResultsPane)
        results.show_page()
        self.query_one(Panes).count_results(len(results.items))
        focus_first(self, self._page)
        self.call_after_refresh(self.begin_watching)

    def begin_watching(self) -> None:
        """Called once the page is painted: follow what happens to it."""
        collector.resume()
        self.run_worker(self._parts.feed.replay(self._page.view.executions), group="executions")
        changes = PageChanges(self._page, changed=self._changed, began=self.began, complain=self._complain)
        self.run_worker(changes.watch(self._page.session.seq), group="watch")
        if self._page.view.proposals:
            self._show_proposals()
        if waiting := waiting_note(self._page.session):
            self.query_one(RunStrip).say(waiting)
        if not self._follows:
            self.run_worker(self._parts.documents.check(), group="documents")

    # -- what the session tells -------------------------------------------------------------

    async def _changed(self, kind: str, data: Mapping[str, Any], view: "InteractionView") -> None:
        await self._parts.following.change(kind, data, view)
        if kind == "proposal_made":
            self._show_proposals(politely=True)

    def began(self, executions: list["ExecutionView"]) -> None:
        """These run, and no action of the page's began them."""
        self._parts.feed.follow(executions)

    def _taken(self) -> None:
        self._parts.change_runs.settle()
        self._parts.feed.follow(self._page.view.executions)
        self.follow_form()
        self._name_keys()

    def _adopted(self, view: "SessionView") -> None:
        if view.interaction is None or view.interaction.id != self._page.view.id:
            self.post_message(ShowSession(view))
            return
        self._page.session = view
        self.query_one(Header).show_steps(view.steps)

    # -- the draft, undo --------------------------------------------------------------------

    def _name_keys(self) -> None:
        describe(self._bindings, self._parts.offers.names())
        self.refresh_bindings()

    def _tell_saved(self, state: SaveState) -> None:
        if header := self.query_one_optional(Header):  # Gone already when the page is being removed.
            header.save_state = state

    def _tell_busy(self, words: str) -> None:
        if header := self.query_one_optional(Header):
            header.busy = words

    async def action_save(self) -> None:
        await self._drafts.save_now()

    async def leave(self) -> bool:
        """Called before the page is left: write what is typed; returns whether that is on disk."""
        return await self._drafts.flush()

    async def on_unmount(self) -> None:
        await self._drafts.close()

    @work(group="history")
    async def action_undo(self) -> None:
        await self._parts.undoing.undo()

    @work(group="history")
    async def action_redo(self) -> None:
        await self._parts.undoing.redo()

    @work(group="history")
    async def action_generation(self, by: int) -> None:
        await self._parts.undoing.step(by)

    # -- sub-actions ------------------------------------------------------------------------

    @on(ActionBar.Pressed)
    def _toolbar_pressed(self, message: ActionBar.Pressed) -> None:
        self.action_run_sub_action(message.sub_action_id)

    @on(PushButton.Pressed)
    def _button_pressed(self, message: PushButton.Pressed) -> None:
        if isinstance(message.button, ActionButton):
            self.action_run_sub_action(message.button.sub_action_id)

    @on(ResultsPane.ActionWanted)
    def _wanted_on_result(self, message: ResultsPane.ActionWanted) -> None:
        self.action_run_sub_action(message.sub_action_id, message.item_id)

    @work(group="menu", exclusive=True)
    async def action_menu(self) -> None:
        from tui.interaction.actions_menu import ActionsMenu  # noqa: PLC0415 - shown later, if at all

        current = self.query_one(ResultsPane).current
        where = where_of(
            self._page.request.sub_actions, self._page.model, f"result {current[0]}" if current else ""
        )
        menu = ActionsMenu(self._page.request.sub_actions, where, SWEEP_CHOICES)
        chosen = await self.app.push_screen_wait(menu)
        if chosen and chosen.startswith("way."):
            await self.run_action(chosen.removeprefix("way."))
        elif chosen:
            self.action_run_sub_action(chosen)

    @work(group="press")
    async def action_run_sub_action(self, sub_action_id: str, item_id: str = "") -> None:
        await self._parts.runs.press(sub_action_id, item_id)

    @work(group="press")
    async def _run_quietly(self, action: "SubAction") -> None:
        await self._parts.runs.run(action, {}, quiet=True)

    def action_cancel(self) -> None:
        if running := self.query_one(RunStrip).running:
            self._parts.feed.cancel(running[-1].execution_id)

    @on(RunStrip.CancelRequested)
    def _cancel_clicked(self, message: RunStrip.CancelRequested) -> None:
        self._parts.feed.cancel(message.execution_id)

    def action_retry(self) -> None:
        if failed := self.query_one(RunStrip).failed:
            self._parts.feed.retry(failed[-1].execution_id)

    @on(RunStrip.RetryRequested)
    def _retry_clicked(self, message: RunStrip.RetryRequested) -> None:
        self._parts.feed.retry(message.execution_id)

    @work(group="proposal")
    async def _show_proposals(self, *, politely: bool = False) -> None:
        try:
            await self._parts.review.show(politely=politely)
        except OperationError as error:
            self._complain(error)
        self.refresh_bindings()

    def action_review(self) -> None:
        self._show_proposals()

    # -- results ----------------------------------------------------------------------------

    @on(ResultsPane.Selected)
    def _selected(self, message: ResultsPane.Selected) -> None:
        self.run_worker(self._select(message.ids), group="select", exclusive=False)

    async def _select(self, ids: list[str]) -> None:
        try:
            await self._engine.call(messages.SelectResults(**self._page.ids, content_ids=ids))
        except OperationError as error:
            self._complain(error)

    @on(ResultGrid.CursorMoved)
    def _cursor_moved(self) -> None:
        self.refresh_bindings()

    # -- going on, going back, leaving ------------------------------------------------------

    @on(ActionBar.ContinuePressed)
    def _continue_pressed(self) -> None:
        self.action_continue()

    @work(group="continue")
    async def action_continue(self) -> None:
        """Complete this page and show the next one."""
        if not self._going_on.ready or not self.form_is_valid():
            return
        try:
            view = await self._going_on.go_on(self.query_one(ResultsPane).selected)
        except OperationError as error:
            self._complain(error)
            return
        self.post_message(ShowSession(view))

    @work(group="back", exclusive=True)
    async def action_go_back(self, step_id: str = "") -> None:
        """Let the person choose a completed page, and show it."""
        try:
            view = await self._parts.going_back.choose(step_id)
        except OperationError as error:
            self._complain(error)
            return
        if view is not None:
            self.post_message(ShowSession(view))

    @on(Header.StepClicked)
    def _step_clicked(self, message: Header.StepClicked) -> None:
        self.action_go_back(message.step_id)

    @work(group="documents", exclusive=True)
    async def action_documents(self) -> None:
        await self._parts.documents.ask()

    @on(DocumentsBar.Decided)
    def _documents_decided(self, message: DocumentsBar.Decided) -> None:
        self.run_worker(self._parts.documents.decide(adopt=message.adopt), group="documents")

    # -- panes and focus --------------------------------------------------------------------

    def action_pane(self, name: str) -> None:
        """Show a pane (when they are under tabs) and put the focus into it."""
        panes = self.query_one(Panes)
        panes.uncover(name)
        panes.show(name)
        self._name_keys()
        target = panes.last_focused(name)
        if target is None and name == "form":
            focus_first(self, self._page)
            return
        # At once, unlike `focus()`: the next key may be on its way already.
        self.set_focus(self.focus_of(name) if target is None else target)

    def focus_of(self, name: str) -> Widget:
        """What gets the focus first in the results or in the log."""
        return self.query_one(ResultsPane).grid if name == "results" else self.query_one(StreamPane)

    def _follow_panes(self) -> None:
        """The page was shared out anew: the focus goes to what is there now."""
        panes = self.query_one(Panes)
        if panes.covers_form or panes.under_tabs:
            self.action_pane(panes.active)
        self._name_keys()

    def action_leave_field(self) -> None:
        """Escape: bring the form back; leave the field, so that letters are commands; dismiss a failure."""
        panes, strip = self.query_one(Panes), self.query_one(RunStrip)
        if panes.covers_form:
            self.action_pane("form")
        elif self.focused is not None:
            self.set_focus(None)
        elif panes.arrangement:
            panes.share("")
        else:
            for run in strip.failed:
                strip.remove_run(run.execution_id)
        self._name_keys()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """The footer shows what works now."""
        if not self.is_mounted:
            return True
        return self._parts.offers.now(action, parameters) and super().check_action(action, parameters)

    def page_commands(self) -> Iterator[SystemCommand]:
        """Every action by name, for the command palette."""
        others = self._parts.offers.commands(
            lambda action, parameters: getattr(self, f"action_{action}")(*parameters)
        )
        yield from page_commands(self._page.request.sub_actions, self.action_run_sub_action, others)
        yield from self.form_commands()
        yield from self.result_commands()
        yield from self.sweep_commands()
        yield from self.session_commands()
