"""One field on the screen: its label, its control, and what there is to say about it."""

from collections.abc import Sequence
from typing import ClassVar, cast

from textual import events
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.message import Message
from textual.widget import Widget
from textual.widgets import Input, Static

from engine.form.field import Field
from tui.form.controls.control import Control, Edits
from tui.form.controls.make import make_control
from tui.widgets.field_placement import Placement


class FieldRow(Vertical):
    """Draws the label on its first line, and a bar at its left while focused.

    The label is no widget of its own, and the lines under the control (help while focused,
    errors) are made when they are first needed: each widget costs time to mount, and most
    fields never need them.
    """

    COMPONENT_CLASSES: ClassVar[set[str]] = {"field-row--label"}
    DEFAULT_CSS = """
    FieldRow {
        height: auto;
        border-left: blank;
        text-wrap: nowrap;
        text-overflow: ellipsis;
        & > .field-row--label { color: $foreground 70%; }
        & > * { margin-top: 1; }
        & > .field-row--beside { position: absolute; margin: 0; }
        & > .field-row--help { height: auto; margin: 0; color: $foreground 60%; }
        & > .field-row--errors { height: auto; margin: 0; color: $text-error; }
        &:focus-within {
            border-left: outer $accent;
            & > .field-row--label { color: $accent; text-style: bold; }
        }
        &.-error > .field-row--label { color: $text-error; }
    }
    """

    class Left(Message):
        """The focus left the field."""

        def __init__(self, field: Field) -> None:
            super().__init__()
            self.field = field

    def __init__(
        self, field: Field, edits: Edits, placement: Placement, beside: Widget | None = None
    ) -> None:
        """`beside` stands after the label."""
        super().__init__()
        self.field = field
        self.placement = placement
        self.control_widget = make_control(field, edits)
        self._label = Content(label_of(field))
        self._dirty = False
        self._beside = beside
        self._composed = False
        self._errors: tuple[str, ...] = ()
        self._help: Static | None = None
        self._error_line: Static | None = None

    def compose(self) -> ComposeResult:
        self._composed = True
        yield self.control_widget
        if self._beside is not None:
            self._beside.add_class("field-row--beside")
            self._beside.styles.offset = (self._label.cell_length + 2, 0)
            yield self._beside
        if self._errors:
            self._error_line = Static(self._error_text(), classes="field-row--errors")
            yield self._error_line

    def render(self) -> Content:
        # The control's margin leaves the first line free.
        label = self._label + " ●" if self._dirty else self._label
        return label.stylize(self.get_visual_style("field-row--label"))

    def mark(self, *, dirty: bool) -> None:
        """Say whether the field differs from where the form started."""
        if dirty != self._dirty:
            self._dirty = dirty
            self.refresh()

    @property
    def control(self) -> Control:
        """The control, as the form uses it."""
        return cast(Control, self.control_widget)

    def focus_control(self) -> None:
        """At once where that is possible: `focus()` waits for the program's other messages."""
        if self.control_widget.focusable:
            self.screen.set_focus(self.control_widget)
        else:
            self.control_widget.focus()

    def take_focus_from(self, other: "FieldRow") -> None:
        """Take the focus from the same field in another row, at once, with the cursor where it was."""
        from textual.widgets import TextArea  # noqa: PLC0415 - a form of short texts has none

        mine: Widget = self.control_widget
        match mine, other.control_widget:
            case (TextArea(), TextArea() as its):
                mine.selection = its.selection
            case (Input(), Input() as its):
                mine.selection = its.selection
            case _:
                pass  # the others have no cursor
        self.screen.set_focus(mine, scroll_visible=False)

    def show_errors(self, errors: Sequence[str]) -> None:
        """Show these messages under the control; none removes the line."""
        if tuple(errors) == self._errors:
            return
        self._errors = tuple(errors)
        self.set_class(bool(errors), "-error")
        if not self._composed:
            return  # the line comes with the row
        if self._error_line is None:
            self._error_line = Static(self._error_text(), classes="field-row--errors")
            self.mount(self._error_line)
        else:
            self._error_line.update(self._error_text())
        self._error_line.display = bool(errors)

    def _error_text(self) -> Content:
        # The mark says "error" where colours can't.
        return Content("\n".join(f"✗ {message}" for message in self._errors))

    def on_descendant_focus(self, event: events.DescendantFocus) -> None:
        if not self.field.description:
            return
        if self._help is None:
            self._help = Static(Content(self.field.description), classes="field-row--help")
            self.mount(self._help, after=self.control_widget)
        self._help.display = True

    def on_descendant_blur(self, event: events.DescendantBlur) -> None:
        if self._help is not None:
            self._help.display = False
        self.post_message(self.Left(self.field))


def label_of(field: Field) -> str:
    """Return a field's title with what else a person should know before they fill it in."""
    words = f"{field.title} *" if field.required else field.title
    for holds, word in ((field.read_only, "read only"), (field.deprecated, "deprecated")):
        if holds:
            words += f" ({word})"
    return words
