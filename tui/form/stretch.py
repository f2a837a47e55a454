"""A piece of a form, which is mounted when it comes near the screen."""

from collections.abc import Callable, Sequence

from textual.await_remove import AwaitRemove
from textual.containers import VerticalScroll
from textual.content import Content
from textual.geometry import Size
from textual.layout import ArrangeResult
from textual.widget import AwaitMount, Widget

from engine.form.model import FormModel
from tui.form.controls.make import FEW
from tui.form.form_layout import Grid, is_short
from tui.form.narrow_grid import Wish, fitted
from tui.form.outline import Entry, Key
from tui.widgets.form_grid_layout import GAPS, FormGrid, FormGridLayout

INDENT = 2
"""Columns that what is inside of something stands further right."""

SIZE = 16
"""Entries of a stretch, about."""

Make = Callable[[Entry], Widget]
Show = Callable[[Widget, Entry], bool]
"""Shows an entry in the widget that stood for it; False where it needs another one."""


class Stretch(FormGrid):
    """Stands for its entries: as so many empty lines at first, then as their widgets."""

    DEFAULT_CSS = """
    Stretch.-framed {
        border: round $foreground 30%;
        padding: 0 1;
        border-title-style: bold;
        border-title-color: $foreground;
        border-title-background: transparent;
    }
    """

    def __init__(self, entries: Sequence[Entry], grid: Grid, estimate: int) -> None:
        super().__init__(columns=grid.columns, gap=grid.gap, classes="-framed" if grid.frame else None)
        self._form_grid_layout = _StretchLayout(grid)
        self.grid = grid
        if grid.frame:
            self.border_title = Content(grid.frame)
            self.styles.margin = (0, 0, 0, INDENT * grid.indent)
        self._follows = False
        self.entries = list(entries)
        self.widgets: dict[Key, Widget] = {}
        self.filled = False
        self._leave_room(estimate)

    def stand(self, *, first: bool) -> None:
        """Keep the room that is between rows also from the stretch above."""
        if self._follows == first:
            self._follows = not first
            gap = 0 if first else GAPS[self.grid.gap][0]
            if gap != self.styles.margin.top:
                self.styles.margin = (gap, *self.styles.margin[1:])

    def fit(self, width: int) -> int:
        """Let the widgets ask for what fits the form's width; returns the columns of the grid then."""
        lines = [(entry, self.widgets.get(entry.key)) for entry in self.entries]
        mounted = [(entry, widget) for entry, widget in lines if widget is not None]
        wishes = [Wish(entry.placement, is_short(entry.field)) for entry, _ in mounted]
        columns, placements = fitted(wishes, self.grid.columns, width + self._frame_width())
        for (_, widget), placement in zip(mounted, placements, strict=True):
            widget.placement = placement  # type: ignore[attr-defined]  # which all of them have
        return columns

    def _frame_width(self) -> int:
        """The columns that the form takes beside those of this grid: borders, padding, a scrollbar."""
        taken = self.gutter.width + self.styles.margin.width
        for around in self.ancestors:
            assert isinstance(around, Widget)
            taken += around.gutter.width  # the scrollbar's too, while it is shown
            if isinstance(around, VerticalScroll):
                return taken
        return taken

    def _leave_room(self, lines: int) -> None:
        self.styles.height = max(1, lines)

    def prefill(self, make: Make) -> None:
        """Take the widgets along when this is mounted itself, which costs no further pass."""
        self._pending_children.extend(self._made(self.entries, make))
        self._take_room()

    def fill(self, make: Make) -> AwaitMount:
        """Mount the widgets."""
        made = self._made(self.entries, make)
        self._take_room()
        return self.mount_all(made)

    def _take_room(self) -> None:
        self.filled = True
        self.styles.height = "auto"

    def _made(self, entries: Sequence[Entry], make: Make) -> list[Widget]:
        made = [make(entry) for entry in entries]
        self.widgets |= zip((entry.key for entry in entries), made, strict=True)
        return made

    def change(self, entries: Sequence[Entry], make: Make, show: Show, estimate: int) -> AwaitRemove | None:
        """Stand for other entries; those that stay keep their widgets."""
        self.entries = list(entries)
        if not self.filled:
            self._leave_room(estimate)
            return None
        before, self.widgets = self.widgets, {}
        gone = list(before.values())
        at: Widget | None = None
        for entry in entries:
            widget = before.get(entry.key)
            if widget is not None and show(widget, entry):
                gone.remove(widget)
            else:
                widget = make(entry)
                place: dict[str, int | Widget] = {"after": at} if at is not None else {"before": 0}
                self.mount(widget, **place)  # type: ignore[arg-type]
            self.widgets[entry.key] = at = widget
        return self.remove_children(gone) if gone else None


