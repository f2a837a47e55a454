"""The screen of an open interaction."""

import secrets
from collections.abc import Mapping
from contextlib import aclosing
from typing import Any, ClassVar

from textual import on, work
from textual.app import ComposeResult, SystemCommand
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.screen import Screen
from textual.widgets import Static, Tab, Tabs

from engine.client.engine import Engine
from engine.form.model import FormModel
from engine.operations.errors import OperationError
from engine.templates.target_path import parse
from schemas.clean_text import clean, clean_line
from schemas.documents.result_display import ResultDisplay
from schemas.messages.events import ExecutionEvent
from schemas.messages.requests import (
    CancelExecution,
    ContinueInteraction,
    GetInteraction,
    ResolveProposal,
    ResumeSession,
    RetryExecution,
    RunSubAction,
    SaveDraft,
    SelectResults,
)
from schemas.messages.session import ExecutionView, InteractionView, SessionView
from tui.form.renderer import SchemaFormRenderer
from tui.interaction.action_bar import ActionBar
from tui.interaction.actions_menu import ActionsMenu
from tui.interaction.draft_keeper import DraftKeeper, SaveState
from tui.interaction.execution_feed import ExecutionFeed
from tui.interaction.feedback import FeedbackScreen
from tui.interaction.header import Header
from tui.interaction.keys import bindings_of
from tui.interaction.page_context import PageContext
from tui.interaction.pictures import Pictures
from tui.interaction.proposal import ProposalScreen
from tui.interaction.result_items import result_items
from tui.interaction.results_pane import ResultsPane
from tui.interaction.run_strip import RunStrip
from tui.navigation import GoHome, ShowSession
from tui.widgets.key_footer import KeyFooter
from tui.widgets.stream_pane import StreamPane

PANES = ("form", "results", "log")


