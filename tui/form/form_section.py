"""A group of fields with its title: flat, a card, or one that folds."""

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.widget import Widget
from textual.widgets import Collapsible

from engine.form.field import Section
from schemas.documents.form import FormUx
from tui.form.form_layout import columns_of
from tui.widgets.form_grid_layout import FormGrid


class FormSection(Vertical):
    """Holds the grid of one section, in the style that the form asks for."""

    DEFAULT_CSS = """
    FormSection {
        height: auto;
        border-title-style: bold;
        border-title-color: $foreground;
        border-title-background: transparent;
        &.-flat { border-top: solid $foreground 30%; }
        &.-card { border: round $foreground 30%; padding: 0 1; }
        &.-flat:focus-within, &.-card:focus-within { border-title-color: $accent; }
        & Collapsible { border: none; padding: 0; background: transparent; }
        & Collapsible > Contents { padding: 0 0 0 1; }
    }
    """

    def __init__(self, section: Section, ux: FormUx) -> None:
        super().__init__()
        self.section = section
        self.grid = FormGrid(columns=columns_of(ux), gap=ux.grid_gap)
        self._folds = bool(section.label) and ux.section_style == "collapsible"
        self._fold: Collapsible | None = None
        if section.label and not self._folds:
            self.add_class(f"-{ux.section_style}")
            self.border_title = Content(section.label)

    def compose(self) -> ComposeResult:
        content: Widget = self.grid
        if self._folds:
            # A Content is shown as it is; the annotation says str only.
            title: str = Content(self.section.label)  # pyright: ignore[reportAssignmentType]
            content = self._fold = Collapsible(self.grid, title=title, collapsed=False)
        yield content

    def unfold(self) -> None:
        """Make the fields visible."""
        if self._fold is not None:
            self._fold.collapsed = False
