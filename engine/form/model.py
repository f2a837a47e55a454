"""A form without a screen: fields, values, errors, visibility, what changed, what is submitted.

A form is a tree of fields (`engine.form.field.Field`), addressed by paths: `prompt`,
`address/city`, `tags/0`; "" is the whole form (see `engine.form.paths`). A field describes what
edits the value at its path; what it holds is asked from the model. Fields are made when they are
asked for, and stay the same object until something about them changes: what a screen shows is
compared by identity.

Which control. `field.kind` is one of
  - one value: text textarea secret number integer slider select radio checkbox date time datetime
    color file null constant; `field.choices`, `minimum`, `maximum`, `step`, `format`,
    `suggestions` (examples) say more;
  - several of `field.choices`: multiselect (its value is a list);
  - parts: object, map (keys that a person names), list, tuple. `children(path)` are their
    fields; `field.open` says that a person may add some, `least` and `most` how many there may be;
  - json: JSON text, where nothing else fits; `field.reason` says why.
Where `field.shapes` is not empty, the value stands in a union: `shapes[n].labels` can be chosen
between, `choose(path, shape, n)` does, and all else describes the shape that is chosen.
`field.entry` marks an item of a list and a key of a map: it can be removed and duplicated, moved
(list) or renamed (map); other fields can be cleared, which makes them "not set".

What it holds. `value(path)` is JSON or ABSENT; `text(path)` what a text control shows, also where
it does not parse; `is_set(path)`, `is_dirty(path)`, `visible(path)`; `errors_at(path)` are messages
at the very field, `has_errors_within(path)` tells whether to mark a folded part. `objections` are what
others say against values that the form still holds (`object_to`); they do not make it invalid.

Edits. `set_text`, `set_value`, `clear`, `begin` (an object, list or value that is not set gets what
it starts with), `choose`; `add`, `remove`, `move`, `duplicate` for items, `add_key` and `rename`
for keys; `reset`, `undo`, `redo`; `seal` ends a step of undo when a field is left. Each returns the
paths that were shown or hidden by it, and `reshaped` has the paths of the parts whose `children`
are others than before. KeyError for a path that the form does not have, ValueError (in words for a
person) for an edit that it refuses, such as a key that is there already.
"""

from collections.abc import Callable, Iterable, Mapping
from typing import TYPE_CHECKING, Any

from engine.form.absent import ABSENT, Absent
from engine.form.changes import changed_paths
from engine.form.edits import Edits
from engine.form.held_form import HeldForm
from engine.form.messages import REQUIRED, short
from engine.form.paths import is_within, join, parent_of
from engine.form.problems import Errors, Problem, at_fields
from engine.form.same_json import same_json
from engine.form.state import State
from engine.form.typed_text import means_absent, parse_text
from schemas.clean_text import clean
from schemas.json_value import is_object

if TYPE_CHECKING:
    from schemas.messages.session import Draft

__all__ = ["ABSENT", "Absent", "FormModel", "same_json"]


