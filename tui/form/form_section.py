"""A group of fields with its title: flat, a card, or one that folds."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Literal

from textual.app import ComposeResult
from textual.await_remove import AwaitRemove
from textual.containers import Vertical
from textual.content import Content
from textual.widget import Widget

from engine.form.field import Section
from schemas.documents.layout_words import SectionStyle
from tui.form.stretch import Stretch

if TYPE_CHECKING:
    from textual.widgets import Collapsible

Style = SectionStyle | Literal["plain"]
"""How a section stands in the form; `plain` without its title."""


class FormSection(Vertical):
    """Holds the stretches of one section, in the style that the form asks for.

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
        self,
        section: Section,
        style: Style,
        stretches: Sequence[Stretch],
        foot: Widget | None = None,
        *,
        folded: bool = False,
    ) -> None:
        """`foot` stands below the fields, also while they are folded away."""
        folds = bool(section.label) and style == "collapsible"
        framed = bool(section.label) and style in ("flat", "card")
        # Classes given here cost nothing; added later, each restyles the widget.
        super().__init__(classes=f"-{style}" if framed else None)
        self._folded = folded
        self.section = section
        self._take(stretches)
        self._foot = foot
        self._folds = folds
        self._fold: Collapsible | None = None
        if framed:
            self.border_title = Content(section.label)

    def compose(self) -> ComposeResult:
        if self._folds:
            from textual.widgets import Collapsible  # noqa: PLC0415 - most sections do not fold

            # A Content is shown as it is; the annotation says str only.
            title: str = Content(self.section.label)  # pyright: ignore[reportAssignmentType]
            self._fold = Collapsible(*self.stretches, title=title, collapsed=self._folded)
            yield self._fold
        else:
            yield from self.stretches
        if self._foot is not None:
            yield self._foot

    def hold(self, stretches: Sequence[Stretch]) -> AwaitRemove | None:
        """Hold these stretches, in this order; those that were there already stay mounted."""
        gone = [stretch for stretch in self.stretches if stretch not in stretches]
        # The first one stays for good, so that there is always a place to mount at.
        for before, stretch in zip([None, *stretches], stretches, strict=False):
            if stretch not in self.stretches:
                holder = self.stretches[0].parent
                assert isinstance(holder, Widget)
                if before is None:
                    holder.mount(stretch, before=self.stretches[0])
                else:
                    holder.mount(stretch, after=before)
        old = self.stretches[0].parent
        assert isinstance(old, Widget)
        self._take(stretches)
        return old.remove_children(gone) if gone else None

    def _take(self, stretches: Sequence[Stretch]) -> None:
        self.stretches = list(stretches)
        for stretch in stretches:
            stretch.stand(first=stretch is stretches[0])

    def unfold(self) -> None:
        """Make the fields visible."""
        self.fold(folded=False)

    def fold(self, *, folded: bool) -> None:
        """Hide the fields below the title, or show them, where the section folds."""
        if self._fold is not None:
            self._fold.collapsed = folded
