"""Imports a file: what would come of it, what is wrong with which row, then the import."""

from collections.abc import Iterable
from pathlib import Path
from typing import Any, ClassVar, TypeVar

from textual import work
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.widget import Widget
from textual.widgets import Static

from engine.client.engine import Engine
from engine.operations.errors import OperationError
from schemas.clean_text import clean, clean_line
from schemas.messages.given import UsageError, made
from schemas.messages.record_transfer import (
    ImportRecords,
    ImportReport,
    ImportSource,
    PreviewedRecord,
    PreviewImport,
    RowError,
)
from tui.letter_menu import LetterMenu
from tui.records.import_options import TEXTS, TOGGLES, option_lines
from tui.records.row import counted
from tui.records.value_text import text_of
from tui.results.text_view import Block, TextView
from tui.session.ask import AskLine
from tui.session.screen import SessionScreen
from tui.widgets.two_panes import TwoPanes

S = TypeVar("S", bound=ImportSource)

_MOST_COLUMNS = 30
_MOST_VALUE = 160


class ImportScreen(SessionScreen):
    """`path` is a file on the engine's machine. Nothing is changed before the person says so."""

    heading = "Import"
    DEFAULT_CSS = """
    ImportScreen {
        & #facts { height: auto; max-height: 9; padding: 0 1; margin-bottom: 1; }
        & TextView { height: 1fr; padding: 0 1; }
    }
    ImportScreen.-low #facts { margin-bottom: 0; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("i,ctrl+s", "import", "Import", id="session.do.import", tooltip="Import the good rows"),
        Binding("o", "options", "Options", id="session.do.options", tooltip="How the file is read"),
        Binding("r", "preview", "Read again", id="session.do.preview", tooltip="The file may have changed"),
    ]

    def __init__(self, engine: Engine, path: str) -> None:
        super().__init__(engine, "", path)
        self._path = str(Path(path).expanduser().absolute())
        self._options: dict[str, Any] = {}
        self._report: ImportReport | None = None
        self._busy = False
        self._importing = False

    def body(self) -> Iterable[Widget]:
        yield Static("Reading …", id="facts")
        yield TwoPanes(("Records", "Problems"), [TextView(id="records")], [TextView(id="problems")])

    def on_mount(self) -> None:
        self.query_one("#records").focus()
        self.action_preview()

    # -- preview ----------------------------------------------------------------------------------

    @work(group="preview", exclusive=True)
    async def action_preview(self) -> None:
        """Read the file as the options say."""
        options = {name: value for name, value in self._options.items() if name != "all_or_nothing"}
        request = self._made(PreviewImport, options)
        if request is None:
            return
        self.note("reading …")
        await self._run(request)

    async def _run(self, request: PreviewImport | ImportRecords) -> None:
        self._busy = True
        self.refresh_bindings()
        try:
            self._show(await self.engine.call(request))
        except OperationError as error:
            self._refused(error)
        finally:
            self._busy = False
            self.refresh_bindings()

    def _made(self, kind: type[S], options: dict[str, Any]) -> S | None:
        given = {name: value for name, value in options.items() if value}
        try:
            return made(kind, path=self._path, **given)
        except UsageError as error:
            self.notify(clean(error.message), severity="error", markup=False)
            return None

    def _show(self, report: ImportReport) -> None:
        self._report = report
        refused = f"{report.refused} cannot be" if report.refused else "no problems"
        self.note("imported" if report.imported else f"{counted(report.rows, 'row')}, {refused}")
        self.query_one("#facts", Static).update(_facts(report))
        records: list[Block] = [block for each in report.records for block in _record(each)]
        if report.imported:
            records = [("label", "Escape goes back to the collections.")]
        self.query_one("#records", TextView).show(records or [("label", "There is no record in it.")])
        problems: list[Block] = [_problem(each) for each in report.errors]
        if report.refused > len(problems):
            problems.append(("label", f"… and {report.refused - len(problems)} more"))
        self.query_one("#problems", TextView).show(problems or [("label", "Every row can be imported.")])

    def _refused(self, error: OperationError) -> None:
        """Nothing could be read, or nothing was imported."""
        self._report = None
        self.note("nothing was imported")
        body = error.body
        self.query_one("#facts", Static).update(
            Content.assemble(
                (f"✗ {clean(body.message)}", "$text-error"),
                (f"\n{clean(body.hint)}" if body.hint else "", ""),
            )
        )
        details = body.details if isinstance(body.details, list) else []
        self.query_one("#records", TextView).show([("label", "o says how the file is to be read.")])
        self.query_one("#problems", TextView).show([("failed", str(each)) for each in details])

    # -- what can be done -------------------------------------------------------------------------

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Once imported, it is."""
        report = self._report
        done = report is not None and report.imported
        match action:
            case "import":
                some = report is not None and bool(report.documents or report.sections or report.updated)
                return some and not done and not self._busy
            case "options" | "preview":
                return not done and not self._busy
            case _:
                return True

    @work(group="preview", exclusive=True)
    async def action_import(self) -> None:
        request = self._made(ImportRecords, self._options)
        if request is not None:
            self.note("importing …")
            self._importing = True
            try:
                await self._run(request)
            finally:
                self._importing = False

    @work(group="options", exclusive=True)
    async def action_options(self) -> None:
        chosen = await self.app.push_screen_wait(LetterMenu(option_lines(self._options), " Options "))
        if chosen is None:
            return
        if chosen in TOGGLES:
            self._options[chosen] = not self._options.get(chosen)
        else:
            before = str(self._options.get(chosen, ""))
            said = await self.app.push_screen_wait(
                AskLine(Content(TEXTS[chosen]), before, hint="Empty leaves it to the file. Escape goes back.")
            )
            if said is None:
                return
            self._options[chosen] = said
        self.action_preview()

    async def action_back(self) -> None:
        """An import that runs is finished first: what it did has to be seen."""
        if self._importing:
            self.notify("The import is being finished.", markup=False)
        else:
            self.dismiss(None)


