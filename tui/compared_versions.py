"""Versions of something, each compared with the one before it, and the way back to one."""

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
from engine.operations.errors import OperationError
from schemas.clean_text import clean, clean_line
from schemas.frozen import frozen
from tui.home.age import age
from tui.session.choices import Choices
from tui.session.diff_view import DiffView
from tui.session.screen import SessionScreen
from tui.widgets.two_panes import TwoPanes

_MOST_SAID = 400


@frozen
class Version:
    """`by` says how it came about, `about` is what to say of it in one line. `at` is Unix time."""

    number: int
    at: float
    by: str
    about: str


class ComparedVersions(SessionScreen):
    """A subclass brings the versions, their texts, and a way to restore one.

    Ends with None; whoever shows it reads what it shows again if `restored` says so.
    """

    heading = "Versions"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("r", "restore", "Restore", id="session.do.restore", tooltip="Make this version the newest"),
        Binding(
            "c",
            "against('newest')",
            "With the newest",
            id="session.do.newest",
            tooltip="Compare each version with the newest",
        ),
        Binding(
            "c",
            "against('before')",
            "With the one before",
            id="session.do.before",
            tooltip="Compare each version with the one before it",
        ),
        Binding("y", "copy", "Copy", id="session.do.copy", tooltip="Copy this version"),
    ]

    def __init__(self, engine: Engine, title: str) -> None:
        super().__init__(engine, "", title)
        self._versions: list[Version] = []
        self._more: int | None = None
        self._with_newest = False
        self.restored = False
        """Whether another version is the newest now."""

    async def page(self, before: int | None) -> tuple[list[Version], int | None]:
        """Versions, the newest first, and what older ones are asked for with. Raises `OperationError`."""
        raise NotImplementedError

    async def text(self, number: int) -> str:
        """All of a version. Raises `OperationError`."""
        raise NotImplementedError

    async def restore(self, number: int) -> int:
        """Make a version the newest; the newest's number then. Raises `OperationError`."""
        raise NotImplementedError

    def body(self) -> Iterable[Widget]:
        yield TwoPanes(
            ("Versions", "Difference"), [Choices("Difference", widget_id="versions")], [DiffView()]
        )

    def on_mount(self) -> None:
        self.query_one(OptionList).focus()
        self._read()

    # -- what there is ------------------------------------------------------------------------

    @work(group="read", exclusive=True)
    async def _read(self) -> None:
        """The newest versions, from the beginning."""
        await self._read_page(None)

    @work(group="read", exclusive=True)
    async def _read_older(self) -> None:
        if self._more is not None:
            await self._read_page(self._more)

    async def _read_page(self, before: int | None) -> None:
        try:
            found, self._more = await self.page(before)
        except OperationError as error:
            self.complain(error)
            return
        listed = self.query_one(OptionList)
        now = time.time()
        with self.app.batch_update():
            if before is None:
                self._versions = []
                listed.clear_options()
            self._versions += found
            listed.add_options(Option(self._line(each, now)) for each in found)
            if before is None and self._versions:
                listed.highlighted = 0
        count = self._versions[0].number if self._versions else 0
        self.note("1 version" if count == 1 else f"{count} versions" if count else "it never had a value")
        self.refresh_bindings()

    def _line(self, version: Version, now: float) -> Content:
        newest = " · newest" if version.number == self._versions[0].number else ""
        lines = clean(version.about[:_MOST_SAID]).split("\n")
        said = next((line for line in lines if line.strip()), "(empty)")
        return Content.assemble(
            (f"{version.number:>3} ", "bold $accent"),
            (clean_line(version.by) or "edited", "bold"),
            (f" · {age(version.at, now)}{newest}", "dim"),
            "\n    ",
            (clean_line(said), "dim"),
        )

    @property
    def _highlighted(self) -> Version | None:
        at = self.query_one(OptionList).highlighted
        return self._versions[at] if at is not None and at < len(self._versions) else None

    # -- the difference -----------------------------------------------------------------------

    @on(OptionList.OptionHighlighted)
    def _highlight(self) -> None:
        at = self.query_one(OptionList).highlighted
        if at is not None and at >= len(self._versions) - 2 and self._more is not None:
            self._read_older()
        self._compare()
        self.refresh_bindings()

    @work(group="diff", exclusive=True)
    async def _compare(self) -> None:
        version = self._highlighted
        if version is None:
            return
        if self._with_newest:
            left, right = version.number, self._versions[0].number
        else:
            older = [each.number for each in self._versions if each.number < version.number]
            left, right = (older or [version.number])[0], version.number
        try:
            texts = clean(await self.text(left)), clean(await self.text(right))
        except OperationError as error:
            self.complain(error)
            return
        names = f"version {left}", f"version {right}"
        title = f"{names[0]} → {names[1]}" if left != right else names[0].capitalize()
        await self.query_one(DiffView).show([(title, *texts)], names)

    @on(OptionList.OptionSelected)
    def _to_difference(self) -> None:
        self.query_one(TwoPanes).go_to(1)

    # -- what can be done ---------------------------------------------------------------------

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """What is the newest already cannot be restored; one of the two comparisons is on."""
        if not self.is_mounted:
            return True
        version = self._highlighted
        match action:
            case "restore":
                return version is not None and self._restorable(version)
            case "against":
                now = "newest" if self._with_newest else "before"
                return len(self._versions) > 1 and parameters != (now,)
            case "copy":
                return version is not None
            case _:
                return True

    def _restorable(self, version: Version) -> bool:
        return version is not self._versions[0]

    def action_against(self, what: str) -> None:
        self._with_newest = what == "newest"
        self._compare()
        self.refresh_bindings()

    @work(group="do")
    async def action_copy(self) -> None:
        version = self._highlighted
        if version is None:
            return
        try:
            self.app.copy_to_clipboard(clean(await self.text(version.number)))
        except OperationError as error:
            self.complain(error)
            return
        self.notify(f"Copied version {version.number}.", markup=False)

    @work(group="restore")
    async def action_restore(self) -> None:
        version = self._highlighted
        if version is None:
            return
        try:
            number = await self.restore(version.number)
        except OperationError as error:
            self.complain(error)
            return
        self.restored = True
        same = number == self._versions[0].number
        said = "is what is there already." if same else f"is there again, as version {number}."
        self.notify(f"Version {version.number} {said}", markup=False)
        self._read()

    async def action_back(self) -> None:
        """From the difference to the list first."""
        panes = self.query_one(TwoPanes)
        if panes.active:
            panes.go_to(0)
        else:
            self.dismiss(None)
