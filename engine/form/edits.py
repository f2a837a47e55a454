"""What a person can do to a form's values: each edit makes a new state from the present one."""

from dataclasses import replace
from typing import Any

from engine.form.absent import ABSENT
from engine.form.choosing import not_set, noted_as_not_set, properties_of, shared, was_not_set, without_own
from engine.form.entries import parts_of, with_entries, with_items
from engine.form.field import Field
from engine.form.json_at import index_of, value_at, with_value
from engine.form.nodes.starting import blank, starting
from engine.form.nodes.tree import Tree, View
from engine.form.paths import join, keys_of, last_key, parent_of
from engine.form.schema.value_type import may_be
from engine.form.state import State
from engine.form.typed_text import means_absent, parse_text
from schemas.json_value import is_list, is_object


class Edits:
    """Edits by path. KeyError for a place that the form does not have, ValueError for what is refused."""

    def __init__(self, tree: Tree) -> None:
        self._tree = tree

    def set_value(self, state: State, path: str, value: Any) -> State:
        """Put a value there; shapes below it are told from the value again."""
        state = self._reach(state, path)
        view = self._tree.view(state, path)
        branches, kept = state.branches.get(path), state.kept.get(path)
        state = state.put(path, value)
        if branches is not None and may_be(view.effective.flat, value):
            state = replace(state, branches={**state.branches, path: branches})
        return replace(state, kept={**state.kept, path: kept}) if kept is not None else state

    def set_text(self, state: State, path: str, text: str, field: Field) -> State:
        """Take what a text control holds; text that does not parse is kept as it is."""
        if means_absent(field, text):
            return self.clear(state, path)
        try:
            value = parse_text(field, text)
        except ValueError:
            return _unparsed(self.clear(state, path), path, text)
        return self.set_value(state, path, value)

    def clear(self, state: State, path: str) -> State:
        """Make the value absent; an entry stays where it is, without a value."""
        if not path:
            return replace(state.forget(""), value=ABSENT)
        state = self._reach(state, path)
        view = self._tree.view(state, path)
        at_list = is_list(value_at(state.value, keys_of(parent_of(path))))
        if view.spot.entry or at_list:
            return _unparsed(state.put(path, None), path, "")
        branches, kept = state.branches.get(path), state.kept.get(path)
        state = state.put(path, ABSENT)
        state = replace(state, branches={**state.branches, path: branches}) if branches else state
        return replace(state, kept={**state.kept, path: kept}) if kept else state

    def begin(self, state: State, path: str) -> State:
        """Give a value that is not set what it starts with: its default, its required parts, or empty."""
        state = self._reach(state, path)
        view = self._tree.view(state, path)
        part = starting(self._tree.reader, view.schema, required=True, chosen=view.choice)
        if part.value is ABSENT:
            part = blank(self._tree.reader, view.schema)
        if "" in part.unparsed and not view.spot.entry:
            return state  # there is nothing to start with: it stays not set
        chosen = {"": view.choice} if view.choice else {}
        return state.graft(path, replace(part, branches={**part.branches, **chosen}))

    def restore(self, state: State, path: str, part: State) -> State:
        """Put what a place held before back there."""
        return self._reach(state, path).graft(path, part)

    def choose(self, state: State, path: str, shape: int, union: int = 0) -> State:
        """Take another shape of a union. What the one before held is kept, and given back on return.

        Properties that stand outside of the union are the same in every shape.
        """
        state = self._reach(state, path, may_return=True)
        view = self._tree.view(state, path)
        switch = view.effective.switches[union] if 0 <= union < len(view.effective.switches) else None
        if switch is None or not 0 <= shape < len(switch.branches):
            raise ValueError("there is no such shape")
        if switch.chosen == shape:
            return state
        wanted = (*view.choice[:union], shape)
        here = state.cut(path)
        here = replace(here, value=ABSENT) if path in state.unparsed and not here.unparsed else here
        stash = {**here.kept.get("", {}), view.choice: without_own(here)}
        back = next((choice for choice in reversed(stash) if choice[: union + 1] == wanted), None)
        if back is None:
            part = starting(self._tree.reader, view.schema, required=True, chosen=wanted)
        else:
            part = stash.pop(back)
            wanted = back
        begun = starting(self._tree.reader, view.schema, required=True, chosen=view.choice)
        part = shared(here, part, begun, properties_of(view.effective.base))
        part = replace(part, branches={**part.branches, "": wanted}, kept={**part.kept, "": stash})
        entry = view.spot.entry or is_list(value_at(state.value, keys_of(parent_of(path))))
        if part.value is ABSENT and path and entry:
            part = replace(part, value=None, unparsed={**part.unparsed, "": part.unparsed.get("", "")})
        state = state.graft(path, part)
        return self._not_set_again(state, path) if state.at(path) is ABSENT else state

    def add(self, state: State, path: str, at: int | None = None, value: Any = ABSENT) -> State:
        """Put a new item into a list, at its end if no place is given."""
        new = not is_list(self._tree.view(state, path).value)
        state = self._reach(state, join(path, 0))
        view = self._tree.view(state, path)
        parts = self._items(state, path)
        if new and parts and value is ABSENT:
            return state  # the list began with as many items as it must have
        place = len(parts) if at is None else max(0, min(at, len(parts)))
        schema = self._tree.schema_of(view, str(place))
        part = blank(self._tree.reader, schema) if value is ABSENT else State(value)
        return with_items(self.pin(state, path), path, [*parts[:place], part, *parts[place:]])

    def duplicate(self, state: State, path: str) -> State:
        """Put a copy of a list's item behind it."""
        parent, at, parts = self._item(state, path)
        return with_items(self.pin(state, parent), parent, [*parts[: at + 1], *parts[at:]])

    def move(self, state: State, path: str, to: int) -> State:
        """Move an item of a list to another place; beyond the ends is at the end."""
        parent, at, parts = self._item(state, path)
        part = parts.pop(at)
        parts.insert(max(0, min(to, len(parts))), part)
        return with_items(self.pin(state, parent), parent, parts)

    def remove(self, state: State, path: str) -> State:
        """Take away a list's item or an object's key; a property that the schema names is cleared."""
        parent = parent_of(path)
        if path and is_list(value_at(state.value, keys_of(parent))):
            parent, at, parts = self._item(state, path)
            del parts[at]
            return with_items(self.pin(state, parent), parent, parts)
        if not path or not self._tree.view(state, path).spot.entry:
            return self.clear(state, path)
        return self.pin(state, path).put(path, ABSENT)

    def add_key(self, state: State, path: str, key: str, value: Any = ABSENT) -> State:
        """Put a new key into a map or an open object."""
        state = self._reach(state, join(path, key))
        view = self._tree.view(state, path)
        if is_object(view.value) and key in view.value:
            raise ValueError(f"“{key}” is there already")
        schema = self._tree.schema_of(view, key)
        part = blank(self._tree.reader, schema) if value is ABSENT else State(value)
        return self.pin(state, path).graft(join(path, key), part)

    def rename(self, state: State, path: str, key: str) -> State:
        """Give a map's entry another key, where it stands."""
        parent, before = parent_of(path), last_key(path)
        value = value_at(state.value, keys_of(parent))
        if not is_object(value) or before not in value or not self._tree.view(state, path).spot.entry:
            raise KeyError(path)
        if key == before:
            return state
        if key in value:
            raise ValueError(f"“{key}” is there already")
        parts = [(key if name == before else name, state.cut(join(parent, name))) for name in value]
        return with_entries(self.pin(state, parent), parent, parts)

    def pin(self, state: State, path: str) -> State:
        """Hold on to the shapes that are shown on the way to `path`, so that an edit does not flip them."""
        branches = dict(state.branches)
        for at in range(len(path.split("/")) + 1 if path else 1):
            ancestor = "/".join(path.split("/")[:at])
            choice = self._tree.view(state, ancestor).choice
            if choice and branches.get(ancestor) != choice:
                branches[ancestor] = choice
        return replace(state, branches=branches) if len(branches) > len(state.branches) else state

    def _reach(self, state: State, path: str, *, may_return: bool = False) -> State:
        """Return the state with everything above `path` in place, and the shapes there pinned.

        `may_return` notes what was not set, for `_not_set_again`.
        """
        parts = path.split("/") if path else []
        for at in range(len(parts)):
            ancestor = "/".join(parts[:at])
            view = self._tree.view(state, ancestor)
            if not _fits(view, view.value):
                below = state.cut(ancestor)
                part = self._begun(view)
                own = {"": view.choice} if view.choice else {}
                # Shapes that were chosen inside before there was a value stay so.
                part = replace(part, branches={**below.branches, **own}, kept=below.kept)
                state = state.graft(ancestor, part)
                if may_return and view.value is ABSENT:
                    state = noted_as_not_set(state, ancestor)
            state = self._fill(state, ancestor, parts[at])
        return self.pin(state, path)

    def _begun(self, view: View) -> State:
        """What a value with parts begins with when something is put into it."""
        part = starting(self._tree.reader, view.schema, required=True, chosen=view.choice)
        return part if _fits(view, part.value) else State([] if _is_listed(view) else {})

    def _not_set_again(self, state: State, path: str) -> State:
        """Return the state without what only the choice of a shape at `path` had set around it."""
        parts = path.split("/") if path else []
        for ancestor in ("/".join(parts[:at]) for at in range(1, len(parts))):
            if was_not_set(state, ancestor):
                before = not_set(state, ancestor)
                if self.clear(before, path).cut(ancestor).looks_like(state.cut(ancestor)):
                    return before
        return state

    def _fill(self, state: State, path: str, key: str) -> State:
        """Make a tuple long enough for one of its places."""
        value, at = value_at(state.value, keys_of(path)), index_of(key)
        if not is_list(value) or at is None or self._tree.view(state, path).field.kind != "tuple":
            return state
        for place in range(len(value), at):
            schema = self._tree.schema_of(self._tree.view(state, path), str(place))
            whole = with_value(state.value, (*keys_of(path), str(place)), None)
            state = replace(state, value=whole).graft(join(path, place), blank(self._tree.reader, schema))
        return state

    def _items(self, state: State, path: str) -> list[State]:
        value = value_at(state.value, keys_of(path))
        return parts_of(state, path, len(value)) if is_list(value) else []

    def _item(self, state: State, path: str) -> tuple[str, int, list[State]]:
        parent, at = parent_of(path), index_of(last_key(path))
        parts = self._items(state, parent)
        if not path or at is None or at >= len(parts):
            raise KeyError(path)
        return parent, at, parts


def _is_listed(view: View) -> bool:
    return view.field.kind in ("list", "tuple")


def _fits(view: View, value: Any) -> bool:
    return is_list(value) if _is_listed(view) else is_object(value)


def _unparsed(state: State, path: str, text: str) -> State:
    return replace(state, unparsed={**state.unparsed, path: text})
