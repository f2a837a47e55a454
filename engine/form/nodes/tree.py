"""The fields of a form as a tree, each made when it is first asked for."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from engine.form.absent import ABSENT
from engine.form.build import names_required
from engine.form.field import Field
from engine.form.json_at import index_of
from engine.form.nodes.control import rest_of_object
from engine.form.nodes.describe import Spot, describe, places_of_tuple, rest_of_tuple
from engine.form.nodes.order import ordered_properties
from engine.form.paths import is_within, join, last_key, parent_of
from engine.form.schema.effective import Effective, Reader
from engine.form.schema.flat import Flat
from engine.form.schema.guarded_regex import TooSlow, matches
from engine.form.schema.merge import both_schemas
from engine.form.state import Choice, State
from schemas.frozen import frozen
from schemas.json_value import is_list, is_object, kind_of

_DEEPEST = 64


@frozen
class View:
    """A value with what its schema says about it now."""

    schema: Any
    value: Any
    spot: Spot
    effective: Effective
    field: Field

    @property
    def choice(self) -> Choice:
        """The branches that are chosen, by the person or because they fit best."""
        return tuple(switch.chosen for switch in self.effective.switches)


class Tree:
    """Makes fields for the states of one form; what did not change stays the same object."""

    def __init__(self, reader: Reader) -> None:
        self.reader = reader
        self._views: dict[str, tuple[Choice, View]] = {}
        self._children: dict[str, tuple[View, tuple[str, ...], tuple[Field, ...]]] = {}
        self._required: dict[int, tuple[Flat, frozenset[str]]] = {}
        self._names: dict[int, tuple[Flat, tuple[str, ...]]] = {}
        self._schemas: dict[tuple[int, str], tuple[Flat, Any]] = {}
        self._slow_patterns: set[str] = set()

    def view(self, state: State, path: str) -> View:
        """Return the value at `path` with its field; KeyError if the form has no such place now."""
        if not path:
            return self._look(state, self.reader.document.root, Spot("", ""), state.value)
        return self._child(state, self.view(state, parent_of(path)), path)

    def _child(self, state: State, parent: View, path: str, *, same: bool = False) -> View:
        """The part at `path`; `same` says that what the schema says about the parts is as before."""
        key = last_key(path)
        value = parent.value
        if is_object(value):
            value = value.get(key, ABSENT)
        elif is_list(value):
            at = index_of(key)
            value = value[at] if at is not None and at < len(value) else ABSENT
        else:
            value = ABSENT
        value = ABSENT if path in state.unparsed else value
        known = self._views.get(path) if same else None
        if known and known[1].value is value and known[0] == state.branches.get(path, ()):
            return known[1]
        spot, schema = self._place(parent, path, key)
        return self._look(state, schema, spot, value)

    def children(self, state: State, path: str) -> tuple[Field, ...]:
        """Return the fields that a value consists of, in order; the same object while none changed."""
        view = self.view(state, path)
        before = self._children.get(path)
        if before is not None and before[0] is view:
            return before[2]
        same = before is not None and before[0].effective.flat is view.effective.flat
        names = tuple(self.child_names(view))
        made = tuple(self._child(state, view, name, same=same).field for name in names)
        if before is not None and before[1] == names and all(map(_is, before[2], made)):
            made = before[2]
        self._children[path] = (view, names, made)
        return made

    def reshaped(self, state: State, path: str | None) -> frozenset[str]:
        """Return which of the parts looked at so far have other children than before.

        Only those above and at `path`, if one is given: an edit there changes no others.
        """
        found: set[str] = set()
        for known in list(self._children):
            if path is not None and not is_within(path, known):
                continue
            before = self._children[known][2]
            try:
                if self.children(state, known) is not before:
                    found.add(known)
            except KeyError:
                del self._children[known]
        return frozenset(found)

    def child_names(self, view: View) -> Iterator[str]:
        """Yield the paths of a value's parts, without making them."""
        path, value, flat = view.spot.path, view.value, view.effective.flat
        if path.count("/") >= _DEEPEST:
            return
        match view.field.kind:
            case "object" | "map":
                known = self.property_names(flat) if view.field.kind == "object" else ()
                yield from (join(path, name) for name in known)
                if is_object(value):
                    yield from (join(path, key) for key in self._further(view, value) if key not in known)
            case "list":
                yield from (join(path, at) for at in range(len(value) if is_list(value) else 0))
            case "tuple":
                count = max(len(places_of_tuple(flat)), len(value) if is_list(value) else 0)
                yield from (join(path, at) for at in range(count))
            case _:
                return

    def _further(self, view: View, value: Mapping[str, Any]) -> Iterator[str]:
        """Yield the keys to show besides what the schema offers: a person's own, and what is not allowed."""
        flat = view.effective.flat
        properties: Any = flat.get("properties") or {}
        extras = view.field.open or rest_of_object(flat) is False
        elsewhere: frozenset[str] | None = None
        for key in value:
            if key not in properties:
                if extras:
                    yield key
            elif self._is_forbidden(flat, key):
                if elsewhere is None:
                    elsewhere = frozenset(self.reader.property_names(view.effective.passed_over))
                if key not in elsewhere:  # else it belongs to a shape that is not chosen
                    yield key

    def property_names(self, flat: Flat) -> tuple[str, ...]:
        """Return the names of the properties that an object may have, in order."""
        known = self._names.get(id(flat))
        if known is None:
            named = ordered_properties(flat, self.reader.flattener)
            allowed = tuple(name for name in named if not self._is_forbidden(flat, name))
            known = self._names[id(flat)] = (flat, allowed)
        return known[1]

    def _is_forbidden(self, flat: Flat, name: str) -> bool:
        """Whether a property may have no value at all: then it is only shown where it has one."""
        return self.reader.forbids(flat.get("properties")[name])

    def schema_of(self, view: View, key: str) -> Any:
        """Return the schema of a part, which need not be there yet; KeyError if none can be."""
        return self._place(view, join(view.spot.path, key), key)[1]

    def known(self) -> Iterator[View]:
        """Yield what was looked at so far; some of it may be gone."""
        yield from (view for _, view in self._views.values())

    def _place(self, parent: View, path: str, key: str) -> tuple[Spot, Any]:
        flat, kind = parent.effective.flat, parent.field.kind
        at = index_of(key)
        if kind in ("object", "map"):
            known = is_object(properties := flat.get("properties")) and key in properties
            named = known and not self._is_forbidden(flat, key)
            if not named and not parent.field.open and not (is_object(parent.value) and key in parent.value):
                raise KeyError(path)
            required = key in self._names_required(flat)
            title = None if known else key
            return Spot(path, key, required, entry=not named, title=title), self._property(flat, key)
        if at is not None and kind == "list":
            return Spot(path, key, entry=True), flat.get("items", True)
        if at is not None and kind == "tuple":
            places = places_of_tuple(flat)
            if at < len(places):
                return Spot(path, key, required=at < (parent.field.least or 0)), places[at]
            rest = rest_of_tuple(flat)
            return Spot(path, key, entry=True), True if rest is False else rest
        raise KeyError(path)

    def _names_required(self, flat: Flat) -> frozenset[str]:
        known = self._required.get(id(flat))
        if known is None:
            known = self._required[id(flat)] = (flat, names_required(flat.get("required")))
        return known[1]

    def _property(self, flat: Flat, key: str) -> Any:
        known = self._schemas.get((id(flat), key))
        if known is None:
            known = self._schemas[id(flat), key] = (flat, self._find_property(flat, key))
        return known[1]

    def _find_property(self, flat: Flat, key: str) -> Any:
        properties, patterns = flat.get("properties"), flat.get("patternProperties")
        found: list[Any] = [properties[key]] if is_object(properties) and key in properties else []
        if is_object(patterns):
            found += [schema for pattern, schema in patterns.items() if self._matches(pattern, key)]
        if not found:
            return True if (rest := rest_of_object(flat)) is None else rest
        schema = found[0]
        for other in found[1:]:
            schema = both_schemas(schema, other)
        return schema

    def _matches(self, pattern: str, key: str) -> bool:
        """Whether a pattern is about a key. One that took too long is not tried again: a person waits."""
        if pattern in self._slow_patterns:
            return False
        try:
            return matches(pattern, key)
        except TooSlow:
            self._slow_patterns.add(pattern)
        except re.error:
            pass
        return False

    def _look(self, state: State, schema: Any, spot: Spot, value: Any) -> View:
        chosen = state.branches.get(spot.path, ())
        known = self._views.get(spot.path)
        before = known[1] if known else None
        if (
            known is not None
            and known[1].schema is schema
            and known[1].value is value
            and known[0] == chosen
            and known[1].spot == spot
        ):
            return known[1]
        effective = self.reader.effective(schema, value, chosen)
        field = self._field(effective, spot, value, before)
        view = View(schema, value, spot, effective, field)
        self._views[spot.path] = (chosen, view)
        return view

    def _field(self, effective: Effective, spot: Spot, value: Any, before: View | None) -> Field:
        field = None
        if before is not None and before.spot == spot and _same(before.effective, effective):
            field = before.field
            if not field.reason.startswith(_MISFIT) and not _misfit(field, value):
                return field
        field = describe(self.reader, effective, spot)
        if _misfit(field, value):
            return replace(field, kind="json", reason=f"{_MISFIT} {kind_of(value)}")
        return field


_MISFIT = "it holds"


def _misfit(field: Field, value: Any) -> bool:
    """Whether the value is something else than what the control is for: then it is edited as JSON."""
    if value is ABSENT or value is None:
        return False
    if field.kind in ("object", "map"):
        return not is_object(value)
    return field.kind in ("list", "tuple", "multiselect") and not is_list(value)


def _same(left: Effective, right: Effective) -> bool:
    return left.flat is right.flat and _chosen(left.switches) == _chosen(right.switches)


def _chosen(switches: Sequence[Any]) -> list[tuple[int, int]]:
    return [(id(switch.branches), switch.chosen) for switch in switches]


def _is(left: object, right: object) -> bool:
    return left is right