def lines_of(entry: Entry, model: FormModel) -> int:
    """How many lines an entry takes, as far as that is known before it is drawn."""
    field = entry.field
    if entry.key.what != "field":
        return 1
    if not model.visible(field.name):
        return 0
    match field.kind:
        case "textarea" | "json":
            lines = max(2, field.rows or 0, model.text(field.name).count("\n") + 1)
            return 1 + min(lines, 14 if field.kind == "json" else 8)
        case "radio":
            return 1 + len(field.choices)
        case "multiselect" if len(field.choices) <= FEW:
            return 1 + len(field.choices)
        case _:
            return 1 if field.entry and entry.siblings else 2


def estimated(entries: Sequence[Entry], model: FormModel, row_gap: int) -> int:
    """How many lines entries take in a grid."""
    total = row = 0
    for entry in entries:
        if entry.new_row:
            total, row = total + row + (row_gap if row else 0), 0
        row = max(row, lines_of(entry, model))
    return total + row + (2 if entries and entries[0].grid.frame else 0)


class _StretchLayout(FormGridLayout):
    """A grid that has fewer columns in a narrow form."""

    def __init__(self, grid: Grid) -> None:
        super().__init__(grid.columns, grid.gap)

    def arrange(
        self, parent: Widget, children: list[Widget], size: Size, greedy: bool = True
    ) -> ArrangeResult:
        assert isinstance(parent, Stretch)
        self.columns = parent.fit(size.width)
        return super().arrange(parent, children, size, greedy)


def cut(entries: Sequence[Entry]) -> list[list[Entry]]:
    """Cut a section's entries into stretches, at the beginnings of rows."""
    stretches: list[list[Entry]] = []
    for entry in entries:
        last = stretches[-1] if stretches else None
        if last is None or last[-1].grid != entry.grid or (entry.new_row and _is_long(last)):
            stretches.append([])
        stretches[-1].append(entry)
    return stretches


def _is_long(entries: Sequence[Entry]) -> bool:
    """Whether there are enough entries for a stretch. What has a frame stays in one."""
    return len(entries) >= SIZE and not entries[0].grid.frame


def recut(old: Sequence[Sequence[Entry]], entries: Sequence[Entry]) -> list[tuple[int | None, list[Entry]]]:
    """Cut again after a change: each stretch with the index of the old one whose place it takes.

    An entry stays in its stretch, so that what did not change keeps its widgets. Where much
    came, it gets stretches of its own, and what followed it in the old one a new one too.
    """
    home = {(entry.key, entry.grid): at for at, stretch in enumerate(old) for entry in stretch}
    plan: list[tuple[int | None, list[Entry]]] = []
    used: set[int] = set()
    fresh = 0
    for entry in entries:
        at = home.get((entry.key, entry.grid))
        current = plan[-1][0] if plan else None
        other = not plan or (bool(plan[-1][1]) and plan[-1][1][-1].grid != entry.grid)
        if at is not None and at not in used:
            first = plan and current is None and len(plan) == 1 and fresh == len(plan[0][1]) and fresh < SIZE
            if first and not other:
                plan[-1] = (at, plan[-1][1])  # what came before the first stretch joins it
            else:
                plan.append((at, []))
            used.add(at)
            fresh = 0
        elif at is None or at != current:
            fresh += 1
            if other or (entry.new_row and fresh > SIZE and not entry.grid.frame):
                plan.append((None, []))
                fresh = 1
        else:
            fresh = 0
        plan[-1][1].append(entry)
    return plan
