"""A form that changes its shape while a person fills it in: what fits stays, the rest is kept."""

from collections.abc import Mapping, Sequence
from typing import Any

from engine.form.model import ABSENT, Absent, FormModel, same_json
from engine.form.paths import key_of
from schemas import messages


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
        form = FormModel(schema, draft=held)
        before = {field.name: field for field in model.fields}
        form.validate()
        placed: dict[str, Any] = {}
        for field in form.fields:
            name, key = field.name, key_of(field.name)
            same = name in before and before[name].schema == field.schema
            there = form.is_set(name)
            if same:
                continue
            misfit = form.has_errors_within(name) if there else True
            if not misfit and not self._is_placed(name, form.value(name)):
                continue
            instead = _first_fitting(form, name, self._kept.get(name, []))
            if isinstance(instead, Absent) and not misfit:
                continue
            if misfit and key in held.values:
                self._keep(name, held.values[key])
            if not isinstance(instead, Absent):
                form.set_value(name, instead)
                continue
            start = [given[key]] if key in given else []
            value = _first_fitting(form, name, [*start, *([field.default] if field.has_default else [])])
            if isinstance(value, Absent):
                form.clear(name)
            else:
                form.set_value(name, value)
                placed[name] = value
        self._placed |= placed
        return _touched_as(model, FormModel(schema, given, form.draft()))

    def _is_placed(self, name: str, value: Any) -> bool:
        """Whether a value is a default that was put in the place of one that is kept."""
        return name in self._placed and same_json(self._placed[name], value)

    def _keep(self, name: str, value: Any) -> None:
        others = [each for each in self._kept.get(name, []) if not same_json(each, value)]
        self._kept[name] = [value, *others]


def _first_fitting(form: FormModel, name: str, values: Sequence[Any]) -> Any:
    """The first of these values that the field takes beside what the form holds, or ABSENT."""
    present = messages.Draft(values=form.values())
    for value in values:
        trial = FormModel(form.schema, draft=present)
        trial.set_value(name, value)
        trial.validate()
        if not trial.has_errors_within(name):
            return value
    return ABSENT


def _touched_as(model: FormModel, form: FormModel) -> FormModel:
    tops = {field.name for field in form.fields}
    form.touched = {path for path in model.touched if path.partition("/")[0] in tops}
    return form
