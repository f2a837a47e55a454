"""What the form makes of a shape, beside what the jsonschema library says."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from jsonschema.validators import Draft202012Validator, validator_for

from engine.form.absent import ABSENT
from engine.form.field import WITH_PARTS
from engine.form.model import FormModel, same_json
from engine.form.paths import pointer
from engine.form.survey import survey
from tests.engine.form.shapes.piece import Shape

_TYPED = frozenset({"text", "textarea", "number", "integer", "date", "time", "datetime", "json"})


@dataclass(frozen=True)
class Served:
    """`loaded`: every sample is submitted as it was given; `valid`: both say that it is valid.

    `agreed`: both say the same of spoilt samples. `retyped`: what the fields show, entered again
    as text, is the sample still. `json` and `fallback` as in `Shape`, as found.
    """

    loaded: bool
    valid: bool
    agreed: bool
    retyped: bool
    json: frozenset[str]
    fallback: frozenset[str]
    unsupported: frozenset[str]


def serve(shape: Shape) -> Served:
    """Load every sample of a shape, and the form without data."""
    library = validator_for(shape.schema, default=Draft202012Validator)
    library.check_schema(shape.schema)
    checker = library(shape.schema, format_checker=library.FORMAT_CHECKER)
    loaded = valid = agreed = retyped = True
    empty = FormModel(shape.schema)
    begun = survey(empty)
    fields, unsupported = [*begun.fields], {*begun.unsupported}
    for sample in shape.samples:
        model = FormModel(shape.schema, data=sample)
        found = survey(model)
        fields += found.fields
        unsupported |= {*found.unsupported}
        loaded = loaded and same_json(model.submission(), sample) and not model.dirty
        valid = valid and not model.validate() and checker.is_valid(sample)
        retyped = retyped and _retyped(model, sample)
        for spoilt in _spoilt(sample):
            other = FormModel(shape.schema, data=spoilt)
            agreed = agreed and bool(other.validate()) is not checker.is_valid(spoilt)
    return Served(
        loaded=loaded,
        valid=valid,
        agreed=agreed,
        retyped=retyped,
        json=frozenset(pointer(each.name) for each in fields if each.kind == "json" and not each.reason),
        fallback=frozenset(pointer(each.name) for each in fields if each.kind == "json" and each.reason),
        unsupported=frozenset(unsupported),
    )


def _retyped(model: FormModel, sample: Any) -> bool:
    """Whether entering what each field shows changes nothing."""
    for field in survey(model).fields:
        path = field.name
        if not model.is_set(path) or field.kind in WITH_PARTS:
            continue
        if field.kind in _TYPED and model.value(path) is not None:
            model.set_text(path, model.text(path))
        elif (value := model.value(path)) is not ABSENT:
            model.set_value(path, value)
    return same_json(model.submission(), sample)


def _spoilt(sample: Any) -> Iterator[Any]:
    """Samples with one part missing, and with one of another type."""
    if isinstance(sample, dict) and sample:
        first, last = next(iter(sample)), list(sample)[-1]
        yield {key: value for key, value in sample.items() if key != first}
        wrong: Any = [] if not isinstance(sample[last], list) else {"x": 1}
        yield {**sample, last: wrong}
    else:
        yield {"x": [None]}
