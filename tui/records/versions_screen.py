"""The versions of one field: list, difference, restore. For any screen that shows a record."""

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
from schemas.clean_text import clean, clean_line
from schemas.messages.records import FieldVersion, ListVersions, RestoreVersion
from tui.home.age import age
from tui.records.value_text import text_of
from tui.session.choices import Choices
from tui.session.diff_view import DiffView
from tui.session.screen import SessionScreen
from tui.widgets.two_panes import TwoPanes

PAGE = 200
"""Versions that are read at once; older ones follow when the cursor gets there."""


class VersionsScreen(SessionScreen):
    """Every version of a record's field, each compared with the one before it, or with the newest.

    `title` names the record. Ends with None; whoever shows it reads the record again afterwards
    if `restored` says that a version was restored.
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

    def __init__(self, engine: Engine, record_id: int, field: str, title: str = "") -> None:
        super().__init__(engine, "", f"{field} · {title}" if title else f"{field} of {record_id}")
        self._record_id = record_id
        self._field = field
        self._versions: list[FieldVersion] = []
        self._more: int | None = None
        self._with_newest = False
        self.restored = False
        """Whether the record is another one than before."""

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
        found = await self.ask(
            ListVersions(record_id=self._record_id, field=self._field, limit=PAGE, before=before)
        )
        if found is None:
            return
        listed = self.query_one(OptionList)
        now = time.time()
        with self.app.batch_update():
            if before is None:
                self._versions = []
                listed.clear_options()
            self._versions += found.versions
            self._more = found.before
            listed.add_options(Option(self._line(each, now)) for each in found.versions)
            if before is None and self._versions:
                listed.highlighted = 0
        count = self._versions[0].version if self._versions else 0
        self.note("1 version" if count == 1 else f"{count} versions" if count else "it never had a value")
        self.refresh_bindings()

    def _line(self, version: FieldVersion, now: float) -> Content:
        newest = version.version == self._versions[0].version
        by = "by a run" if version.execution_id else clean_line(version.note)
        said = next(
            (line for line in clean(text_of(version.value)[:400]).split("\n") if line.strip()), "(empty)"
        )
        return Content.assemble(
            (f"{version.version:>3} ", "bold $accent"),
            (f"{by or 'edited'}", "bold"),
            (f" · {age(version.at, now)}", "dim"),
            (" · newest" if newest else "", "dim"),
            "\n    ",
            (clean_line(said), "dim"),
        )

    @property
    def _highlighted(self) -> FieldVersion | None:
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

    def _compare(self) -> None:
        version = self._highlighted
        if version is None:
            return
        newest = self._versions[0]
        if self._with_newest:
            left, right = version, newest
        else:
            older = [each for each in self._versions if each.version < version.version]
            left, right = (older[0] if older else version), version
        names = f"version {left.version}", f"version {right.version}"
        title = f"{names[0]} → {names[1]}" if left is not right else names[0].capitalize()
        texts = [(title, clean(text_of(left.value)), clean(text_of(right.value)))]
        self.run_worker(self.query_one(DiffView).show(texts, names), group="diff", exclusive=True)

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
                return version is not None and version is not self._versions[0]
            case "against":
                return len(self._versions) > 1 and parameters != (
                    "newest" if self._with_newest else "before",
                )
            case "copy":
                return version is not None
            case _:
                return True

    def action_against(self, what: str) -> None:
        self._with_newest = what == "newest"
        self._compare()
        self.refresh_bindings()

    def action_copy(self) -> None:
        version = self._highlighted
        if version is not None:
            self.app.copy_to_clipboard(clean(text_of(version.value)))
            self.notify(f"Copied version {version.version}.", markup=False)

    @work(group="restore")
    async def action_restore(self) -> None:
        version = self._highlighted
        if version is None:
            return
        record = await self.ask(
            RestoreVersion(record_id=self._record_id, field=self._field, version=version.version)
        )
        if record is None:
            return
        self.restored = True
        number = record.versions.get(self._field, version.version)
        same = number == self._versions[0].version
        said = (
            f"Version {version.version} is what is there already."
            if same
            else (f"Version {version.version} is there again, as version {number}.")
        )
        self.notify(said, markup=False)
        self._read()

    async def action_back(self) -> None:
        """From the difference to the list first."""
        panes = self.query_one(TwoPanes)
        if panes.active:
            panes.go_to(0)
        else:
            self.dismiss(None)
