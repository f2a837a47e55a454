"""Turns Pydantic's errors into problems that an author can act on.

Pydantic reports a union as one group of errors for each member, with the member's name
inside the location. Here the member that fits the value best speaks; if none fits, one
problem names all that would.
"""

from collections.abc import Iterable
from typing import Any

from pydantic import BaseModel, ValidationError

from engine.documents.findings import Findings, shown
from engine.documents.place import Keys, Place
from engine.model_shape import keys_at
from engine.spelling import nearest
from schemas.frozen import frozen
from schemas.json_value import is_list, is_object, kind_of

_TYPES = {
    "string_type": "a text",
    "int_type": "a whole number",
    "int_from_float": "a whole number",
    "float_type": "a number",
    "bool_type": "true or false",
    "dict_type": "an object",
    "model_type": "an object",
    "model_attributes_type": "an object",
    "list_type": "a list",
    "none_required": "null",
}
_BOUNDS = {
    "greater_than_equal": ("at least", "ge"),
    "greater_than": ("more than", "gt"),
    "less_than_equal": ("at most", "le"),
    "less_than": ("less than", "lt"),
}
_PATTERNS = {
    "^[a-z]$": "one letter from a to z",
    "^[A-Z][A-Z0-9_]{0,63}$": "capital letters, digits and _, starting with a letter, at most 64",
    "^[A-Za-z_][A-Za-z0-9_-]{0,63}$": "letters, digits, _ and -, starting with a letter or _, at most 64",
}


@frozen
class _Error:
    """One Pydantic error: the address in the data, and union members still to be chosen among.

    `members` are (length of the address at which the union stands, member's name).
    """

    kind: str
    keys: Keys
    members: tuple[tuple[int, str], ...]
    detail: Any


def is_template(value: Any) -> bool:
    """Whether a text is only known once its template has been rendered."""
    return isinstance(value, str) and ("{{" in value or "{%" in value)


def check(
    model: type[BaseModel], data: Any, place: Place, findings: Findings, *, templates: bool = False
) -> BaseModel | None:
    """Validate `data` strictly, report what is wrong, return the model if nothing was.

    With `templates` a text with `{{` may stand for a value of any type.
    """
    try:
        return model.model_validate(data, strict=True, by_alias=True, by_name=False)
    except ValidationError as error:
        report(error, data, place, findings, model=model, templates=templates)
        return None


def report(
    error: ValidationError,
    data: Any,
    place: Place,
    findings: Findings,
    *,
    model: type[BaseModel],
    templates: bool = False,
) -> None:
    """Add a problem for everything that `error` says about `data`, which stands at `place`."""
    errors = [
        _read(detail, data)
        for detail in error.errors(include_url=False)
        if not (templates and is_template(detail["input"]))
    ]
    for found in _chosen(errors):
        _add(found, place, findings, model)


def _read(detail: Any, data: Any) -> _Error:
    """Split a location into the address in the data and the names of union members."""
    keys: list[str | int] = []
    members: list[tuple[int, str]] = []
    location = tuple(part for part in detail["loc"] if part != "[key]")
    for at, part in enumerate(location):
        inside = _inside(data, part)
        if inside:
            (data,) = inside
            keys.append(part)
        elif at == len(location) - 1 and detail["type"] == "missing":
            keys.append(part)
        else:
            members.append((len(keys), str(part)))
    return _Error(detail["type"], tuple(keys), tuple(members), detail)


def _inside(data: Any, key: str | int) -> tuple[Any, ...]:
    """The one value that `data` has at `key`, or nothing."""
    if is_list(data):
        return (data[key],) if isinstance(key, int) and key < len(data) else ()
    return (data[key],) if is_object(data) and isinstance(key, str) and key in data else ()


def _chosen(errors: Iterable[_Error]) -> list[_Error]:
    """The errors to report: those outside unions, and those of each union's best member."""
    plain: list[_Error] = []
    unions: dict[Keys, dict[str, list[_Error]]] = {}
    for error in errors:
        if not error.members:
            plain.append(error)
            continue
        length, member = error.members[0]
        rest = _Error(error.kind, error.keys, error.members[1:], error.detail)
        unions.setdefault(error.keys[:length], {}).setdefault(member, []).append(rest)
    for keys, by_member in unions.items():
        fitting = [group for group in by_member.values() if not any(_misfit(e, keys) for e in group)]
        if fitting:
            plain += _chosen(min(fitting, key=len))
        else:
            firsts = [group[0] for group in by_member.values()]
            expected = " or ".join(dict.fromkeys(_TYPES.get(e.kind, str(e.detail["msg"])) for e in firsts))
            plain.append(_Error("union", keys, (), {**firsts[0].detail, "expected": expected}))
    return plain


def _misfit(error: _Error, keys: Keys) -> bool:
    return error.keys == keys and error.kind in _TYPES


def _add(error: _Error, place: Place, findings: Findings, model: type[BaseModel]) -> None:
    value, context = error.detail["input"], error.detail.get("ctx", {})
    at = place.at(*error.keys)
    found = shown(value)
    match error.kind:
        case "extra_forbidden":
            name = str(error.keys[-1])
            known = keys_at(model, error.keys[:-1])
            close = nearest(name, known)
            expected = "" if close else ", ".join(known)
            findings.problem(at, "unknown key", found=shown(name), expected=expected, nearest=close)
        case "missing":
            findings.problem(place.at(*error.keys[:-1]), f'the key "{error.keys[-1]}" is missing')
        case "literal_error":
            choices = str(context.get("expected", "")).replace("'", "")
            known = choices.replace(" or ", ", ").split(", ")
            close = nearest(value, known) if isinstance(value, str) else ""
            findings.problem(
                at, "not one of the possible values", found=found, expected=choices, nearest=close
            )
        case "union":
            expected = error.detail["expected"]
            findings.problem(at, "wrong type", found=_with_kind(value), expected=expected)
        case kind if kind in _TYPES:
            findings.problem(at, "wrong type", found=_with_kind(value), expected=_TYPES[kind])
        case kind if kind in _BOUNDS:
            words, key = _BOUNDS[kind]
            findings.problem(at, "out of range", found=found, expected=f"{words} {context[key]:g}")
        case "string_pattern_mismatch":
            pattern = str(context["pattern"])
            expected = _PATTERNS.get(pattern, f"a text that matches {pattern}")
            findings.problem(at, "not a valid name or value", found=found, expected=expected)
        case "string_too_short" | "too_short":
            findings.problem(at, "must not be empty", found=found)
        case _:
            # What a check of our own says needs no "Value error, " before it.
            findings.problem(at, str(error.detail["msg"]).removeprefix("Value error, "), found=found)


def _with_kind(value: Any) -> str:
    plain = isinstance(value, str | int | float) and not isinstance(value, bool)
    return f"{kind_of(value)}: {shown(value)}" if plain else shown(value)
