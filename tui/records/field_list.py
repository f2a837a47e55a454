"""The fields of a record, with the beginning of each value, and its files."""

from collections.abc import Sequence

from textual.content import Content
from textual.widgets.option_list import Option

from schemas.clean_text import clean, clean_line
from schemas.messages.record_files import FileView
from schemas.messages.records import RecordView
from tui.records.value_text import text_of
from tui.session.choices import Choices

MOST_CHARACTERS = 320
"""Of a value; its versions show all of it."""

_KILO = 1024


class FieldList(Choices):
    """Enter shows the versions of the field under the cursor."""

    def __init__(self) -> None:
        super().__init__("Versions", widget_id="fields")
        self._names: list[str] = []

    @property
    def field(self) -> str | None:
        """The name of the field under the cursor."""
        at = self.highlighted
        return self._names[at] if at is not None and at < len(self._names) else None

    def show(self, record: RecordView | None, files: Sequence[FileView] = ()) -> None:
        """Another record, or the same one after a change: then the cursor stays on its field."""
        before = self.field
        self._names = list(record.fields) if record else []
        with self.app.batch_update():
            self.clear_options()
            if record is None:
                return
            self.add_options(Option(field_line(record, name)) for name in self._names)
            if not self._names:
                self.add_option(Option("It has no fields.", disabled=True))
            self.add_options(Option(file_line(each), disabled=True) for each in files)
            if self._names:
                self.highlighted = self._names.index(before) if before in self._names else 0


def field_line(record: RecordView, name: str) -> Content:
    """The field's name and version, then the beginning of what it holds."""
    text = clean(text_of(record.fields[name])[: MOST_CHARACTERS * 2]).strip()
    said = text if len(text) <= MOST_CHARACTERS else f"{text[: MOST_CHARACTERS - 1]}…"
    version = record.versions.get(name, 0)
    count = f"  version {version}" if version > 1 else ""
    return Content.assemble(
        (clean_line(name), "bold $accent"), (count, "dim"), "\n", said or ("(empty)", "dim"), "\n"
    )


def file_line(file: FileView) -> Content:
    """The file's name and size, and where it is for other programs."""
    size = f"{file.size / _KILO:.0f} KB" if file.size >= _KILO else f"{file.size} B"
    about = " · ".join(part for part in (size, file.media_type, file.model) if part)
    return Content.assemble(
        (clean_line(file.name), "bold"), (f"  {clean_line(about)}", ""), "\n", clean_line(file.path), "\n"
    )
