"""The validator of a schema: the jsonschema library, by the draft that the schema names.

Five things differ from the library's own: null is allowed where OpenAPI says `nullable: true`,
multiples are those of decimals and not of binary floats (`multiples`), patterns are matched within
a time limit (`guarded_regex`), what leads back to itself is given up (`check_limits`), and times
are checked as RFC 3339 has them. References to other documents are never fetched.

jsonschema costs 50 ms to import, so this module is imported when something is to be validated.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from datetime import date
from functools import cache
from typing import Any

from jsonschema import FormatChecker, validators
from jsonschema.exceptions import ValidationError
from jsonschema.validators import Draft201909Validator, Draft202012Validator, validator_for
from jsonschema_specifications import REGISTRY  # pyright: ignore[reportMissingTypeStubs]

from engine.form.schema.check_limits import check_time, following
from engine.form.schema.document import Document
from engine.form.schema.guarded_regex import TooSlow, matches
from engine.form.schema.multiples import is_multiple
from schemas.json_value import is_object

TOO_SLOW = "cannot be checked: the pattern takes too long"
FORBIDDEN = "is not allowed here"

Check = Callable[[Any, Any, Any, Any], Iterator[ValidationError] | None]
_TIME = re.compile(
    r"([01]\d|2[0-3]):[0-5]\d:([0-5]\d|60)(\.\d+)?(z|[+-]([01]\d|2[0-3]):[0-5]\d)", re.ASCII | re.I
)


def validator_of(document: Document) -> Any:
    """Return the validator for a whole document; any thread may use it."""
    root = document.root
    kind: Any = validator_for(root, default=_undeclared(document))
    # A schema that names its draft again inside a reference would bring the library's own class back.
    bare = {key: value for key, value in root.items() if key != "$schema"}
    return _guarded(kind)(bare, registry=REGISTRY, format_checker=_formats(kind))


def _undeclared(document: Document) -> Any:
    """The draft of a schema that names none: the newest, but for tuples as 2019-09 still spelt them."""
    return Draft201909Validator if document.has_listed_items else Draft202012Validator


@cache
def _guarded(kind: Any) -> Any:
    checks: Mapping[str, Check] = kind.VALIDATORS
    own = {
        **checks,
        "multipleOf": _multiple_of,
        "pattern": _pattern,
        "patternProperties": _pattern_properties,
        **({"propertyNames": _property_names} if "propertyNames" in checks else {}),
        **({name: _unevaluated(checks[name])} if (name := "unevaluatedProperties") in checks else {}),
        "additionalProperties": _additional_properties,
    }
    extend: Any = getattr(validators, "extend")  # noqa: B009 - its type is not known
    guarded = extend(kind, {name: _bounded(name, check) for name, check in own.items()})
    guarded.descend = _telling_where(guarded.descend)
    return guarded


def _telling_where(descend: Callable[..., Iterator[ValidationError]]) -> Any:
    """The library says of a part whose schema is `false` only that what it is part of is wrong."""

    def descended(
        validator: Any, instance: Any, schema: Any, path: Any = None, *rest: Any, **named: Any
    ) -> Iterator[ValidationError]:
        # Returned, not yielded on: a frame more at each level would halve how deep values may be nested.
        if schema is False and path is not None:
            return iter((_forbidden(path),))
        return descend(validator, instance, schema, path, *rest, **named)

    return descended


@cache
def _formats(kind: Any) -> FormatChecker:
    checker = FormatChecker(())
    checker.checkers = {**kind.FORMAT_CHECKER.checkers}
    checker.checks("date-time")(_is_date_time)
    checker.checks("time")(_is_time)
    return checker


def _bounded(keyword: str, check: Check) -> Check:
    def checked(validator: Any, value: Any, instance: Any, schema: Any) -> Iterator[ValidationError]:
        check_time()
        if instance is None and is_object(schema) and schema.get("nullable") is True:
            return
        yield from check(validator, value, instance, schema) or ()

    def followed(validator: Any, value: Any, instance: Any, schema: Any) -> Iterator[ValidationError]:
        with following(schema, instance):
            # All at once: a check that waits half done would look as if it were still going on.
            errors = list(checked(validator, value, instance, schema))
        yield from errors

    return followed if keyword in _REFERENCES else checked


_REFERENCES = ("$ref", "$dynamicRef", "$recursiveRef")


def _multiple_of(validator: Any, of: Any, instance: Any, schema: Any) -> Iterator[ValidationError]:
    if validator.is_type(instance, "number") and not is_multiple(instance, of):
        yield ValidationError("is not a multiple")


def _pattern(validator: Any, pattern: Any, instance: Any, schema: Any) -> Iterator[ValidationError]:
    if not isinstance(instance, str):
        return
    try:
        if not matches(pattern, instance):
            yield ValidationError(f"{instance!r} does not match {pattern!r}")
    except TooSlow:
        yield ValidationError(TOO_SLOW)


def _pattern_properties(
    validator: Any, patterns: Any, instance: Any, schema: Any
) -> Iterator[ValidationError]:
    if not is_object(instance):
        return
    for pattern, subschema in patterns.items():
        for key, value in instance.items():
            try:
                if matches(pattern, key):
                    yield from validator.descend(value, subschema, path=key, schema_path=pattern)
            except TooSlow:
                yield ValidationError(TOO_SLOW)


def _forbidden(key: str | int) -> ValidationError:
    return ValidationError(FORBIDDEN, path=(key,))


def _additional_properties(
    validator: Any, allowed: Any, instance: Any, schema: Any
) -> Iterator[ValidationError]:
    if not is_object(instance):
        return
    properties, patterns = schema.get("properties", {}), schema.get("patternProperties", {})
    try:
        extras = [
            key for key in instance if key not in properties and not any(matches(p, key) for p in patterns)
        ]
    except TooSlow:
        return  # which patternProperties tells
    for key in extras:
        if allowed is False:
            yield _forbidden(key)
        else:
            yield from validator.descend(instance[key], allowed, path=key)


def _property_names(validator: Any, names: Any, instance: Any, schema: Any) -> Iterator[ValidationError]:
    if is_object(instance):
        for key in instance:
            # The library does not say which key it is about.
            yield from validator.descend(key, names, path=key)


def _unevaluated(check: Check) -> Check:
    """The library's check, telling what is wrong at each property; it names them in one message."""

    def checked(validator: Any, value: Any, instance: Any, schema: Any) -> Iterator[ValidationError]:
        noting = _Noting(validator, value)
        errors = list(check(noting, value, instance, schema) or ())
        for error in errors:
            if not noting.errors:
                yield error
        for key, inner in noting.errors if errors else ():
            yield _forbidden(key) if value is False else inner

    return checked


class _Noting:
    """A validator that notes what it finds at the properties that it checks against one schema."""

    def __init__(self, validator: Any, schema: Any) -> None:
        self._validator = validator
        self._schema = schema
        self.errors: list[tuple[str, ValidationError]] = []

    def __getattr__(self, name: str) -> Any:
        return getattr(self._validator, name)

    def descend(self, instance: Any, schema: Any, path: Any = None, **rest: Any) -> Iterator[ValidationError]:
        for error in self._validator.descend(instance, schema, path=path, **rest):
            if schema is self._schema and isinstance(path, str):
                self.errors.append((path, error))
            yield error


def _is_time(text: object) -> bool:
    return not isinstance(text, str) or _TIME.fullmatch(text) is not None


def _is_date_time(text: object) -> bool:
    if not isinstance(text, str):
        return True
    if text[10:11] not in ("T", "t", " ") or not _is_time(text[11:]):
        return False
    try:
        date.fromisoformat(text[:10])
    except ValueError:
        return False
    return True
