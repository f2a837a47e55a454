"""Everything between the first and the last field of a form, of which only what is near is mounted."""

from collections.abc import Callable, Iterable, Iterator

from textual.containers import VerticalScroll
from textual.widget import AwaitMount, Widget

from engine.form.field import Section
from engine.form.hints import FormHints
from engine.form.model import FormModel
from schemas.frozen import frozen
from tui.form.add_line import AddLine
from tui.form.beside import Beside
from tui.form.controls.control import Edits
from tui.form.entry_row import EntryRow
from tui.form.field_row import FieldRow
from tui.form.folds import Folds
from tui.form.form_items import FormItems
from tui.form.form_layout import grid_of
from tui.form.form_section import FormSection, Style
from tui.form.group_line import GroupLine
from tui.form.head_line import HeadLine
from tui.form.outline import Entry, Keep, Key, Outline
from tui.form.shape_bar import ShapeBar
from tui.form.stretch import INDENT, Stretch, cut, estimated, recut
from tui.widgets.form_grid_layout import GAPS


@frozen
class Maker:
    """What the widgets of a form are made with; `dress` is called for each row that is made."""

    edits: Edits
    beside: Beside | None
    dress: Callable[[FieldRow], None]
    marks_changes: bool = False


class Body:
    """The sections of one form, their stretches, and the widgets that are mounted in them."""

    def __init__(self, model: FormModel, ux: FormHints, maker: Maker, items: FormItems | None = None) -> None:
        self.model = model
        self.ux = ux
        self.folds = Folds(model)
        self.items = items
        self.item = next(iter(items.labels)) if items else ""
        self.keep: Keep | None = None
        self.sections: dict[str, FormSection] = {}
        self._maker = maker
        self._row_gap = GAPS[ux.grid_gap][0]

    # Making

    def compose(self, lines: int) -> Iterator[FormSection]:
        """Yield the sections, filled as far as `lines` from the top; the rest stands empty."""
        for section, entries in self._outlined():
            stretches = [self._stretch(each) for each in cut(entries) or [[]]]
            for stretch in stretches:
                if lines > 0:
                    stretch.prefill(self._make)
                lines -= estimated(stretch.entries, self.model, self._row_gap)
            yield self._section(section, stretches)

    def _outlined(self) -> list[tuple[Section, list[Entry]]]:
        return Outline(self.model, self.ux, self.folds, self.keep, self.items).sections()

    def _section(self, section: Section, stretches: list[Stretch]) -> FormSection:
        group = section.group or ""
        foot = self._maker.beside.at_section(group) if self._maker.beside else None
        style: Style = self.ux.section_style
        if self.items and group in self.items.labels:
            style = "collapsible" if self.items.kind == "accordion" else "plain"
        made = self.sections[group] = FormSection(
            section, style, stretches, foot, folded=self._is_away(group)
        )
        made.display = self._has_visible(made)
        return made

    def _stretch(self, entries: list[Entry]) -> Stretch:
        estimate = estimated(entries, self.model, self._row_gap)
        grid = entries[0].grid if entries else grid_of(self.ux)
        return Stretch(entries, grid, estimate)

    def _make(self, entry: Entry) -> Widget:
        maker = self._maker
        match entry.key.what:
            case "head":
                widget: Widget = HeadLine(entry, self.model, marks_changes=maker.marks_changes)
            case "group":
                widget = GroupLine(entry)
            case "shape":
                widget = ShapeBar(entry, maker.edits)
            case "foot":
                widget = AddLine(entry)
            case "field" if entry.field.entry:
                widget = EntryRow(entry, maker.edits)
            case "field":
                button = maker.beside.at_field(entry.field.name) if maker.beside else None
                widget = FieldRow(entry.field, maker.edits, entry.placement, button)
        # Rows and heads have a bar at their left, under which the other lines begin.
        indent = INDENT * (entry.depth - entry.grid.indent) + (entry.key.what in ("shape", "foot"))
        if indent:
            widget.styles.margin = (0, 0, 0, indent)
        if isinstance(widget, FieldRow):
            maker.dress(widget)
        return widget

    def _show(self, widget: Widget, entry: Entry) -> bool:
        """Whether the widget can stand for the entry; what it shows is brought up to date then."""
        match widget:
            case HeadLine():
                widget.show(entry)
                return True
            case GroupLine():
                widget.show(entry)
                return True
            case AddLine():
                widget.entry = entry
                return True
            case FieldRow():
                if widget.field is not entry.field:
                    return False
                widget.control.show()
                return True
            case ShapeBar():
                same = widget.entry.field.shapes == entry.field.shapes
                widget.entry = entry
                widget.refresh()
                return same or [s.labels for s in widget.entry.field.shapes] == [
                    s.labels for s in entry.field.shapes
                ]
            case _:
                return False

    # What there is

    def stretches(self) -> Iterator[Stretch]:
        """All pieces from the top on."""
        for section in self.sections.values():
            yield from section.stretches

    def rows(self) -> Iterator[FieldRow]:
        """The rows that are mounted."""
        for stretch in self.stretches():
            yield from (widget for widget in stretch.widgets.values() if isinstance(widget, FieldRow))

    def heads(self) -> Iterator[HeadLine]:
        """The heads that are mounted."""
        for stretch in self.stretches():
            yield from (widget for widget in stretch.widgets.values() if isinstance(widget, HeadLine))

    def mounted(self) -> Iterator[tuple[str, Widget]]:
        """The paths of fields and parts with their rows and heads."""
        for stretch in self.stretches():
            for key, widget in stretch.widgets.items():
                if key.what in ("field", "head"):
                    yield key.path, widget

    def widget(self, path: str) -> Widget | None:
        """The row or head of a field, if it is mounted."""
        for stretch in self.stretches():
            for what in ("field", "head"):
                found = stretch.widgets.get(Key(what, path))
                if found is not None:
                    return found
        return None

    def row(self, path: str) -> FieldRow | None:
        """The row of a field, if it is mounted."""
        found = self.widget(path)
        return found if isinstance(found, FieldRow) else None

    def place_of(self, path: str) -> tuple[FormSection, Stretch] | None:
        """The section and the stretch in which a field stands, mounted or not."""
        wanted = {Key("field", path), Key("head", path)}
        for section in self.sections.values():
            for stretch in section.stretches:
                if any(entry.key in wanted for entry in stretch.entries):
                    return section, stretch
        return None

    # Changing

    def fill(self, stretch: Stretch) -> AwaitMount | None:
        """Mount what a stretch stands for."""
        return None if stretch.filled else stretch.fill(self._make)

    def reshape(self, form: VerticalScroll) -> None:
        """Follow the model, the folds and the filter: mount what came, remove what went."""
        outlined = self._outlined()
        before, self.sections = self.sections, {}
        last: FormSection | None = None
        for section, entries in outlined:
            group = section.group or ""
            known = before.pop(group, None)
            if known is None:
                made = self._section(section, [self._stretch(each) for each in cut(entries) or [[]]])
                form.mount(made, after=last) if last else form.mount(made, before=0)
                last = made
                continue
            known.section = section
            self._rearrange(known, entries)
            self.sections[group] = last = known
            known.display = self._has_visible(known)
        if before:
            form.remove_children(list(before.values()))

    def _rearrange(self, section: FormSection, entries: list[Entry]) -> None:
        old = section.stretches
        plan = recut([stretch.entries for stretch in old], entries) or [(0, [])]
        stretches: list[Stretch] = []
        for at, each in plan:
            if at is None:
                stretches.append(self._stretch(each))
                continue
            stretch = old[at]
            stretch.change(each, self._make, self._show, estimated(each, self.model, self._row_gap))
            stretches.append(stretch)
        section.hold(stretches)

    def show_visibility(self, paths: Iterable[str]) -> None:
        """Show or hide rows, and the sections that have none left."""
        for path in paths:
            if row := self.row(path):
                row.display = self.model.visible(path)
        for section in self.sections.values():
            section.display = self._has_visible(section)

    def _is_away(self, group: str) -> bool:
        """Whether the section belongs to an item that is not the open one."""
        return bool(self.items and group in self.items.labels and group != self.item)

    def open_item(self, item: str) -> None:
        """Show this item's fields and no other's."""
        self.item = item
        for group, section in self.sections.items():
            if self.items and self.items.kind == "accordion" and group in self.items.labels:
                section.fold(folded=group != item)
        self.show_visibility(())

    def _has_visible(self, section: FormSection) -> bool:
        """A section of hidden fields only has no title either."""
        if self.items and self.items.kind == "tabs" and self._is_away(section.section.group or ""):
            return False
        shown = any(self.model.visible(field.name) for field in section.section.fields)
        entries = any(stretch.entries for stretch in section.stretches)
        return entries and (shown or not section.section.fields)
