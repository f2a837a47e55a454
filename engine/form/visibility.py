"""Which fields are shown: `visible_when`, evaluated only when something it reads changed."""

import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from engine.form.field import Field
from engine.form.same_json import same_json

_NAME = re.compile(r"[^\W\d]\w*")


class Visibility:
    """Knows for each field whether it is shown.

    The fields are those of one object: the form, or one inside it. An expression sees the
    values of the shown fields beside it over `context`; a hidden field is not submitted, so
    for others it is not there either. Fields that hide each other in a circle see each
    other's values. An expression that fails while it runs shows its field: hiding it would
    also hide the mistake.

    ValueError, naming the field, for an expression that cannot be compiled.
    """

    def __init__(self, fields: Sequence[Field], context: Mapping[str, Any]) -> None:
        self._context = context
        self._rules: dict[str, _Rule] = {}
        names = {field.name for field in fields}
        for field in fields:
            if field.visible_when is not None:
                self._rules[field.name] = _Rule(field.name, field.visible_when, names)
        self._hidden: frozenset[str] = frozenset()

    @property
    def hidden(self) -> frozenset[str]:
        """Names of the hidden fields, as of the last `update`."""
        return self._hidden

    @property
    def has_rules(self) -> bool:
        return bool(self._rules)

    def update(self, values: Mapping[str, Any], context: Mapping[str, Any] | None = None) -> frozenset[str]:
        """Evaluate what changed; return the names of fields whose visibility did.

        `context` takes the place of what was given at first.
        """
        if not self._rules:
            return frozenset()
        if context is not None:
            self._context = context
        decided: dict[str, bool] = {}
        for name in self._rules:
            self._decide(name, values, decided)
        hidden = frozenset(name for name, shown in decided.items() if not shown)
        changed = hidden ^ self._hidden
        self._hidden = hidden
        return changed

    def _decide(self, name: str, values: Mapping[str, Any], decided: dict[str, bool]) -> bool:
        rule = self._rules.get(name)
        if rule is None:
            return True
        if name not in decided:
            decided[name] = True  # what a circle finds
            seen = {
                key: values[key]
                for key in rule.inputs
                if key in values and self._decide(key, values, decided)
            }
            decided[name] = rule.shown(seen, self._context)
        return decided[name]


class _Rule:
    """One compiled expression with what it said for the last inputs."""

    def __init__(self, name: str, source: str, names: set[str]) -> None:
        # Jinja2 costs start-up time; most forms have no expressions.
        from engine.templates.sandbox import MissingName, compile_expression  # noqa: PLC0415

        try:
            self._evaluate: Callable[[Mapping[str, Any]], Any] = compile_expression(source)
        except ValueError as error:
            raise ValueError(f"visible_when of {name!r}: {error}") from None
        self._failures = (MissingName, ValueError, ArithmeticError, LookupError, TypeError)
        self._words = frozenset(_NAME.findall(source))
        # Every word in the source that is a field's name, also one inside a string: too many
        # inputs cost an evaluation, too few would miss a change.
        self.inputs = tuple(sorted(names.intersection(self._words) - {name}))
        self._last: tuple[dict[str, Any], bool] | None = None

    def shown(self, seen: dict[str, Any], context: Mapping[str, Any]) -> bool:
        seen = {word: context[word] for word in self._words if word in context} | seen
        if self._last is not None and same_json(self._last[0], seen):
            return self._last[1]
        try:
            shown = bool(self._evaluate(seen))
        except self._failures:
            shown = True
        self._last = (seen, shown)
        return shown


def compiles(source: str) -> bool:
    """Whether an expression can be compiled."""
    try:
        _Rule("", source, set())
    except ValueError:
        return False
    return True
