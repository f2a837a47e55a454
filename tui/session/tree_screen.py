"""The family of a session: its parents and forks, to be opened, forked, renamed and deleted."""

import time
from collections.abc import Iterable
from typing import ClassVar

from textual import on, work
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.widget import Widget
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option

from engine.client.engine import Engine
from engine.operations.errors import OperationError
from schemas.clean_text import clean_line
from schemas.messages.family import FamilyMember, ForkSession, GetSessionTree
from schemas.messages.sessions import DeleteSession, EditSession
from tui.confirm import Confirm
from tui.session.ask import AskLine
from tui.session.choices import Choices
from tui.session.outcome import OpenSession, SessionGone
from tui.session.screen import SessionScreen
from tui.session.tree_lines import branches, member_line


class TreeScreen(SessionScreen):
    """`here` is the session that is open below, if one is: it cannot be opened again, only left."""

    heading = "Session tree"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("f", "fork", "Fork", id="session.do.fork", tooltip="A new session that goes on from here"),
        Binding("r", "rename", "Rename", id="session.do.rename", tooltip="Give the session another title"),
        Binding("d,delete", "delete", "Delete", id="session.do.delete", tooltip="Delete the session"),
    ]

    def __init__(self, engine: Engine, session_id: str, title: str = "", *, here: str = "") -> None:
        super().__init__(engine, session_id, title)
        self._here = here
        self._members: list[FamilyMember] = []

    def body(self) -> Iterable[Widget]:
        yield Choices("Open", widget_id="family")
        yield Static("A fork has its own copy of everything: what happens in one leaves the others alone.",
                     classes="notice")  # fmt: skip

    def on_mount(self) -> None:
        self.query_one(OptionList).focus()
        self.run_worker(self._load(self.session_id), exclusive=True, group="load")

    async def _load(self, highlight: str) -> None:
        tree = await self.ask(GetSessionTree(session_id=self.session_id))
        if tree is None:
            return
        self._members = tree.sessions
        now = time.time()
        listed = self.query_one(OptionList)
        stems = branches([member.depth for member in self._members])
        with self.app.batch_update():
            listed.clear_options()
            listed.add_options(
                Option(member_line(member, stem, self._here, now), id=member.id)
                for member, stem in zip(self._members, stems, strict=True)
            )
            ids = [member.id for member in self._members]
            listed.highlighted = ids.index(highlight) if highlight in ids else 0
        count = len(self._members)
        self.note(f"{count} sessions" if count != 1 else "no forks yet; f makes one")
        self.refresh_bindings()

    @property
    def _highlighted(self) -> FamilyMember | None:
        at = self.query_one(OptionList).highlighted
        return self._members[at] if at is not None and at < len(self._members) else None

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Nothing can be done before the family is there."""
        if action in ("fork", "rename", "delete"):
            return self.is_mounted and self._highlighted is not None
        return True

    @on(OptionList.OptionSelected)
    def _open(self) -> None:
        member = self._highlighted
        if member is not None:
            self.dismiss(None if member.id == self._here else OpenSession(member.id))

    @work(group="do", exclusive=True)
    async def action_fork(self) -> None:
        """Fork the highlighted session as it stands; the fork is highlighted then."""
        member = self._highlighted
        if member is None:
            return
        fork = await self.ask(ForkSession(session_id=member.id))
        if fork is not None:
            self.notify(f"Made “{clean_line(fork.summary.title)}”. Enter opens it.", markup=False)
            await self._load(fork.id)

    @work(group="do", exclusive=True)
    async def action_rename(self) -> None:
        member = self._highlighted
        if member is None:
            return
        title = await self.app.push_screen_wait(AskLine(Content("Title"), member.title, max_length=200))
        if title and await self.ask(EditSession(session_id=member.id, title=title)):
            await self._load(member.id)

    @work(group="do", exclusive=True)
    async def action_delete(self) -> None:
        """Delete the highlighted session; its forks stay."""
        member = self._highlighted
        if member is None:
            return
        forks = any(each.parent_id == member.id for each in self._members)
        kept = " Its forks stay." if forks else ""
        question = f"Delete “{clean_line(member.title)}”?{kept} This cannot be undone."
        if not await self.app.push_screen_wait(Confirm(Content(question), "Delete")):
            return
        if not await self._deleted(member.id):
            return
        if member.id == self._here:
            self.dismiss(SessionGone())
            return
        others = [each.id for each in self._members if each.id != member.id]
        if not others:
            self.dismiss(None)
            return
        if self.session_id == member.id:
            self.session_id = others[0]
        await self._load(self._here or others[0])

    async def _deleted(self, session_id: str) -> bool:
        try:
            await self.engine.call(DeleteSession(session_id=session_id))
        except OperationError as error:
            self.complain(error)
            return False
        return True
