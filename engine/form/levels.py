"""What is hidden at each level of a form: the form itself, and every object in it."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from engine.form.field import Field
from engine.form.json_at import value_at
from engine.form.nodes.tree import Tree
from engine.form.paths import join, keys_of, last_key, parent_of
from engine.form.state import State
from engine.form.visibility import Visibility, compiles
from schemas.json_value import is_object


class Levels:
    """Decides by `visible_when` at any depth.

    An expression inside an object sees, nearest first: the fields beside it, those of the
    objects around it, the form's own, then `context`; `values` is the whole form. A rule deep
    inside that cannot be compiled shows its field; ValueError for one of the form's own.
    """

    def __init__(self, tree: Tree, state: State, context: Mapping[str, Any]) -> None:
        self._tree = tree
        self._context = context
        self._made: dict[str, tuple[tuple[Field, ...], Visibility]] = {}
        self._hidden: dict[str, frozenset[str]] = {}
        self._state: State | None = None
        # Most forms have no rules at all: those are not looked through.
        self._any = "visible_when" in tree.reader.document.keywords
        if self._any:
            Visibility(_named(tree.children(state, "")), context)

    def visible(self, state: State, path: str) -> bool:
        """Whether the value and everything around it is shown."""
        while self._any and path:
            parent = parent_of(path)
            if last_key(path) in self.hidden(state, parent):
                return False
            path = parent
        return True

    def hidden(self, state: State, path: str) -> frozenset[str]:
        """Return the keys of the object at `path` that are hidden."""
        if not self._any:
            return frozenset()
        if state is not self._state:
            self._state = state
            self._hidden = {}
        if path not in self._hidden:
            # What is hidden further out is not seen here, so that is decided first.
            self._hidden[path] = frozenset()
            self._hidden[path] = self._decide(state, path)
        return self._hidden[path]

    def toggled(self, before: State, after: State) -> frozenset[str]:
        """Return the paths, of those looked at so far, that are shown in one state but not in the other."""
        if not self._any:
            return frozenset()
        known = list(self._made)
        was = {path: self._still(before, path) for path in known}
        now = {path: self._still(after, path) for path in known}
        return frozenset(join(path, key) for path in known for key in was[path] ^ now[path])

    def _still(self, state: State, path: str) -> frozenset[str]:
        try:
            return self.hidden(state, path)
        except KeyError:
            return frozenset()

    def _decide(self, state: State, path: str) -> frozenset[str]:
        fields = self._tree.children(state, path)
        known = self._made.get(path)
        if known is None or known[0] is not fields:
            rules = [f for f in fields if f.visible_when is not None]
            broken = {f.name for f in rules if not compiles(f.visible_when or "")}
            usable = [replace(f, visible_when=None) if f.name in broken else f for f in fields]
            known = self._made[path] = (fields, Visibility(_named(usable) if rules else (), {}))
        visibility = known[1]
        if visibility.has_rules:
            value = value_at(state.value, keys_of(path))
            visibility.update(value if is_object(value) else {}, self._scope(state, path))
        return visibility.hidden

    def _scope(self, state: State, path: str) -> dict[str, Any]:
        """The names that are seen from inside `path`, without its own."""
        scope: dict[str, Any] = {**self._context, "values": state.value}
        parts = path.split("/") if path else []
        for at in range(len(parts)):
            outer = "/".join(parts[:at])
            value = value_at(state.value, keys_of(outer))
            if is_object(value):
                gone = self.hidden(state, outer)
                scope |= {key: inner for key, inner in value.items() if key not in gone}
        return scope


def _named(fields: Sequence[Field]) -> list[Field]:
    return [replace(field, name=last_key(field.name)) for field in fields]
