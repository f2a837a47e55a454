"""A group of fields with its title: flat, a card, or one that folds."""

from collections.abc import Sequence

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.widget import Widget
from textual.widgets import Collapsible

from engine.form.field import Section
from schemas.documents.form import FormUx
from tui.form.field_row import FieldRow
from tui.form.form_layout import columns_of
from tui.widgets.form_grid_layout import FormGrid


class FormSection(Vertical):
    """Holds the grid of one section, in the style that the form asks for.

    No `:focus-within` here, nor anywhere around the form: Textual restyles everything below
    such a widget whenever the focus moves, which is 40 ms for six text areas.
    """

    DEFAULT_CSS = """
    FormSection {
        height: auto;
        border-title-style: bold;
        border-title-color: $foreground;
        border-title-background: transparent;
        &.-flat { border-top: solid $foreground 30%; }
        &.-card { border: round $foreground 30%; padding: 0 1; }
        & Collapsible { border: none; padding: 0; background: transparent; }
        & Collapsible > Contents { padding: 0 0 0 1; }
    }
    """

    def __init__(
        self, section: Section, ux: FormUx, rows: Sequence[FieldRow], foot: Widget | None = None
    ) -> None:
        """`foot` stands below the fields, also while they are folded away."""
        folds = bool(section.label) and ux.section_style == "collapsible"
        framed = bool(section.label) and not folds
        # Classes given here cost nothing; added later, each restyles the widget.
        super().__init__(classes=f"-{ux.section_style}" if framed else None)
        self.section = section
        self.grid = FormGrid(*rows, columns=columns_of(ux), gap=ux.grid_gap)
        self._foot = foot
        self._folds = folds
        self._fold: Collapsible | None = None
        if framed:
            self.border_title = Content(section.label)

    def compose(self) -> ComposeResult:
        content: Widget = self.grid
        if self._folds:
            # A Content is shown as it is; the annotation says str only.
            title: str = Content(self.section.label)  # pyright: ignore[reportAssignmentType]
            content = self._fold = Collapsible(self.grid, title=title, collapsed=False)
        yield content
        if self._foot is not None:
            yield self._foot

    def unfold(self) -> None:
        """Make the fields visible."""
        if self._fold is not None:
            self._fold.collapsed = False
