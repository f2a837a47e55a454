"""What a form submits: its values without what is hidden, or belongs to a shape that is not chosen.

The keys of an object that was edited come in the order of the data and the schema.
"""

from functools import cached_property
from typing import Any

from engine.form.field import WITH_PARTS
from engine.form.json_at import value_at
from engine.form.key_order import containers, in_order
from engine.form.levels import Levels
from engine.form.nodes.tree import Tree, View
from engine.form.paths import join, keys_of
from engine.form.same_json import same_json
from engine.form.state import State
from schemas.json_value import is_list, is_object

_PRUNING = frozenset({"visible_when", "if", "dependencies", "dependentSchemas", "oneOf", "anyOf"})


class Submission:
    """Prunes states of one form. Data that the form was given is left alone where nobody touched it."""

    def __init__(self, tree: Tree, levels: Levels, given: State) -> None:
        self._tree = tree
        self._levels = levels
        self._given = given
        # Apart from the form's own, whose fields would be made anew with each change of state.
        self._tree_of_given = Tree(tree.reader)
        self._needed = not _PRUNING.isdisjoint(tree.reader.document.keywords)

    def of(self, state: State) -> tuple[Any, frozenset[str]]:
        """Return the value to submit (or ABSENT), and the paths of what is hidden."""
        if not self._needed and state.value is self._given.value:
            return state.value, frozenset()
        hidden: set[str] = set()
        return self._pruned(state, "", state.value, hidden), frozenset(hidden)

    def _pruned(self, state: State, path: str, value: Any, hidden: set[str]) -> Any:
        untouched = id(value) in self._as_given
        if untouched and not self._needed:
            return value
        if is_list(value):
            if not self._known(state, path):
                return value
            items = [self._pruned(state, join(path, at), item, hidden) for at, item in enumerate(value)]
            return value if all(map(_is, items, value)) else items
        if not is_object(value) or not self._known(state, path):
            return value
        gone = self._levels.hidden(state, path)
        hidden.update(join(path, key) for key in gone)
        dropped = gone | self._inactive(state, path)
        kept = {
            key: self._pruned(state, join(path, key), inner, hidden)
            for key, inner in value.items()
            if key not in dropped
        }
        if len(kept) == len(value) and all(kept[key] is value[key] for key in kept):
            kept = value
        return kept if untouched else self._ordered(state, path, kept)

    def _ordered(self, state: State, path: str, value: Any) -> Any:
        before = value_at(self._given.value, keys_of(path))
        known = self._tree.property_names(self._tree.view(state, path).effective.flat)
        return in_order(value, before if is_object(before) else (), known)

    @cached_property
    def _as_given(self) -> dict[int, Any]:
        """The parts of the data by identity: values are replaced, so these were not touched."""
        return containers(self._given.value)

    def _known(self, state: State, path: str) -> bool:
        return self._tree.view(state, path).field.kind in WITH_PARTS

    def _inactive(self, state: State, path: str) -> frozenset[str]:
        """The keys that only another shape or another outcome of a condition would have.

        Those that the form was given, and that were as inactive then, are data that the schema
        does not name: they stay.
        """
        now = self._inactive_keys(state, path)
        if not now:
            return now
        try:
            before = self._tree_of_given.view(self._given, path)
        except KeyError:
            return now
        if not is_object(before.value):
            return now
        then = self._names(self._tree_of_given, before)
        value = self._tree.view(state, path).value
        given = {key for key in then if key in before.value and same_json(before.value[key], value.get(key))}
        return now - given

    def _inactive_keys(self, state: State, path: str) -> frozenset[str]:
        return self._names(self._tree, self._tree.view(state, path))

    @staticmethod
    def _names(tree: Tree, view: View) -> frozenset[str]:
        passed = view.effective.passed_over
        if not passed:
            return frozenset()
        return frozenset(tree.reader.property_names(passed)).difference(
            tree.property_names(view.effective.flat)
        )


def _is(left: object, right: object) -> bool:
    return left is right
