"""What a control is to the form around it."""

from typing import Protocol, runtime_checkable

from engine.form.field import Field
from engine.form.model import FormModel


class Edits(Protocol):
    """Takes what a person does in a control. Called once per edit, so it must be cheap."""

    @property
    def model(self) -> FormModel: ...

    def take_text(self, field: Field, text: str) -> None:
        """The control holds `text` now; the same text again is no edit."""
        ...

    def take_value(self, field: Field, value: object) -> None:
        """A value was chosen; None is null."""
        ...

    def take_nothing(self, field: Field) -> None:
        """The value was removed."""
        ...

    def take_shape(self, field: Field, shape: int, union: int) -> None:
        """Another shape of the field's union was chosen."""
        ...


@runtime_checkable
class Control(Protocol):
    """A widget that edits one field."""

    field: Field

    def show(self) -> None:
        """Draw what the model holds; posts no edit."""
        ...
