"""What a form consists of, and what an edit makes of its state."""

from collections.abc import Mapping
from dataclasses import replace
from functools import cached_property
from typing import Any

from engine.form.absent import ABSENT
from engine.form.edits import Edits
from engine.form.field import Field
from engine.form.levels import Levels
from engine.form.nodes.starting import starting
from engine.form.nodes.tree import Tree
from engine.form.paths import join
from engine.form.problems import Chosen, Errors, Problem, by_path
from engine.form.schema.document import Document
from engine.form.schema.effective import Reader
from engine.form.state import State
from engine.form.submission import Submission
from schemas.json_value import is_object


class Structure:
    """What the model needs to know about its fields; the states are the model's.

    `whole` keeps what the schema does not name in the submission.
    """

    def __init__(self, document: Document, context: Mapping[str, Any], given: Any, *, whole: bool) -> None:
        self._whole = whole
        self.tree = Tree(Reader(document))
        self.edits = Edits(self.tree)
        first = self.initial(given)
        self._levels = Levels(self.tree, first, context)
        self._submission = Submission(self.tree, self._levels, first)

    def initial(self, given: Any) -> State:
        """What is given, as it is if that is the whole, else over what the schema starts with."""
        if self._whole:
            return State(given)
        begun = starting(self.tree.reader, self.tree.reader.document.root, required=True)
        if is_object(given) and (is_object(begun.value) or given):
            values = {**begun.value, **given} if is_object(begun.value) else dict(given)
            for key in given:
                begun = begun.forget(join("", key))
            return replace(begun, value=values)
        return State({}) if begun.value is ABSENT and self._root_is_object else begun

    @cached_property
    def _root_is_object(self) -> bool:
        return self.tree.view(State(), "").field.kind in ("object", "map")

    def fields(self, state: State) -> tuple[Field, ...]:
        return self.tree.children(state, "")

    def field(self, state: State, path: str) -> Field:
        return self.tree.view(state, path).field

    def children(self, state: State, path: str) -> tuple[Field, ...]:
        return self.tree.children(state, path)

    def reshaped(self, state: State, path: str | None) -> frozenset[str]:
        return self.tree.reshaped(state, path)

    def visible(self, state: State, path: str) -> bool:
        return self._levels.visible(state, path)

    def toggled(self, before: State, after: State) -> frozenset[str]:
        return self._levels.toggled(before, after)

    def submission(self, state: State) -> tuple[Any, frozenset[str]]:
        value, hidden = self._submission.of(state)
        view = self.tree.view(state, "")
        if not self._whole and is_object(value) and view.field.kind == "object" and not view.field.open:
            known: Any = view.effective.flat.get("properties")
            value = {key: inner for key, inner in value.items() if key in known}
        return value, hidden

    def set_value(self, state: State, path: str, value: Any) -> State:
        return self.edits.set_value(state, path, value)

    def set_text(self, state: State, path: str, text: str) -> State:
        return self.edits.set_text(state, path, text, self.field(state, path))

    def clear(self, state: State, path: str) -> State:
        return self.edits.clear(state, path)

    def restore(self, state: State, path: str, part: State) -> State:
        return self.edits.restore(state, path, part)

    def chosen(self) -> Chosen:
        return {
            view.spot.path: frozenset(id(s.branches[s.chosen].schema) for s in view.effective.switches)
            for view in list(self.tree.known())
            if view.effective.switches
        }

    def errors(self, problems: tuple[Problem, ...]) -> Errors:
        return by_path(problems)
