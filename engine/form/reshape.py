"""A form that changes its shape while a person fills it in: what fits stays, the rest is kept."""

from collections.abc import Mapping
from typing import Any

from engine.form.field import Field
from engine.form.model import ABSENT, Absent, FormModel, same_json
from schemas.messages.session import Draft


class KeptValues:
    """Values that a form could not hold in its present shape, for when it can again.

    Values of fields that are gone stay in the form's own draft; here are those whose field is
    still there and takes other values now.
    """

    def __init__(self) -> None:
        self._kept: dict[str, list[Any]] = {}
        self._placed: dict[str, Any] = {}

    def reshaped(self, model: FormModel, schema: Mapping[str, Any], given: Mapping[str, Any]) -> FormModel:
        """The form for another schema, with what `model` holds as far as it fits.

        Fields that get nothing from it start with what is `given`, else with their default. A
        value that was wrong before, for a field that did not change, stays for the person to
        correct. ValueError for a schema that makes no form.
        """
        held = model.draft()
        fresh = FormModel(schema, given)
        form = FormModel(schema, draft=held)
        before = {field.name: field for field in model.fields}
        wrong = form.validate()
        placed: dict[str, Any] = {}
        for field in form.fields:
            name = field.name
            same = name in before and before[name].schema == field.schema
            there = name in held.values or name in held.unparsed
            if same:
                continue
            misfit = name in wrong if there else True
            if not misfit and not self._is_placed(name, form.value(name)):
                continue
            instead = self._fitting(form, field)
            if isinstance(instead, Absent) and not misfit:
                continue
            if misfit and name in held.values:
                self._keep(name, held.values[name])
            value = fresh.value(name) if isinstance(instead, Absent) else instead
            if isinstance(value, Absent):
                form.clear(name)
            else:
                form.set_value(name, value)
                if isinstance(instead, Absent):
                    placed[name] = value
        self._placed |= placed
        return _touched_as(model, FormModel(schema, given, form.draft()))

    def _is_placed(self, name: str, value: Any) -> bool:
        """Whether a value is a default that was put in the place of one that is kept."""
        return name in self._placed and same_json(self._placed[name], value)

    def _keep(self, name: str, value: Any) -> None:
        others = [each for each in self._kept.get(name, []) if not same_json(each, value)]
        self._kept[name] = [value, *others]

    def _fitting(self, form: FormModel, field: Field) -> Any:
        """The last kept value that the field takes now, or ABSENT."""
        present = Draft(values=form.values())
        for value in self._kept.get(field.name, []):
            trial = FormModel(form.schema, draft=present)
            trial.set_value(field.name, value)
            if field.name not in trial.validate():
                return value
        return ABSENT


def _touched_as(model: FormModel, form: FormModel) -> FormModel:
    form.touched = model.touched & {field.name for field in form.fields}
    return form
