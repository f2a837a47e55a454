"""Settings of a session: who answers and how, what the session is for; saved while it is typed."""

from collections.abc import Iterable
from pathlib import Path
from typing import Any, ClassVar

from pydantic import ValidationError
from textual import on
from textual.binding import Binding, BindingType
from textual.containers import Horizontal
from textual.content import Content
from textual.widget import Widget
from textual.widgets import Static

from engine.client.engine import Engine
from engine.form.model import FormModel
from engine.operations.errors import OperationError
from schemas.clean_text import clean_line
from schemas.messages.meta import EditMeta, SessionMeta
from schemas.messages.models import ListProviders
from schemas.messages.sessions import GetSession
from schemas.messages.settings import EditSettings, GetSettings, Setting
from tui.confirm import Confirm
from tui.form.renderer import SchemaFormRenderer
from tui.interaction.draft_keeper import DraftKeeper, SaveState
from tui.session.screen import SessionScreen
from tui.session.settings_form import SETTINGS, SOURCES, changed_meta, changed_settings, schema_of, values_of

_SAID: dict[SaveState, str] = {"typing": "● typing", "saved": "✓ saved", "failed": "✗ NOT SAVED"}


class SettingsScreen(SessionScreen):
    """The form holds what is set in this session; beside it stands what is in force, and why."""

    heading = "Settings"
    DEFAULT_CSS = Path(__file__).with_name("settings.tcss").read_text(encoding="utf-8")
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+r", "reset", "Reset field", priority=True, id="session.do.reset",
                tooltip="Leave it to the workflow again"),
        Binding("ctrl+s", "save", "Save", priority=True, id="session.do.save", tooltip="Write it now"),
    ]  # fmt: skip

    def __init__(self, engine: Engine, session_id: str, title: str = "") -> None:
        super().__init__(engine, session_id, title)
        self._settings: dict[str, Setting] = {}
        self._meta = SessionMeta()
        self._model: FormModel | None = None
        self._keeper = DraftKeeper(self._save, self._tell)
        self._why = ""

    def body(self) -> Iterable[Widget]:
        yield Horizontal(Static(id="in-force"), id="both")

    def on_mount(self) -> None:
        self.run_worker(self._open(), group="load")

    async def _open(self) -> None:
        settings = await self.ask(GetSettings(session_id=self.session_id))
        view = await self.ask(GetSession(session_id=self.session_id))
        providers = await self.ask(ListProviders())
        if settings is None or view is None or providers is None:
            return
        self._settings, self._meta = settings.settings, view.meta
        schema = schema_of(self._settings, providers.providers)
        self._model = FormModel(schema, values_of(self._settings, self._meta))
        form = SchemaFormRenderer(self._model, id="fields")
        await self.query_one("#both").mount(form, before=0)
        form.focus_field(next(iter(SETTINGS)))
        self._show_in_force()

    def _show_in_force(self) -> None:
        lines = [Content.styled("In force", "bold dim")]
        for name, title in SETTINGS.items():
            setting = self._settings[name]
            value = "—" if setting.value is None else clean_line(str(setting.value))
            source = "left to the provider" if setting.value is None else SOURCES[setting.source]
            style = "bold $accent" if setting.source == "session" else ""
            lines.append(Content.assemble(f"{title}: ", (value, style), (f"  {source}", "dim")))
        self.query_one("#in-force", Static).update(Content("\n").join(lines))

    # -- saving ---------------------------------------------------------------------------------

    @on(SchemaFormRenderer.Changed)
    def _edited(self) -> None:
        self._keeper.touch()

    async def _save(self) -> None:
        """Tell the engine what differs; raises if the form is not valid, which leaves it as it is."""
        if self._model is None:
            return
        errors = self._model.validate()
        if errors:
            raise _NotSavedError("; ".join(message for each in errors.values() for message in each))
        values = self._model.submission()
        changes = changed_settings(values, self._settings)
        if changes:
            request: Any = EditSettings(session_id=self.session_id, settings=changes)
            self._settings = (await self._edit(request)).settings
            self._show_in_force()
        texts = changed_meta(values, self._meta)
        if texts:
            try:
                request = EditMeta.model_validate({"session_id": self.session_id, **texts})
            except ValidationError as error:
                raise _NotSavedError("; ".join(each["msg"] for each in error.errors())) from None
            self._meta = await self._edit(request)

    async def _edit(self, request: Any) -> Any:
        try:
            return await self.engine.call(request)
        except OperationError as error:
            raise _NotSavedError(f"{error.body.message} {error.body.hint}") from None

    def _tell(self, state: SaveState) -> None:
        self.note(_SAID[state])

    async def action_save(self) -> None:
        self._keeper.touch()
        if not await self._keeper.flush():
            self._complain_unsaved()

    def _complain_unsaved(self) -> None:
        form = self.query(SchemaFormRenderer)
        if form:
            form.first().show_errors()
        self.notify("Some fields need attention; nothing of them is lost.", severity="warning", markup=False)

    async def action_reset(self) -> None:
        """Empty the field with the focus: what comes before the session holds again."""
        field = getattr(self.focused, "field", None)
        if field is None or self._model is None:
            return
        form = self.query_one(SchemaFormRenderer)
        form.take_nothing(field)
        getattr(self.focused, "show", lambda: None)()
        await self._keeper.flush()

    # -- leaving --------------------------------------------------------------------------------

    async def leave(self) -> bool:
        """Write what is typed; returns whether that is on disk."""
        return await self._keeper.flush()

    async def action_back(self) -> None:
        if await self.leave():
            self.dismiss(None)
        else:
            question = Content("Some fields are not valid, so that nothing was saved. Leave it behind?")
            self.app.push_screen(Confirm(question, "Leave"), self._leave_all_the_same)

    def _leave_all_the_same(self, agreed: bool | None) -> None:
        if agreed:
            self.dismiss(None)

    async def on_unmount(self) -> None:
        await self._keeper.close()


class _NotSavedError(Exception):
    """What is in the form could not be saved."""