class FormModel(HeldForm):
    """What a form holds while a person edits it.

    It starts with the schema's defaults, overlaid by `initial`; where `data` is given, the form is
    of exactly that: no defaults are put in beside it, and what the schema does not name is kept
    and submitted. Where a `draft` exists, the draft alone is the truth, so an emptied field stays
    empty. Values of names that are no field are kept in the draft and (but for `data`) never
    submitted. `context` gives further names to `visible_when`, such as the provider.

    An edit is cheap and validates nothing: `errors` is what the last `validate` (or the
    last `accept`) found. ValueError for a `visible_when` that cannot be compiled.

    Values are JSON and are replaced, never altered in place.
    """

    # Edits

    def set_text(self, path: str, text: str) -> frozenset[str]:
        """Take what a text control holds; text that does not parse is kept as it is.

        An empty number or JSON field is absent; an empty text is the empty text. Returns the
        paths that this showed or hid, as all edits do.
        """
        return self._edit(path, self._structure.set_text(self._state, path, clean(text)), typing=path)

    def set_value(self, path: str, value: Any) -> frozenset[str]:
        """Take a value (None is null)."""
        return self._edit(path, self._structure.set_value(self._state, path, value))

    def clear(self, path: str) -> frozenset[str]:
        """Make the field absent."""
        return self._edit(path, self._structure.clear(self._state, path))

    def begin(self, path: str) -> frozenset[str]:
        """Give a field that is not set what it starts with: its default, its required parts, or empty."""
        return self._edit(path, self._edits.begin(self._state, path))

    def choose(self, path: str, shape: int, union: int = 0) -> frozenset[str]:
        """Take another shape of a union; what the one before held is kept for when it is chosen again."""
        return self._edit(path, self._edits.choose(self._state, path, shape, union))

    def add(self, path: str, at: int | None = None, value: Any = ABSENT) -> frozenset[str]:
        """Put an item into the list at `path`, at its end if no place is given."""
        return self._edit(path, self._edits.add(self._state, path, at, value), anew=True)

    def remove(self, path: str) -> frozenset[str]:
        """Take away an item or a key; a property that the schema names is cleared."""
        return self._edit(path, self._edits.remove(self._state, path), anew=True)

    def move(self, path: str, to: int) -> frozenset[str]:
        """Move an item to another place of its list."""
        return self._edit(path, self._edits.move(self._state, path, to), anew=True)

    def duplicate(self, path: str) -> frozenset[str]:
        """Put a copy of an item behind it."""
        return self._edit(path, self._edits.duplicate(self._state, path), anew=True)

    def add_key(self, path: str, key: str, value: Any = ABSENT) -> frozenset[str]:
        """Put a new key into a map."""
        return self._edit(path, self._edits.add_key(self._state, path, clean(key), value), anew=True)

    def rename(self, path: str, key: str) -> frozenset[str]:
        """Give a map's entry another key, where it stands."""
        return self._edit(path, self._edits.rename(self._state, path, clean(key)), anew=True)

    def reset(self, path: str = "") -> frozenset[str]:
        """Take back everything at `path`; returns the paths of values that changed."""
        part = self._initial.cut(path)
        if part.value is ABSENT and path:
            return self._replace(self._structure.clear(self._state, path))
        return self._replace(self._structure.restore(self._state, path, part) if path else self._initial)

    def apply(self, values: Mapping[str, Any]) -> tuple[str, ...]:
        """Take values from elsewhere, such as an accepted proposal; returns the changed names.

        `values` are by key of the form's object. Fields that are shown or hidden by it are not
        named: ask `visible`.
        """
        state, changed = self._state, list[str]()
        for key, value in values.items():
            name = join("", key)
            if name in state.unparsed or not same_json(state.at(name), value):
                try:
                    state = self._structure.set_value(state, name, value)
                except KeyError:  # no field (yet): kept all the same
                    if not is_object(state.value):
                        continue
                    state = state.put(name, value)
                changed.append(name)
        self._replace(state)
        return tuple(changed)

    def take_over(self, draft: "Draft") -> tuple[str, ...]:
        """Hold exactly what a draft says, as after an undo; returns the names of fields that changed."""
        changed = self._replace(self._held(draft))
        tops = {path.partition("/")[0] for path in changed}
        return tuple(field.name for field in self.fields if field.name in tops)

    # Steps

    def undo(self) -> frozenset[str]:
        """Take back the last edit; returns the paths of values that changed (none if there is no edit)."""
        return self._step(self._history.undo(self._state))

    def redo(self) -> frozenset[str]:
        """Do again what was undone last; returns the paths of values that changed."""
        return self._step(self._history.redo(self._state))

    def seal(self) -> None:
        """End a step of undo: what is typed from now on, also in the same field, is a step of its own."""
        self._history.seal()

    @property
    def can_undo(self) -> bool:
        return self._history.can_undo

    @property
    def can_redo(self) -> bool:
        return self._history.can_redo

    # Validation

    def validate(self) -> Errors:
        """Validate the submission by the schema; the errors stay in `errors`."""
        self.accept(self.validation()())
        return self.errors

    def validation(self) -> Callable[[], Errors]:
        """Return the validation of what is here now, to be run elsewhere, such as in a thread.

        It touches nothing of the form; pass what it returns to `accept`.
        """
        value, hidden = self._structure.submission(self._state)
        unparsed = {
            path: self._reason(path, text)
            for path, text in self._state.unparsed.items()
            if self.visible(path) and self._is_field(path)
        }
        chosen = self._structure.chosen()

        def run() -> Errors:
            found: Iterable[Problem] = ()
            if value is not ABSENT:
                # A text that does not parse is there, so the field is not called missing.
                found = self._validator.problems(value, hidden=hidden | unparsed.keys(), chosen=chosen)
            elif not unparsed:
                found = (Problem("", "required", REQUIRED),)
            kept = [each for each in found if not any(_is_about(each, path) for path in unparsed)]
            texts = [Problem(path, "", reason) for path, reason in unparsed.items()]
            return self._structure.errors((*texts, *kept))

        return run

    def accept(self, errors: Errors) -> None:
        """Make errors that were found elsewhere the form's own."""
        self.errors = at_fields(errors, self.field)

    @property
    def valid(self) -> bool:
        """Whether the last validation found nothing."""
        return not self.errors

    def errors_at(self, path: str) -> tuple[str, ...]:
        """Return the messages about the field itself."""
        return tuple(self.errors.get(path, ()))

    def has_errors_within(self, path: str) -> bool:
        """Whether there is a message about the field or anything inside it."""
        return any(is_within(each, path) for each in self.errors)

    # Objections

    def object_to(self, said: Iterable[tuple[str, str]], sent: Mapping[str, Any]) -> None:
        """Take what somebody says against the values `sent`: pairs of a path and a message.

        They take the place of those before. Each stands at the field that shows its value, until
        that is another one; what concerns no field of the form is left out.
        """
        errors = Errors(tuple(Problem(path, "", short(message)) for path, message in said))
        for problem in errors.problems:
            errors.setdefault(problem.path, []).append(problem.message)
        placed = at_fields(errors, self.field)
        self._objections.take(
            ((path, message) for path, messages in placed.items() if path for message in messages), sent
        )

    @property
    def objections(self) -> list[tuple[str, str]]:
        """Path and message of each that stands, at fields that are shown."""
        return [
            (path, message)
            for path, message in self._objections.standing(self._state.value)
            if self._is_field(path) and self.visible(path)
        ]

    # Inside

    @property
    def _edits(self) -> Edits:
        return self._structure.edits

    def _edit(
        self, path: str, state: State, *, typing: str | None = None, anew: bool = False
    ) -> frozenset[str]:
        self.touched.add(path)
        before = self._state
        self._change(state, typing)
        self.reshaped = self._structure.reshaped(state, None if anew else path)
        return self._structure.toggled(before, state)

    def _replace(self, state: State) -> frozenset[str]:
        changed = changed_paths(self._state, state)
        if changed:
            self._change(state)
            self.reshaped = self._structure.reshaped(state, None)
        return changed

    def _step(self, state: State | None) -> frozenset[str]:
        if state is None:
            return frozenset()
        changed = changed_paths(self._state, state)
        self._state = state
        self.revision += 1
        self.reshaped = self._structure.reshaped(state, None)
        return changed

    def _change(self, state: State, typing: str | None = None) -> None:
        self._history.record(self._state, typing)
        self._state = state
        self.revision += 1

    def _is_field(self, path: str) -> bool:
        try:
            self.field(path)
        except KeyError:
            return False
        return True

    def _reason(self, path: str, text: str) -> str:
        field = self.field(path) if self._is_field(path) else None
        if field is None or means_absent(field, text):
            return REQUIRED
        try:
            parse_text(field, text)
        except ValueError as error:
            return str(error)
        return REQUIRED


def _is_about(problem: Problem, path: str) -> bool:
    """Whether a problem comes from there being no value at `path` yet; two such items are alike."""
    alike = problem.keyword == "uniqueItems" and problem.path == parent_of(path)
    return alike or is_within(problem.path, path)
