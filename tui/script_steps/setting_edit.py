"""Asks for the value of one setting, in the control that its JSON Schema means."""

from collections.abc import Mapping
from typing import Any, ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Static

from engine.form.absent import ABSENT
from engine.form.model import FormModel
from schemas.messages.step_settings import SettingView
from tui.form.renderer import SchemaFormRenderer
from tui.script_steps.setting_lines import setting_title
from tui.widgets.key_footer import KeyFooter

_FIELD = "value"


class EditSetting(ModalScreen[list[Any] | None]):
    """Ends with a list of the one value, or None. `where` says for what it will hold."""

    DEFAULT_CSS = """
    EditSetting {
        align: center middle;
        & > Vertical {
            width: 84; max-width: 98%; height: auto; max-height: 94%; padding: 1 2;
            border: round $accent; background: $surface;
        }
        & SchemaFormRenderer { height: auto; max-height: 20; margin-top: 1; }
        &.-low SchemaFormRenderer { max-height: 12; }
    }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+s", "take", "Take it", priority=True),
        Binding("escape", "close", "Back"),
    ]

    def __init__(self, setting: SettingView, where: str) -> None:
        super().__init__()
        self._title = f"{setting_title(setting)}, for {where}"
        shape = edited_shape(setting)
        initial = {} if setting.value is None else {_FIELD: setting.value}
        schema = {"type": "object", "properties": {_FIELD: shape}, "required": [_FIELD]}
        self._model = FormModel(schema, data=initial)

    def compose(self) -> ComposeResult:
        with Vertical():
            yield Static(Content.assemble((self._title, "bold"), "  ^s takes it"))
            yield SchemaFormRenderer(self._model, id="setting")
        yield KeyFooter()

    def on_mount(self) -> None:
        self.query_one(SchemaFormRenderer).focus_field(_FIELD)

    def action_take(self) -> None:
        """End with the value; one that is not valid says why and stays."""
        value = self._model.value(_FIELD)
        if self.query_one(SchemaFormRenderer).show_errors() or value is ABSENT:
            return
        self.dismiss([value])

    def action_close(self) -> None:
        self.dismiss(None)


def edited_shape(setting: SettingView) -> dict[str, Any]:
    """The schema of the field: without null, which resetting says, and fit for the value that is there."""
    shape: dict[str, Any] = {key: value for key, value in setting.shape.items() if key != "default"}
    options = [each for each in shape.pop("anyOf", []) if isinstance(each, Mapping)]
    plain = [each for each in options if each.get("type") != "null"]
    if len(plain) == 1:
        shape |= plain[0]
    elif plain:
        shape["anyOf"] = [dict(each) for each in plain]
    kind = shape.get("type")
    value = setting.value
    if kind is None and "anyOf" not in shape and "enum" not in shape and isinstance(value, str | None):
        shape["type"] = kind = "string"
    ux = dict(shape.get("_ux") or {})
    if kind == "string" and "enum" not in shape and len(value or "") > 60:
        ux = {**ux, "input_type": "textarea"}
    if kind in ("number", "integer"):
        ux = {**ux, "input_type": "number"}
    return {**shape, "_ux": {**ux, "width": "full"}} if ux else shape
