"""A number between two bounds, on a track."""

from engine.form.field import Field
from tui.form.controls.control import Edits
from tui.widgets.slider import Slider


class NumberSlider(Slider):
    """Whole numbers for integers; delete unsets where the schema lets it."""

    def __init__(self, field: Field, edits: Edits) -> None:
        assert field.minimum is not None
        assert field.maximum is not None
        number = int if field.value_type == "integer" else float
        super().__init__(
            number(field.minimum),
            number(field.maximum),
            field.step,
            base=None if field.step is None else 0,  # multipleOf counts from zero
            clearable=not field.required,
        )
        self.field = field
        self.edits = edits
        self.set_reactive(Slider.value, self._held())

    def _held(self) -> int | float | None:
        value = self.edits.model.value(self.field.name)
        return value if isinstance(value, int | float) and not isinstance(value, bool) else None

    def show(self) -> None:
        self.value = self._held()

    def on_slider_changed(self, event: Slider.Changed) -> None:
        event.stop()
        if event.value is None:
            self.edits.take_nothing(self.field)
        else:
            self.edits.take_value(self.field, event.value)
