"""The audit log: what ran, when, over what, and how it ended, in all sessions."""

import time
from collections.abc import Iterable
from typing import ClassVar

from textual import on, work
from textual.binding import Binding, BindingType
from textual.timer import Timer
from textual.widget import Widget
from textual.widgets import Input, OptionList
from textual.widgets.option_list import Option

from engine.client.engine import Engine
from schemas.messages.audit import AuditEntry, ListAudit
from tui.audit.lines import entry_line
from tui.audit.sought import NOT_DONE, sought
from tui.session.choices import Choices
from tui.session.outcome import OpenSession
from tui.session.screen import SessionScreen

PAGE = 100
"""Entries that are read at once; older ones follow when the cursor gets there."""

SEARCH_AFTER = 0.2
_FILTER = "Filter: words  is:failed  record:12  step:…  by:provider  since:2d"


class AuditScreen(SessionScreen):
    """`sought` is a filter to begin with. Ends with the session to open, or None."""

    heading = "Audit log"
    DEFAULT_CSS = """
    AuditScreen #search, AuditScreen #search:focus {
        height: 1; border: none; padding: 0 1; background: $panel;
    }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("f", "failed(True)", "Failed only", id="session.do.failed", tooltip="What did not succeed"),
        Binding("f", "failed(False)", "All", id="session.do.every", tooltip="What succeeded, too"),
        Binding("r", "read", "Read again", id="session.do.read", tooltip="With what has ended meanwhile"),
        Binding(
            "slash", "search", "Filter", id="session.search", tooltip="Words, is:, record:, step:, since:"
        ),
    ]

    def __init__(self, engine: Engine, sought: str = "") -> None:
        super().__init__(engine, "", "every session")
        self._sought = sought
        self._entries: list[AuditEntry] = []
        self._more: int | None = None
        self._failed_only = False
        self._asked = ListAudit()
        self._search_timer: Timer | None = None

    def body(self) -> Iterable[Widget]:
        yield Input(self._sought, placeholder=_FILTER, id="search", select_on_focus=False)
        yield Choices("Open session", widget_id="entries")

    def on_mount(self) -> None:
        self.query_one(OptionList).focus()
        self.action_read()

    # -- what there is ------------------------------------------------------------------------

    @work(group="read", exclusive=True)
    async def action_read(self) -> None:
        """From the newest on."""
        asked = sought(self.query_one("#search", Input).value, time.time())
        if self._failed_only:
            asked.setdefault("status", list(NOT_DONE))
        self._asked = ListAudit(limit=PAGE, **asked)
        await self._read_page(first=True)

    @work(group="read", exclusive=True)
    async def _read_older(self) -> None:
        if self._more is not None:
            await self._read_page(first=False)

    async def _read_page(self, *, first: bool) -> None:
        before = None if first else self._more
        found = await self.ask(self._asked.model_copy(update={"before": before}))
        if found is None:
            return
        listed = self.query_one(OptionList)
        now = time.time()
        with self.app.batch_update():
            if first:
                self._entries = []
                listed.clear_options()
            self._entries += found.entries
            self._more = found.more
            listed.add_options(Option(entry_line(each, now)) for each in found.entries)
            if first and self._entries:
                listed.highlighted = 0
        count = len(self._entries)
        shown = f"{count} {'entry' if count == 1 else 'entries'}"
        failed = "failed only, " if self._failed_only else ""
        self.note(f"{failed}{'the newest ' if self._more is not None else ''}{shown}" if count else "nothing")
        self.refresh_bindings()

    @on(OptionList.OptionHighlighted)
    def _highlight(self) -> None:
        at = self.query_one(OptionList).highlighted
        if at is not None and at >= len(self._entries) - 2 and self._more is not None:
            self._read_older()

    # -- what can be done ---------------------------------------------------------------------

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """One of the two is on."""
        return not (action == "failed" and parameters == (self._failed_only,))

    def action_failed(self, only: bool) -> None:
        self._failed_only = only
        self.action_read()

    @on(OptionList.OptionSelected)
    def _open(self) -> None:
        at = self.query_one(OptionList).highlighted
        if at is not None and at < len(self._entries):
            self.dismiss(OpenSession(self._entries[at].session_id))

    @on(Input.Changed, "#search")
    def _search_soon(self) -> None:
        if self._search_timer is not None:
            self._search_timer.stop()
        self._search_timer = self.set_timer(SEARCH_AFTER, self.action_read)

    @on(Input.Submitted, "#search")
    def _to_list(self) -> None:
        self.set_focus(self.query_one(OptionList))

    def action_search(self) -> None:
        # Not `focus()`, which happens later: what is typed next is no command.
        self.set_focus(self.query_one("#search"))

    async def action_back(self) -> None:
        """Out of the filter line, then out of the filter, then out of here."""
        search = self.query_one("#search", Input)
        if search.has_focus:
            self.set_focus(self.query_one(OptionList))
        elif search.value:
            search.value = ""
        else:
            self.dismiss(None)
