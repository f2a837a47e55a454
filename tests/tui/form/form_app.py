"""An app with nothing but a form, for Pilot."""

from typing import Any

from textual.app import App, ComposeResult
from textual.widget import Widget

from engine.form.model import FormModel
from schemas.documents.interaction import Navigation
from tui.form.field_row import FieldRow
from tui.form.renderer import SchemaFormRenderer


class FormApp(App[None]):
    """Shows one form and notes what it posts."""

    CSS = "SchemaFormRenderer { width: 55; height: 1fr; }"
    AUTO_FOCUS = None

    def __init__(
        self,
        schema: dict[str, Any],
        initial: dict[str, Any] | None = None,
        *,
        navigation: Navigation | None = None,
        **options: Any,
    ) -> None:
        super().__init__()
        self.model = FormModel(schema, initial, **options)
        self.form = SchemaFormRenderer(self.model, navigation=navigation)
        self.changes: list[str] = []

    def compose(self) -> ComposeResult:
        yield self.form

    def on_schema_form_renderer_changed(self, event: SchemaFormRenderer.Changed) -> None:
        self.changes.append(event.name)

    def row(self, name: str) -> FieldRow:
        return next(row for row in self.query(FieldRow) if row.field.name == name)

    def control(self, name: str) -> Widget:
        return self.row(name).control_widget

    def screen_text(self) -> str:
        strips = self.screen._compositor.render_strips()
        return "\n".join("".join(segment.text for segment in strip) for strip in strips)


def form_of(**properties: Any) -> dict[str, Any]:
    return {"type": "object", "properties": properties}
