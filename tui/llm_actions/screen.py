"""Stored LLM actions: prompts with their settings, in versions; edit, compare, roll back, test."""

import time
from collections.abc import Iterable
from typing import ClassVar

from textual import on, work
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.widget import Widget
from textual.widgets import OptionList
from textual.widgets.option_list import Option

from engine.client.engine import Engine
from engine.llm_actions.editable import as_text
from engine.operations.errors import OperationError
from engine.records.record_title import title_in
from schemas.clean_text import clean_line
from schemas.messages.llm_actions import (
    DeleteLlmAction,
    GetLlmAction,
    ListLlmActions,
    LlmActionSummary,
    TryLlmAction,
)
from schemas.messages.records import GetRecord, RecordView
from tui.confirm import Confirm
from tui.home.age import age
from tui.llm_actions.editing import ActionEditing
from tui.llm_actions.trial_screen import TrialScreen
from tui.llm_actions.trying import inputs_in, likely_field
from tui.llm_actions.versions_screen import ActionVersionsScreen
from tui.results.text_view import TextView
from tui.session.ask import AskLine
from tui.session.choices import Choices
from tui.session.screen import SessionScreen
from tui.widgets.two_panes import TwoPanes


class LlmActionsScreen(SessionScreen):
    """`record_id` is what actions are tested on; without it a test asks for a record."""

    heading = "LLM actions"
    DEFAULT_CSS = "LlmActionsScreen TextView { height: 1fr; padding: 0 1; }"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("e", "edit", "Edit", id="session.do.edit", tooltip="In your editor, as a new version"),
        Binding("t", "try", "Test", id="session.do.test", tooltip="Run it on a record; nothing is written"),
        Binding("n", "new", "New", id="session.do.new", tooltip="Another LLM action"),
        Binding("d,delete", "delete", "Delete", id="session.do.delete", tooltip="Its versions are kept"),
    ]

    def __init__(self, engine: Engine, record_id: int | None = None) -> None:
        super().__init__(engine, "", "stored prompts" if record_id is None else f"test on record {record_id}")
        self._record_id = record_id
        self._actions: list[LlmActionSummary] = []
        self._editing = ActionEditing(self, engine)

    def body(self) -> Iterable[Widget]:
        yield TwoPanes(
            ("Actions", "Prompt"), [Choices("Versions", widget_id="actions")], [TextView(id="prompt")]
        )

    def on_mount(self) -> None:
        self.query_one(OptionList).focus()

    def on_screen_resume(self) -> None:
        """At first, and after versions were looked at."""
        self._read()

    @work(group="read", exclusive=True)
    async def _read(self, at: str = "") -> None:
        found = await self.ask(ListLlmActions(deleted=True))
        if found is None:
            return
        before = at or (self._highlighted.name if self._highlighted else "")
        # What was deleted comes last.
        self._actions = sorted(found.actions, key=lambda each: each.deleted_at is not None)
        now = time.time()
        listed = self.query_one(OptionList)
        with self.app.batch_update():
            listed.clear_options()
            listed.add_options(Option(_line(each, now)) for each in self._actions)
            if self._actions:
                names = [each.name for each in self._actions]
                listed.highlighted = names.index(before) if before in names else 0
        self.note(str(len(self._actions)) if self._actions else "none yet; n makes one")
        self._show()

    @property
    def _highlighted(self) -> LlmActionSummary | None:
        at = self.query_one(OptionList).highlighted
        return self._actions[at] if at is not None and at < len(self._actions) else None

    @on(OptionList.OptionHighlighted)
    def _highlight(self) -> None:
        self._show()

    @work(group="show", exclusive=True)
    async def _show(self) -> None:
        """The newest version in full."""
        self.refresh_bindings()
        action = self._highlighted
        prompt = self.query_one(TextView)
        if action is None:
            prompt.show([])
            return
        view = await self.ask(GetLlmAction(action=action.id))
        if view is None:
            return
        head = f"{view.name}, number {view.id}, version {view.version}"
        notes = [head, *([view.note] if view.note else [])]
        if view.differs:
            notes.append(f"not what the workflow {view.workflow_id} brings along")
        if view.deleted_at:
            notes.append("deleted: roll a version back to have it again")
        prompt.show([("label", "\n".join(notes)), ("text", as_text(view.title, view.body, ""))])

    # -- what can be done -------------------------------------------------------------------------

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """What was deleted has versions only."""
        if not self.is_mounted or action not in ("edit", "try", "delete"):
            return True
        return self._highlighted is not None and self._highlighted.deleted_at is None

    @on(OptionList.OptionSelected)
    def _versions(self) -> None:
        if self._highlighted is not None:
            self.app.push_screen(ActionVersionsScreen(self.engine, self._highlighted))

    @work(group="do", exclusive=True)
    async def action_edit(self) -> None:
        action = self._highlighted
        view = await self.ask(GetLlmAction(action=action.id)) if action else None
        if action is not None and view is not None:
            await self._edit(action.name, view.name)

    async def _edit(self, name: str, known: str = "") -> None:
        try:
            view = await self.engine.call(GetLlmAction(action=known)) if known else None
            said = await self._editing.edit(name, view)
        except OperationError as error:
            self.complain(error)
            return
        if said:
            self.notify(clean_line(said), markup=False)
        self._read(name)

    @work(group="do", exclusive=True)
    async def action_new(self) -> None:
        hint = "Letters, digits, _, - and dots; it begins with a letter. Steps use it by this name."
        name = await self.app.push_screen_wait(AskLine(Content("What is it called?"), hint=hint))
        if name:
            known = next((each.name for each in self._actions if each.name == name), "")
            await self._edit(name, known)

    @work(group="do", exclusive=True)
    async def action_delete(self) -> None:
        action = self._highlighted
        if action is None:
            return
        kept = "Steps find it no longer. Its versions are kept, and bring it back."
        question = Content(f"Delete {clean_line(action.name)}? {kept}")
        if await self.app.push_screen_wait(Confirm(question, "Delete")):
            await self.ask(DeleteLlmAction(action=action.id))
            self._read()

    # -- testing ----------------------------------------------------------------------------------

    @work(group="do", exclusive=True)
    async def action_try(self) -> None:
        """On the record, after asking which fields the inputs are."""
        action = self._highlighted
        view = await self.ask(GetLlmAction(action=action.id)) if action else None
        record = await self._record() if view is not None else None
        if action is None or view is None or record is None:
            return
        fields: dict[str, str] = {}
        for name in inputs_in(view.body):
            guess = likely_field(name, record.fields, list(fields.values()))
            known = ", ".join(clean_line(each) for each in list(record.fields)[:20])
            question = Content(f"Which field of the record is the input {clean_line(name)}?")
            field = await self.app.push_screen_wait(AskLine(question, guess, hint=f"It has {known}."))
            if field is None:
                return
            if field:
                fields[name] = field
        request = TryLlmAction(action=action.id, record_id=record.id, fields=fields, idempotency_key="new")
        title = title_in(record.fields)
        about = f"on record {record.id}{f', {title}' if title else ''}"
        used = ", ".join(f"{name} = {field}" for name, field in fields.items())
        self.app.push_screen(
            TrialScreen(self.engine, request, view.title, f"{about}: {used}" if used else about)
        )

    async def _record(self) -> RecordView | None:
        """The record to test on; None after saying what is wrong, or if the person changed their mind."""
        number = self._record_id
        if number is None:
            question = Content("On which record? Its number.")
            hint = "From the records (t on one of them) you need no number."
            said = await self.app.push_screen_wait(AskLine(question, hint=hint))
            if not said:
                return None
            if not (said.isdecimal() and 0 < int(said) < 2**63):
                self.notify("A record's number is a whole one, such as 12.", severity="error", markup=False)
                return None
            number = int(said)
        return await self.ask(GetRecord(record_id=number))


def _line(action: LlmActionSummary, now: float) -> Content:
    marks = [action.workflow_id] if action.workflow_id else []
    marks += ["edited"] if action.differs else []
    marks += ["deleted"] if action.deleted_at is not None else []
    return Content.assemble(
        (clean_line(action.name), "dim" if action.deleted_at is not None else "bold"),
        (f"  version {action.version} · {age(action.updated_at, now)}", "dim"),
        (f"  {clean_line(', '.join(marks))}" if marks else "", "$text-warning"),
        f"\n  {clean_line(action.title)}",
    )
