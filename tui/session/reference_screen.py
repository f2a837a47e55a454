"""The references of a session: what its prompts get, and for how many turns."""

from collections.abc import Iterable
from typing import ClassVar

from pydantic import ValidationError
from textual import work
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.widget import Widget
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option

from engine.client.engine import Engine
from schemas.clean_text import clean_line
from schemas.messages.base import Answered
from schemas.messages.references import (
    AddReference,
    ListReferences,
    ReferenceContent,
    ReferenceList,
    ReferenceView,
    RemoveReference,
    SetReferencePersist,
    SetReferenceTtl,
    ToggleReference,
)
from tui.confirm import Confirm
from tui.in_browser import file_hint
from tui.session.ask import AskLine, AskText
from tui.session.reference_lines import look_at, reference_line
from tui.session.screen import SessionScreen
from tui.widgets.path_suggester import PathSuggester

EMPTY = "Nothing is attached. a attaches a file, w writes a text that goes along with prompts."
TTL_HINT = "How many more turns use it. Empty: every turn. Enter takes it. Escape goes back."


class ReferenceScreen(SessionScreen):
    """Files and texts that go along with the prompts of the session."""

    heading = "References"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("a", "add_file", "Add file", id="session.do.add-file", tooltip="Attach a file"),
        Binding("w", "add_text", "Add text", id="session.do.add-text", tooltip="Attach a text"),
        Binding("space", "switch", "On/off", id="session.do.toggle", tooltip="Switch the reference"),
        Binding("t", "set_ttl", "Turns", id="session.do.ttl", tooltip="How many more turns use it"),
        Binding("p", "persist", "Keep", id="session.do.persist", tooltip="Keep it when its turns are over"),
        Binding("d,delete", "remove", "Remove", id="session.do.remove", tooltip="Detach the reference"),
    ]

    def __init__(self, engine: Engine, session_id: str, title: str = "") -> None:
        super().__init__(engine, session_id, title)
        self._references: list[ReferenceView] = []

    def body(self) -> Iterable[Widget]:
        yield OptionList(id="references")
        yield Static("", id="notice", classes="notice")

    def on_mount(self) -> None:
        self.query_one(OptionList).focus()
        self.run_worker(self._change(ListReferences(session_id=self.session_id)), group="load")

    def on_screen_resume(self) -> None:
        self.refresh_bindings()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Some keys are about the highlighted reference."""
        if action in ("switch", "set_ttl", "persist", "remove"):
            return self.is_mounted and self._highlighted is not None
        return True

    @property
    def _highlighted(self) -> ReferenceView | None:
        at = self.query_one(OptionList).highlighted
        return self._references[at] if at is not None and at < len(self._references) else None

    async def _change(self, request: Answered[ReferenceList], *, to_the_end: bool = False) -> None:
        reply = await self.ask(request)
        if reply is None:
            return
        sources = await look_at(reply.references)
        listed = self.query_one(OptionList)
        before = listed.highlighted or 0
        self._references = reply.references
        with self.app.batch_update():
            listed.clear_options()
            listed.add_options(
                Option(reference_line(*pair)) for pair in zip(self._references, sources, strict=True)
            )
            if self._references:
                last = len(self._references) - 1
                listed.highlighted = last if to_the_end else min(before, last)
        used = sum(reference.in_use for reference in self._references)
        broken = sum(bool(source.problem) for source in sources)
        wrong = f", {broken} cannot be read" if broken else ""
        self.note(f"{used} of {len(self._references)} in use{wrong}" if self._references else "none")
        self.query_one("#notice", Static).update(EMPTY if not self._references else "")
        self.refresh_bindings()

    @work(group="do")
    async def action_add_file(self) -> None:
        question = AskLine(
            Content("File to attach"),
            hint=file_hint("→ completes the path. The file is read each time it is used."),
            suggester=PathSuggester(),
        )
        path = await self.app.push_screen_wait(question)
        if path:
            await self._add(path=path)

    @work(group="do")
    async def action_add_text(self) -> None:
        text = await self.app.push_screen_wait(AskText(Content("Text to attach")))
        if not text or not text.strip():
            return
        name = await self.app.push_screen_wait(
            AskLine(Content("What prompts call it"), "note", max_length=200)
        )
        if name is not None:
            await self._add(text=text, name=name)

    async def _add(self, **content: str) -> None:
        try:
            reference = ReferenceContent.model_validate(content)
        except ValidationError as error:
            why = "; ".join(each["msg"] for each in error.errors())
            self.notify(clean_line(why), severity="error", markup=False)
            return
        await self._change(AddReference(session_id=self.session_id, reference=reference), to_the_end=True)

    @work(group="do")
    async def action_switch(self) -> None:
        if reference := self._highlighted:
            await self._change(ToggleReference(session_id=self.session_id, index=reference.index))

    @work(group="do")
    async def action_persist(self) -> None:
        if reference := self._highlighted:
            persist = not reference.persist
            await self._change(
                SetReferencePersist(session_id=self.session_id, index=reference.index, persist=persist)
            )

    @work(group="do")
    async def action_set_ttl(self) -> None:
        reference = self._highlighted
        if reference is None:
            return
        before = "" if reference.ttl is None else str(reference.ttl)
        question = Content(f"Turns left for {clean_line(reference.name)}")
        answer = await self.app.push_screen_wait(AskLine(question, before, hint=TTL_HINT, max_length=7))
        if answer is None:
            return
        if answer and not (answer.isascii() and answer.isdigit() and int(answer) <= 1_000_000):
            self.notify("Turns are a whole number up to 1,000,000, or empty.", severity="error", markup=False)
            return
        ttl = int(answer) if answer else None
        await self._change(SetReferenceTtl(session_id=self.session_id, index=reference.index, ttl=ttl))

    @work(group="do")
    async def action_remove(self) -> None:
        reference = self._highlighted
        if reference is None:
            return
        question = Content(f"Remove the reference {clean_line(reference.name)}? The file itself stays.")
        if await self.app.push_screen_wait(Confirm(question, "Remove")):
            await self._change(RemoveReference(session_id=self.session_id, index=reference.index))
