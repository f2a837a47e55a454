"""Which branch of a union a value belongs to."""

from collections.abc import Mapping, Sequence
from typing import Any

from engine.form.absent import ABSENT
from engine.form.same_json import same_json
from engine.form.schema.flat import Flat
from engine.form.schema.unions import Branch, fixed_value
from engine.form.schema.value_type import may_be
from engine.form.schema.verdicts import Verdicts
from schemas.json_value import is_list, is_object

_WRONG, _TOLD, _MISSING, _KNOWN, _UNKNOWN = -1000, 50, -5, 2, -1


def best_branch(branches: Sequence[Branch], merged: Sequence[Flat], value: Any, verdicts: Verdicts) -> int:
    """Return the number of the branch that fits the value best; 0 where there is no value.

    `merged` are the branches with what holds for all of them. A branch that the value is valid
    by comes before all others; constants that tell branches apart come next.
    """
    if value is ABSENT:
        return 0
    marks = [_mark(flat, value) for flat in merged]
    order = sorted(range(len(branches)), key=lambda at: -marks[at])
    likely = [at for at in order if marks[at] > _WRONG // 2]
    if len(likely) > 1:
        valid = next((at for at in likely if verdicts.fits(value, branches[at].schema)), None)
        if valid is not None:
            return valid
    return order[0]


def _mark(flat: Flat, value: Any) -> int:
    if not may_be(flat, value):
        return 2 * _WRONG
    mark = 0
    named = [flat.get("const")] if "const" in flat.keywords else flat.get("enum")
    if is_list(named):
        mark += _TOLD if any(same_json(value, each) for each in named) else _WRONG
    if is_object(value):
        properties = flat.get("properties")
        known: Mapping[str, Any] = properties if is_object(properties) else {}
        for name, schema in known.items():
            fixed = fixed_value(schema)
            if fixed is not None and name in value:
                mark += _TOLD if same_json(value[name], fixed) else _WRONG
        mark += sum(_KNOWN if name in known else _UNKNOWN for name in value)
        required = flat.get("required")
        if is_list(required):
            mark += _MISSING * sum(1 for name in required if name not in value)
    return mark
