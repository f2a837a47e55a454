"""The settings of a step: every value with where it comes from, one document's own, this run's (row C6)."""

from collections.abc import Iterable
from typing import Any, ClassVar

from textual import on, work
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, VerticalScroll
from textual.content import Content
from textual.widget import Widget
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option

from engine.client.engine import Engine
from schemas.clean_text import clean_line
from schemas.messages.step_settings import (
    GetStepSettings,
    ResetStepSettings,
    SetStepSettings,
    SettingView,
    StepSettingsView,
)
from tui.confirm import Confirm
from tui.script_steps.setting_edit import EditSetting
from tui.script_steps.setting_lines import OWN, setting_detail, setting_line, setting_title, value_line
from tui.session.choices import Choices
from tui.session.screen import SessionScreen


class StepSettingsScreen(SessionScreen):
    """`run` are the settings of this run: changed in place, kept by the page."""

    heading = "Step settings"
    DEFAULT_CSS = """
    StepSettingsScreen {
        & #both { height: 1fr; padding: 1 0 0 0; }
        & #settings { width: 3fr; }
        & #about { width: 2fr; height: 1fr; padding: 0 1; border-left: solid $foreground 20%; }
        & #about Static { height: auto; }
        &.-narrow #both, &.-tiny #both { layout: vertical; padding: 0; }
        &.-narrow #settings, &.-tiny #settings { width: 1fr; height: 3fr; }
        &.-narrow #about, &.-tiny #about {
            width: 1fr; height: 2fr; border-left: none; border-top: solid $foreground 20%;
        }
    }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("e", "edit('document')", "Edit for this document", id="session.do.post",
                tooltip="Beats the step's own value whenever the step runs over this document"),
        Binding("t", "edit('run')", "Edit for this run", id="session.do.run",
                tooltip="For runs from the page below, until you reset it or leave the page"),
        Binding("r,delete", "reset", "Reset", id="session.do.reset",
                tooltip="Take this run's or this document's value away"),
        Binding("R", "reset_all", "Reset all", id="session.do.reset-all",
                tooltip="Take all values of this run and this document away"),
    ]  # fmt: skip

    def __init__(
        self,
        engine: Engine,
        session_id: str,
        title: str,
        *,
        step_id: str,
        document_id: int,
        run: dict[str, Any],
    ) -> None:
        super().__init__(engine, session_id, title)
        self._of = step_id, document_id
        self._run = run
        self._settings: list[SettingView] = []

    def body(self) -> Iterable[Widget]:
        about = VerticalScroll(Static(id="detail"), id="about")
        yield Horizontal(Choices("Edit", widget_id="settings"), about, id="both")

    def on_mount(self) -> None:
        self.query_one(OptionList).focus()
        self.run_worker(self._read(), group="load")

    async def _read(self) -> None:
        step_id, document_id = self._of
        asked = GetStepSettings(
            session_id=self.session_id, step_id=step_id, document_id=document_id, run=dict(self._run)
        )
        if (found := await self.ask(asked)) is not None:
            self._show(found)

    def _show(self, view: StepSettingsView) -> None:
        listed = self.query_one(OptionList)
        at = listed.highlighted or 0
        # What somebody chose comes first: it is what people look for.
        self._settings = view.settings
        with self.app.batch_update():
            listed.clear_options()
            listed.add_options(Option(setting_line(each)) for each in self._settings)
            if self._settings:
                listed.highlighted = min(at, len(self._settings) - 1)
        own = sum(each.source in OWN for each in self._settings)
        self.note(f"{clean_line(view.action)} · " + (f"{own} set here" if own else "nothing set here"))
        self._show_detail()

    @property
    def _current(self) -> SettingView | None:
        at = self.query_one(OptionList).highlighted
        return self._settings[at] if at is not None and at < len(self._settings) else None

    @on(OptionList.OptionHighlighted)
    def _show_detail(self) -> None:
        current = self._current
        self.query_one("#detail", Static).update(setting_detail(current) if current else Content(""))
        self.refresh_bindings()

    @on(OptionList.OptionSelected)
    def _chosen(self) -> None:
        self.action_edit("document")

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """What is not set here cannot be reset here."""
        if not self.is_mounted:
            return True
        match action:
            case "edit":
                return self._current is not None
            case "reset":
                return self._current is not None and self._current.source in OWN
            case "reset_all":
                return any(each.source in OWN for each in self._settings)
            case _:
                return True

    @work(group="do", exclusive=True)
    async def action_edit(self, level: str) -> None:
        """Give this document, or this run, a value of its own. A wrong one is said and changes nothing."""
        setting = self._current
        if setting is None:
            return
        where = "this run" if level == "run" else "this document"
        given = await self.app.push_screen_wait(EditSetting(setting, where))
        if given is None:
            return
        step_id, document_id = self._of
        settings = {setting.name: given[0]}
        request: Any = GetStepSettings(
            session_id=self.session_id,
            step_id=step_id,
            document_id=document_id,
            run={**self._run, **settings},
        )
        if level != "run":
            request = SetStepSettings(
                session_id=self.session_id, step_id=step_id, document_id=document_id, settings=settings
            )
        if await self.ask(request) is None:
            return
        if level == "run":
            self._run.update(settings)
        await self._read()
        title = setting_title(setting)
        if level != "run" and setting.name in self._run:
            self.notify(
                f"{title} is set for this document; this run's own value still beats it.", markup=False
            )
        else:
            self.notify(f"{title}: {value_line(given[0])[:80]}, for {where}.", markup=False)

    @work(group="do", exclusive=True)
    async def action_reset(self) -> None:
        """Take the value that counts away, if it was given here; what is below counts again."""
        setting = self._current
        if setting is None:
            return
        if setting.source == "run":
            self._run.pop(setting.name, None)
        elif setting.source == "document":
            await self._reset([setting.name])
        await self._read()

    @work(group="do", exclusive=True)
    async def action_reset_all(self) -> None:
        """Take away all that was given here."""
        question = Content("Reset all settings of this document and this run? The step's own count again.")
        if await self.app.push_screen_wait(Confirm(question, "Reset")):
            self._run.clear()
            await self._reset(None)
            await self._read()

    async def _reset(self, names: list[str] | None) -> None:
        step_id, document_id = self._of
        await self.ask(
            ResetStepSettings(
                session_id=self.session_id, step_id=step_id, document_id=document_id, names=names
            )
        )

    def complain(self, error: Any) -> None:
        """Say what the engine could not do, with each setting that is wrong."""
        details = error.body.details
        wrong = [clean_line(str(each)) for each in details[:5]] if isinstance(details, list) else []
        text = "\n".join([clean_line(error.body.message), *wrong, clean_line(error.body.hint)]).strip()
        self.notify(text, severity="error", markup=False, timeout=8)