def _facts(report: ImportReport) -> Content:
    news = counted(report.documents, "document"), counted(report.sections, "section")
    counts = f"{' and '.join(news)} {'are' if report.imported else 'would be'} new, {report.updated} updated"
    left_out = "were left out" if report.imported else "would be left out"
    refused = f", {report.refused} of {counted(report.rows, 'row')} {left_out}"
    read = [report.format.upper(), clean_line(report.encoding)]
    if report.delimiter:
        read.append("tab" if report.delimiter == "\t" else f"delimiter {clean_line(report.delimiter)}")
    columns = [clean_line(name) for name in report.columns[:_MOST_COLUMNS]]
    if len(report.columns) > _MOST_COLUMNS:
        columns.append(f"and {len(report.columns) - _MOST_COLUMNS} more")
    return Content.assemble(
        ("✓ " if report.imported else "", "$text-success"),
        "Into ",
        (clean_line(report.collection), "bold"),
        f": {counts}",
        (refused if report.refused else "", "$text-error"),
        (f"\n{', '.join(part for part in read if part)}", "dim"),
        (f"\nFields: {', '.join(columns)}", "dim"),
    )


def _record(record: PreviewedRecord) -> Iterable[Block]:
    kind = "  section" if record.section else "document"
    number = "" if record.id is None else f" {record.id}"
    yield "label", f"{kind}{number}{', updated' if record.update else ''} · row {record.row}"
    indent = "    " if record.section else "  "
    lines = [f"{indent}{clean_line(name)}: {_short(value)}" for name, value in record.fields.items()]
    yield "text", "\n".join(lines)


def _short(value: Any) -> str:
    line = " ".join(clean_line(text_of(value)[: _MOST_VALUE * 2]).split())
    return line if len(line) <= _MOST_VALUE else f"{line[: _MOST_VALUE - 1]}…"


def _problem(error: RowError) -> Block:
    where = [f"row {error.row}" if error.row else "file"]
    where += [f"line {error.line}"] if error.line else []
    where += [clean_line(error.column)] if error.column else []
    return "failed", f"✗ {', '.join(where)}: {error.message}"
