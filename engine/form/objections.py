"""What others say against values of a form, such as a provider that refused them.

Unlike an error an objection does not make the form invalid: what was refused once may be taken the
next time.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from engine.form.absent import ABSENT
from engine.form.json_at import value_at
from engine.form.paths import keys_of
from engine.form.same_json import same_json


class Objections:
    """Each stands for as long as its field holds the value that was objected to."""

    def __init__(self) -> None:
        self._said: list[tuple[str, str, Any]] = []

    def take(self, said: Iterable[tuple[str, str]], sent: Mapping[str, Any]) -> None:
        """Take these (path and message) in place of those before; `sent` are the values they are about."""
        self._said = [(path, message, value_at(sent, keys_of(path))) for path, message in said]

    def standing(self, held: Any) -> list[tuple[str, str]]:
        """Paths and messages of those whose value `held`, the form's whole value, still has."""
        return [
            (path, message)
            for path, message, value in self._said
            if _same(value_at(held, keys_of(path)), value)
        ]


def _same(one: Any, other: Any) -> bool:
    return one is other if one is ABSENT or other is ABSENT else same_json(one, other)