class InteractionScreen(Screen[None]):
    """Form, actions, results and log of one interaction; stays open until the person continues."""

    CSS_PATH = "screen.tcss"
    AUTO_FOCUS = None
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+n", "continue", "Continue", id="page.continue"),
        Binding("ctrl+g", "menu", "Actions", priority=True, id="page.actions"),
        Binding("escape", "leave_field", "Commands", id="page.commands"),
        Binding("f2", "pane('form')", "Form", show=False, id="page.form"),
        Binding("f3", "pane('results')", "Results", show=False, id="page.results"),
        Binding("f4", "pane('log')", "Log", show=False, id="page.log"),
        Binding("ctrl+s", "save", "Save", show=False, id="page.save"),
        Binding("ctrl+x", "cancel", "Cancel", id="page.cancel"),
        Binding("R", "retry", "Retry", id="page.retry"),
        Binding("ctrl+r", "review", "Review proposal", priority=True, id="page.review"),
        Binding("ctrl+b", "home", "Home", id="page.home"),
    ]

    def __init__(self, engine: Engine, view: SessionView) -> None:
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
        self._continuing = False
        for binding in bindings_of(request.sub_actions):
            self._bindings.key_to_bindings.setdefault(binding.key, [])
            for single in Binding.make_bindings([binding]):
                self._bindings.key_to_bindings.setdefault(single.key, []).append(single)

    # -- composition ------------------------------------------------------------------------

    def compose(self) -> ComposeResult:
        request = self._view.request
        yield Header(self._session)
        yield Tabs(*[Tab(name.title(), id=f"tab-{name}") for name in PANES], id="tabs")
        with Horizontal(id="panes"):
            with Vertical(id="form", classes="pane -active"):
                yield PageContext(request, self._pictures.load)
                yield SchemaFormRenderer(self._model, id="fields")
            with Vertical(id="outcome"):
                display = request.result_display_schema or ResultDisplay()
                with Vertical(id="results", classes="pane"):
                    yield ResultsPane(display, self._engine, self._pictures)
                with Vertical(id="log", classes="pane"):
                    yield Static("Log", classes="title")
                    yield StreamPane(id="stream")
        yield RunStrip(id="runs")
        yield ActionBar(request.sub_actions, request.continue_label or self._continue_label())
        yield KeyFooter()

    def on_mount(self) -> None:
        self._feed = ExecutionFeed(
            self._engine,
            self.query_one(StreamPane),
            self.query_one(RunStrip),
            self._sub_actions,
            self._titles,
            start=lambda work: self.run_worker(work, group="executions", exit_on_error=False),
            ended=self._execution_ended,
        )
        self._show_results()
        self._focus_first()
        self.call_after_refresh(self._begin_watching)

    def _begin_watching(self) -> None:
        self.run_worker(self._feed.replay(self._view.executions), group="executions")
        self.run_worker(self._watch(), group="watch")
        if self._view.proposals:
            self._show_proposal()

    def _continue_label(self) -> str:
        ahead = [step.title for step in self._session.steps if step.status == "ahead"]
        return f"Continue to {ahead[0]}" if ahead else "Finish"

    def _focus_first(self) -> None:
        if self._model.fields:
            self.query_one(SchemaFormRenderer).focus_field(self._model.fields[0].name)

    # -- what the session tells -------------------------------------------------------------

    async def _watch(self) -> None:
        """Show what happens to this session, whoever does it."""
        async with aclosing(self._engine.changes(self._session.id, self._session.seq)) as changes:
            async for change in changes:
                await self._take_change(change.kind, change.data)

    async def _take_change(self, kind: str, data: Mapping[str, Any]) -> None:
        if data.get("interaction_id") != self._view.id or kind == "values_committed":
            return
        try:
            self._view = await self._engine.call(
                GetInteraction(session_id=self._session.id, interaction_id=self._view.id)
            )
        except OperationError as error:
            self._complain(error)
            return
        if kind == "data_changed":
            self._take_values(data)
        self._show_results()
        self._feed.follow(self._view.executions)
        if kind == "proposal_made":
            self._show_proposal()

    def _take_values(self, data: Mapping[str, Any]) -> None:
        """Put values that an action changed into the form, beside what is being typed."""
        mapping, value = data["mapping"], data["value"]
        if parse(mapping["target_path"]) != ("current_values",) or not isinstance(value, Mapping):
            return
        current = self._view.request.display_data.get("current_values") or {}
        form = self.query_one(SchemaFormRenderer)
        news = {name: current[name] for name in value if name in current}
        if mapping.get("only_empty"):
            # Something typed this very moment is not empty any more.
            news = {name: item for name, item in news.items() if not self._model.text(name)}
        if form.apply(news):
            self._keeper.touch()

    def _show_results(self) -> None:
        pane = self.query_one(ResultsPane)
        pane.show_items(result_items(self._view.request), self._view.selected)
        count = len(pane.items)
        self.query_one("#tab-results", Tab).label = Content(f"Results {count}" if count else "Results")

    def _execution_ended(self, execution: ExecutionView, last: ExecutionEvent) -> None:
        if last.kind == "failed":
            message = clean_line(str(last.data.get("message") or "failed"))
            hint = clean_line(str(last.data.get("hint") or ""))
            title = clean_line(execution.label)
            self.notify(f"{message} {hint}", title=title, severity="error", markup=False, timeout=8)
        self.refresh_bindings()

    # -- the draft --------------------------------------------------------------------------

    @on(SchemaFormRenderer.Changed)
    def _edited(self) -> None:
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
            self._complain(error)
            raise

    def _tell_saved(self, state: SaveState) -> None:
        if self.is_mounted:
            self.query_one(Header).save_state = state

    async def action_save(self) -> None:
        self._keeper.touch()
        await self._keeper.flush()

    async def leave(self) -> None:
        """Called before the program ends: write what is typed."""
        await self._keeper.flush()

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
            self._show_pane("form")
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
        if self.query_one("#tabs").display and self.query_one("#form").has_class("-active"):
            # Under tabs there is nothing to see of it on the form's.
            self.action_pane("log" if execution.mode == "streaming" else "results")
        self.refresh_bindings()

    def action_cancel(self) -> None:
        running = self.query_one(RunStrip).running
        if running:
            self._cancel(running[-1].execution_id)

    @on(RunStrip.CancelRequested)
    def _cancel_clicked(self, message: RunStrip.CancelRequested) -> None:
        self._cancel(message.execution_id)

    def _cancel(self, execution_id: str) -> None:
        self.run_worker(self._ask(CancelExecution(execution_id=execution_id)), group="press")

    def action_retry(self) -> None:
        failed = self.query_one(RunStrip).failed
        if failed:
            self._retry(failed[-1].execution_id)

    @on(RunStrip.RetryRequested)
    def _retry_clicked(self, message: RunStrip.RetryRequested) -> None:
        message.stop()
        self._retry(message.execution_id)

    def _retry(self, execution_id: str) -> None:
        self.query_one(RunStrip).remove_run(execution_id)
        request = RetryExecution(execution_id=execution_id, idempotency_key=secrets.token_hex(8))
        self.run_worker(self._ask(request), group="press")

    async def _ask(self, request: CancelExecution | RetryExecution) -> None:
        try:
            execution = await self._engine.call(request)
        except OperationError as error:
            self._complain(error)
            return
        if execution.ended_at is None:
            self._feed.follow([execution])

    # -- proposals --------------------------------------------------------------------------

    @work(group="proposal", exclusive=True)
    async def _show_proposal(self) -> None:
        while self._view.proposals:
            proposal = self._view.proposals[0]
            fields = await self.app.push_screen_wait(ProposalScreen(proposal, self._titles))
            if fields is None:
                self.notify("The proposal waits; ctrl+r shows it again.", markup=False)
                return
            try:
                self._view = await self._engine.call(
                    ResolveProposal(
                        session_id=self._session.id,
                        interaction_id=self._view.id,
                        proposal_id=proposal.id,
                        accept=bool(fields),
                        fields=fields or None,
                    )
                )
            except OperationError as error:
                self._complain(error)
                return

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

    @work(group="continue", exclusive=True)
    async def action_continue(self) -> None:
        """Complete this page and show the next one."""
        if self._continuing or self.query_one(SchemaFormRenderer).show_errors():
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
        await self._keeper.flush()
        self.post_message(GoHome())

    def action_review(self) -> None:
        self._show_proposal()

    # -- panes and focus --------------------------------------------------------------------

    @on(Tabs.TabActivated)
    def _tab(self, message: Tabs.TabActivated) -> None:
        self._activate((message.tab.id or "tab-form").removeprefix("tab-"))

    def action_pane(self, name: str) -> None:
        """Show a pane (when they are under tabs) and put the focus into it."""
        self._show_pane(name)
        if name == "form":
            self._focus_first()
        elif name == "results":
            self.query_one(ResultsPane).focus_grid()
        else:
            self.query_one(StreamPane).focus()

    def _show_pane(self, name: str) -> None:
        self.query_one(Tabs).active = f"tab-{name}"
        self._activate(name)

    def _activate(self, name: str) -> None:
        for pane in PANES:
            self.query_one(f"#{pane}").set_class(pane == name, "-active")
        self.query_one("#outcome").set_class(name != "form", "-active")

    def action_leave_field(self) -> None:
        """Escape: out of the text field, so that letters are commands; then dismiss a failure."""
        if self.focused is not None:
            self.set_focus(None)
            return
        strip = self.query_one(RunStrip)
        for run in strip.failed:
            strip.remove_run(run.execution_id)
        self.refresh_bindings()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """The footer shows what works now."""
        if not self.is_mounted:
            return True
        if action == "cancel":
            return bool(self.query_one(RunStrip).running)
        if action == "retry":
            return bool(self.query_one(RunStrip).failed)
        if action == "review":
            return bool(self._view.proposals)
        return True

    def page_commands(self) -> list[SystemCommand]:
        """Every action by name, for the command palette."""
        actions = [
            SystemCommand(
                clean_line(action.label),
                clean_line(action.description or "Run this action"),
                lambda action=action: self.action_run_sub_action(action.id),
            )
            for action in self._view.request.sub_actions
        ]
        return [
            *actions,
            SystemCommand("Continue", "Complete this page and go on", self.action_continue),
            SystemCommand("Home", "Back to the home screen; everything stays", self.action_home),
        ]

    def _complain(self, error: OperationError) -> None:
        text = f"{clean(error.body.message)}\n{clean(error.body.hint)}".strip()
        self.notify(text, severity="error", markup=False, timeout=8)
