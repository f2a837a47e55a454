"""What a schema says about one value as it is now: conditions decided, a branch of each union chosen."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

from engine.form.absent import ABSENT
from engine.form.schema.best_branch import best_branch
from engine.form.schema.document import Document
from engine.form.schema.flat import NOTHING_KNOWN, Flat
from engine.form.schema.flatten import FORBIDDEN, Flattener
from engine.form.schema.told import Told, told_by, with_told
from engine.form.schema.unions import Branch, Union, read_union, type_branches
from engine.form.schema.verdicts import Verdicts
from schemas.frozen import frozen
from schemas.json_value import is_list, is_object

_MOST_STEPS = 64


@frozen
class Switch:
    """A union whose branch is chosen: `chosen` is a number of `branches`."""

    branches: tuple[Branch, ...]
    chosen: int


@frozen
class Effective:
    """`flat` holds for the value as it is. `base` is what holds whichever branches are chosen.

    `passed_over` are the schemas that would hold for another value: their properties are not
    part of it now.
    """

    flat: Flat
    switches: tuple[Switch, ...] = ()
    base: Flat = NOTHING_KNOWN
    passed_over: tuple[Any, ...] = ()


class Reader:
    """Reads the schemas of one document."""

    def __init__(self, document: Document) -> None:
        self.document = document
        self.verdicts = Verdicts(document)
        self.flattener = Flattener(document)
        self._unions: dict[tuple[int, int], tuple[Flat, Any, Union]] = {}
        self._told: dict[tuple[int, int], tuple[Union, Flat, Told | None]] = {}
        self._with: dict[tuple[int, int], tuple[Flat, Flat, Flat]] = {}
        self._types: dict[tuple[str, ...], tuple[Branch, ...]] = {}
        self._required: dict[tuple[str, ...], Flat] = {}
        self._replaced: dict[tuple[Any, ...], tuple[Flat, Flat]] = {}

    def effective(self, schema: Any, value: Any = ABSENT, chosen: Sequence[int] = ()) -> Effective:
        """Return what holds for `value`; `chosen` are branches by number, the others fit the value best."""
        flat = self.flattener.flat(schema)
        if flat.fixed and not is_list(flat.get("type")):
            return Effective(flat, base=flat)
        base: Flat | None = None
        switches: list[Switch] = []
        passed_over: list[Any] = []
        for _ in range(_MOST_STEPS):
            if flat.conditions:
                flat = self._decide(flat, value, passed_over)
            elif flat.dependents:
                flat = self._depend(flat, value, passed_over)
            elif flat.unions or is_list(flat.get("type")):
                union = self._union(flat)
                rest = self._rest(flat, union)
                if not union.branches:
                    flat = self.flattener.merged(rest, union.flat) if flat.unions else rest
                    continue
                if (told := self._told_by(union, rest)) is not None:
                    here = told.branch_of(value)
                    passed_over += [each.schema for n, each in enumerate(union.branches) if n != here]
                    flat = rest if here is None else self._with_told(union.branches[here].flat, rest, told)
                    continue
                base = base or flat
                at = self._choose(union.branches, rest, value, chosen[len(switches) : len(switches) + 1])
                switches.append(Switch(union.branches, at))
                passed_over += [each.schema for n, each in enumerate(union.branches) if n != at]
                flat = self.flattener.merged(union.branches[at].flat, rest)
            else:
                break
        return Effective(flat, tuple(switches), base or flat, tuple(passed_over))

    def _decide(self, flat: Flat, value: Any, passed_over: list[Any]) -> Flat:
        """Take what the first condition brings."""
        condition, rest = flat.conditions[0], self._cached(flat, conditions=flat.conditions[1:])
        holds = self.verdicts.fits({} if value is ABSENT else value, condition["if"])
        taken, other = ("then", "else") if holds else ("else", "then")
        if other in condition:
            passed_over.append(condition[other])
        if taken not in condition:
            return rest
        return self.flattener.merged(rest, self.flattener.flat(condition[taken]), near_first=True)

    def _depend(self, flat: Flat, value: Any, passed_over: list[Any]) -> Flat:
        """Take what the properties that are there bring."""
        by_property, rest = flat.dependents[0], self._cached(flat, dependents=flat.dependents[1:])
        for name, brought in by_property.items():
            if not is_object(value) or name not in value:
                if is_object(brought):
                    passed_over.append(brought)
            elif is_list(brought):
                rest = self.flattener.merged(rest, self._requiring(brought))
            else:
                rest = self.flattener.merged(rest, self.flattener.flat(brought), near_first=True)
        return rest

    def _requiring(self, names: Sequence[Any]) -> Flat:
        key = tuple(name for name in names if isinstance(name, str))
        return self._required.setdefault(key, Flat(keywords={"required": list(key)}))

    def _union(self, flat: Flat) -> Union:
        listed: Any = flat.unions[0] if flat.unions else flat.get("type")
        key = (id(flat), id(listed))
        if key not in self._unions:
            if flat.unions:
                without = self._cached(flat, unions=flat.unions[1:])
                union = read_union(self.flattener, without, listed)
            else:
                union = self._of_types(flat, tuple(str(kind) for kind in listed))
            self._unions[key] = (flat, listed, union)
        return self._unions[key][2]

    def _told_by(self, union: Union, rest: Flat) -> Told | None:
        key = (id(union), id(rest))
        if key not in self._told:
            found = told_by(union.branches, rest, lambda schema: self.effective(schema).flat)
            self._told[key] = (union, rest, found)
        return self._told[key][2]

    def _with_told(self, branch: Flat, rest: Flat, told: Told) -> Flat:
        key = (id(branch), id(rest))
        if key not in self._with:
            self._with[key] = (branch, rest, with_told(branch, rest, told.name))
        return self._with[key][2]

    def _of_types(self, flat: Flat, kinds: tuple[str, ...]) -> Union:
        if is_list(flat.get("enum")) or "const" in flat.keywords or not kinds:
            return Union(NOTHING_KNOWN)
        if set(kinds) <= {"integer", "number"}:
            return Union(Flat(keywords={"type": "number"}))
        if kinds not in self._types:
            self._types[kinds] = type_branches(kinds, [{"type": kind} for kind in kinds])
        return Union(NOTHING_KNOWN, self._types[kinds])

    def _rest(self, flat: Flat, union: Union) -> Flat:
        """What is left when the union is dealt with."""
        if flat.unions:
            rest = self._cached(flat, unions=flat.unions[1:])
            return self.flattener.merged(rest, union.flat) if union.branches else rest
        keywords = {key: value for key, value in flat.keywords.items() if key != "type"}
        kind = union.flat.get("type")
        return self._cached(flat, keywords={**keywords, "type": kind} if kind else keywords)

    def _cached(self, flat: Flat, **changes: Any) -> Flat:
        """`replace`, which gives the same object for the same part left out."""
        key = (id(flat), *(f"{name}{len(value)}" for name, value in changes.items()))
        if key not in self._replaced:
            self._replaced[key] = (flat, replace(flat, **changes))
        return self._replaced[key][1]

    def _choose(self, branches: Sequence[Branch], rest: Flat, value: Any, chosen: Sequence[int]) -> int:
        if chosen and 0 <= chosen[0] < len(branches):
            return chosen[0]
        merged = [self.flattener.merged(each.flat, rest) for each in branches]
        return best_branch(branches, merged, value, self.verdicts)

    def property_names(self, schemas: Sequence[Any]) -> Iterator[str]:
        """Yield the names of the properties that any of these schemas offers."""
        for schema in schemas:
            properties = self.flattener.flat(schema).get("properties")
            if is_object(properties):
                yield from (name for name in properties if not self.forbids(properties[name]))

    def forbids(self, schema: Any) -> bool:
        """Whether a schema allows no value at all."""
        return FORBIDDEN in self.flattener.flat(schema).refused
