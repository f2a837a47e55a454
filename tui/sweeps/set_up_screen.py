"""Sets up a sweep: which action, what varies; says all the while what that would run and cost."""

import asyncio
import secrets
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, ClassVar

from textual import on, work
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, VerticalScroll
from textual.content import Content
from textual.timer import Timer
from textual.widget import Widget
from textual.widgets import Static

from engine.form.model import FormModel
from engine.operations.errors import OperationError
from engine.sweeps.plan import left_alone
from schemas.clean_text import clean, clean_line
from schemas.messages.models import ListProviders, ProviderSummary
from schemas.messages.sweeps import AxisSpec, PlanSweep, StartSweep, SweepPlan
from tui.confirm import Confirm
from tui.form.renderer import SchemaFormRenderer
from tui.interaction.open_page import OpenPage
from tui.session.screen import SessionScreen
from tui.sweeps.axes_form import axes_in, axes_schema, beginning, kind_of, sweepable
from tui.sweeps.plan_text import asks, cost_text, plan_text, runs_of

PLAN_AFTER = 0.3
"""Seconds without typing before the plan is made anew."""


class SetUpScreen(SessionScreen):
    """A form of axes beside what they come to. Closes when the sweep is on the queue.

    `path` is the field of the page's form that varies to begin with.
    """

    heading = "Sweep"
    DEFAULT_CSS = """
    SetUpScreen {
        & #both { height: 1fr; }
        & SchemaFormRenderer { width: 1fr; height: 1fr; }
        & #plan { width: 44; height: 1fr; border-left: solid $foreground 30%; padding: 0 1; }
        & #plan Static { height: auto; }
        &.-narrow #both, &.-tiny #both { layout: vertical; }
        &.-narrow #plan, &.-tiny #plan {
            width: 1fr; height: auto; max-height: 7; border-left: none; border-top: solid $foreground 30%;
        }
    }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+s,f5", "start", "Start", priority=True, id="session.do.start",
                tooltip="Put every run on the queue"),
    ]  # fmt: skip

    def __init__(self, page: OpenPage, path: str | None = None) -> None:
        super().__init__(page.engine, page.session.id, page.request.title or "")
        self._page = page
        self._path = path
        self._actions = sweepable(page.request)
        self._providers: Sequence[ProviderSummary] = ()
        self._values: Mapping[str, Any] = page.model.submission()
        self._plan: SweepPlan | None = None
        self._timer: Timer | None = None
        # Of this set-up: pressing Start twice is one sweep.
        self._key = secrets.token_hex(8)

    def body(self) -> Iterable[Widget]:
        yield Horizontal(VerticalScroll(Static(id="words"), id="plan", can_focus=False), id="both")

    def on_mount(self) -> None:
        self.run_worker(self._open(), group="load")

    async def _open(self) -> None:
        found = await self.ask(ListProviders())
        self._providers = found.providers if found else ()
        self._errors = await asyncio.to_thread(self._page.model.validation())
        action = self._actions[0]
        self._kind = kind_of(action)
        await self._show_form(beginning(self._page.model, self._path), action.id)
        self.query_one(SchemaFormRenderer).focus_field(_first_of(self._model))
        self._make_plan()

    async def _show_form(self, values: dict[str, Any], action_id: str) -> None:
        schema = axes_schema(self._page.model, self._actions, self._providers, action_id)
        self._model = FormModel(schema, values)
        await self.query(SchemaFormRenderer).remove()
        await self.query_one("#both").mount(SchemaFormRenderer(self._model), before=0)

    async def _fit_action(self) -> None:
        """Offer the providers of the action's kind; what of the sides fits stays."""
        action = next(each for each in self._actions if each.id == self._action_id)
        if kind_of(action) != self._kind:
            self._kind = kind_of(action)
            await self._show_form(self._model.values(), action.id)
            self.query_one(SchemaFormRenderer).focus_field("action")

    @property
    def _action_id(self) -> str:
        chosen = self._model.value("action") if len(self._actions) > 1 else None
        return chosen if isinstance(chosen, str) else self._actions[0].id

    @property
    def _axes(self) -> list[AxisSpec]:
        return axes_in(self._model.values())

    # -- the plan -------------------------------------------------------------------------------

    @on(SchemaFormRenderer.Changed)
    def _edited(self, message: SchemaFormRenderer.Changed) -> None:
        message.stop()
        self._plan = None
        if message.name == "action":
            self.run_worker(self._fit_action(), group="form")
        if self._timer is not None:
            self._timer.stop()
        self._timer = self.set_timer(PLAN_AFTER, self._make_plan)

    @work(group="plan", exclusive=True)
    async def _make_plan(self) -> SweepPlan | None:
        axes = self._axes
        if not axes:
            self._say(Content.styled("Fill in what varies; here you see what that runs.", "dim"))
            return None
        request = PlanSweep(**self._page.ids, action_id=self._action_id, values=dict(self._values), axes=axes)
        try:
            plan = await self.engine.call(request)
        except OperationError as error:
            self._say(Content.styled(f"✗ {clean(error.body.message)}", "$text-error"))
            return None
        wrong = left_alone(self._page.model, self._errors, [axis.field for axis in axes if axis.field])
        words = plan_text(plan)
        if wrong:
            lines = [Content.styled("✗ The form itself needs attention first:", "$text-error")]
            lines += [Content.styled(f"  {clean_line(each)}", "$text-error") for each in wrong[:5]]
            words = Content("\n").join([*lines, Content(""), words])
        else:
            self._plan = plan
        self._say(words)
        return self._plan

    def _say(self, words: Content) -> None:
        if shown := self.query_one_optional("#words", Static):  # Gone when the screen is being removed.
            shown.update(words)

    # -- starting -------------------------------------------------------------------------------

    @work(group="start", exclusive=True)
    async def action_start(self) -> None:
        """Ask where it is much or costs something, then put it on the queue and close."""
        plan = self._plan or await self._make_plan().wait()
        if plan is None or not plan.runs or self.query_one(SchemaFormRenderer).show_errors():
            self.notify("Some of this needs attention first.", severity="warning", markup=False)
            return
        if asks(plan):
            question = Content(f"Start {runs_of(plan.runs)}?")
            if plan.cost:
                question = Content("\n").join([question, cost_text(plan.cost, plan.runs)])
            if not await self.app.push_screen_wait(Confirm(question, "Start")):
                return
        request = StartSweep(
            **self._page.ids,
            action_id=self._action_id,
            values=dict(self._values),
            axes=self._axes,
            idempotency_key=self._key,
        )
        if await self.ask(request) is not None:
            self.dismiss(None)
            self.app.notify(f"{runs_of(plan.runs)} on the queue. M shows the matrix.", markup=False)


def _first_of(model: FormModel) -> str:
    """The path of what a person fills in first: the values of the first side."""
    parts = [field.name for field in model.children("axes/0")]
    return parts[-1] if parts else "axes"
