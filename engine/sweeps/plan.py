"""Every combination of a sweep's axes: the cells of its matrix."""

import itertools
import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import field
from typing import Any, Literal

from engine.form.by_text import field_named, set_by_text
from engine.form.model import FormModel
from engine.form.paths import is_within
from engine.sweeps.values import alternatives, values_in
from schemas.frozen import frozen
from schemas.messages.session import Draft

MOST_CELLS = 2000

AxisKind = Literal["field", "alternatives", "provider", "repeat"]


@frozen
class Axis:
    """What varies along one side of the matrix, with a label for each place on it.

    `values` are what goes into the field at `name`; of `provider` they are names of providers, of
    `repeat` numbers from 1 on.
    """

    kind: AxisKind
    name: str
    title: str
    labels: tuple[str, ...]
    values: tuple[Any, ...]


@frozen
class Cell:
    """One execution to be: its place on each axis, the form's values for it, and who answers."""

    at: tuple[int, ...]
    values: Mapping[str, Any]
    provider: str | None = None
    errors: tuple[str, ...] = ()
    """What is wrong with the values; such a cell is not run."""


@frozen
class Plan:
    """A sweep before it starts. `count` is the number of its cells."""

    axes: tuple[Axis, ...]
    cells: tuple[Cell, ...] = field(default=())

    @property
    def count(self) -> int:
        return math.prod(len(axis.values) for axis in self.axes)


def field_axis(form: FormModel, name: str, text: str) -> Axis:
    """An axis of a field's values: a list or a range. ValueError for no such field, or no value."""
    of = field_named(form, name)
    texts = values_in(text)
    trial = FormModel(form.schema, draft=form.draft())
    values: list[Any] = []
    for each in texts:
        set_by_text(trial, of.name, each)
        if of.name in trial.draft().unparsed:
            raise ValueError(f"{of.title}: “{each[:80]}” is no value of this field")
        values.append(trial.value(of.name))
    return Axis("field", of.name, of.title, tuple(texts), tuple(values))


def alternatives_axis(form: FormModel, name: str) -> Axis:
    """An axis of the readings of a field's text, whose `{a|b}` stands for either. ValueError as above."""
    of = field_named(form, name)
    readings = alternatives(form.text(of.name))
    if len(readings) < 2:
        raise ValueError(f"{of.title} has no {{a|b}} in it")
    return Axis("alternatives", of.name, of.title, tuple(readings), tuple(readings))


def provider_axis(names: Sequence[str]) -> Axis:
    """An axis of who answers. ValueError for none."""
    if not names:
        raise ValueError("name at least one provider")
    return Axis("provider", "", "Provider", tuple(names), tuple(names))


def repeat_axis(count: int) -> Axis:
    """An axis of candidates: the same again and again. ValueError for a count that is not 1 or more."""
    if not 1 <= count <= MOST_CELLS:
        raise ValueError(f"how often must be from 1 to {MOST_CELLS}")
    numbers = tuple(range(1, count + 1))
    return Axis("repeat", "", "Candidate", tuple(map(str, numbers)), numbers)


def plan(form: FormModel, axes: Sequence[Axis]) -> Plan:
    """Combine the axes over what the form holds. ValueError for too many cells, or an axis twice."""
    made = Plan(tuple(axes))
    if made.count > MOST_CELLS:
        raise ValueError(f"these are {made.count} runs; the most is {MOST_CELLS}")
    names = [(axis.kind in ("field", "alternatives"), axis.name) for axis in axes if axis.kind != "repeat"]
    if len(set(names)) < len(names) or sum(axis.kind == "repeat" for axis in axes) > 1:
        raise ValueError("the same field, or who answers, varies along two axes")
    return Plan(made.axes, tuple(_cells(form, axes)))


def left_alone(form: FormModel, errors: Mapping[str, Sequence[str]], names: Iterable[str]) -> list[str]:
    """What is wrong with fields that no axis fills; `names` are those of the axes' fields.

    Every run would be refused for it. ValueError for a field that the form does not have.
    """
    filled = [field_named(form, name).name for name in names]
    return [
        f"{path or 'the form'}: {message}"
        for path, messages in errors.items()
        if not any(is_within(path, name) for name in filled)
        for message in messages
    ]


def _cells(form: FormModel, axes: Sequence[Axis]) -> Iterator[Cell]:
    base = form.draft()
    own = {axis.name for axis in axes if axis.kind in ("field", "alternatives")}
    for at in itertools.product(*(range(len(axis.values)) for axis in axes)):
        cell = FormModel(form.schema, draft=Draft.model_validate(base.model_dump()))
        provider: str | None = None
        for axis, place in zip(axes, at, strict=True):
            if axis.kind == "provider":
                provider = axis.values[place]
            elif axis.kind != "repeat":
                cell.set_value(axis.name, axis.values[place])
        errors: Mapping[str, Sequence[str]] = cell.validate() if own else {}
        wrong = [
            f"{path}: {message}"
            for path, messages in errors.items()
            if any(is_within(path, name) for name in own)
            for message in messages
        ]
        yield Cell(at, cell.submission(), provider, tuple(wrong))
