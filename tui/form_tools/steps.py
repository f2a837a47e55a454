"""How the values of a form are changed as a whole, so that it is one step to be undone."""

from collections.abc import Callable
from typing import Any, Protocol

from engine.form.absent import ABSENT
from engine.form.model import FormModel
from engine.form.same_json import same_json
from tui.form.renderer import SchemaFormRenderer

Change = Callable[[FormModel], object]
"""Edits the model."""


class Steps(Protocol):
    """What a screen does with changes to its form that no control made."""

    def edit(self, change: Change) -> bool:
        """Change the form and draw it; whether anything is different now. `settle` ends the step."""
        ...

    async def settle(self, name: str) -> None:
        """What was edited since is one step, which is called `name`."""
        ...

    async def step(self, change: Change, name: str) -> bool:
        """Change the form in a step of its own; whether anything is different now."""
        ...


class FormSteps:
    """For a form that keeps its own steps. `told` is called after each change."""

    def __init__(self, form: SchemaFormRenderer, told: Callable[[], None]) -> None:
        self._form = form
        self._told = told

    def edit(self, change: Change) -> bool:
        model = self._form.model
        revision = model.revision
        change(model)
        if model.revision == revision:
            return False
        self._form.show_changed({"", *self._form.shown_paths})
        self._told()
        return True

    async def settle(self, name: str) -> None:
        pass

    async def step(self, change: Change, name: str) -> bool:
        return self.edit(change)


def putting(value: Any, shown: Any) -> Change:
    """The change that makes what the form shows, `shown`, to be `value`; what it holds beside that stays.

    Beside it are the values of hidden fields, say.
    """

    def change(model: FormModel) -> None:
        if (value is ABSENT) == (shown is ABSENT) and same_json(value, shown):
            return
        if value is ABSENT:
            model.clear("")
        else:
            model.set_value("", beside(model.value(""), shown, value))

    return change


def beside(held: Any, shown: Any, value: Any) -> Any:
    """Return `value` with what `held` has and `shown` has not, by the keys of objects."""
    if isinstance(held, dict) and isinstance(shown, dict) and isinstance(value, dict):
        kept = {key: inner for key, inner in held.items() if key not in shown and key not in value}
        return {key: beside(held.get(key), shown.get(key), inner) for key, inner in value.items()} | kept
    return held if same_json(shown, value) else value
