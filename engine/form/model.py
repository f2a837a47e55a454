"""A form without a screen: fields, values, errors, visibility, what changed, what is submitted."""

from collections.abc import Callable, Mapping
from typing import Any, Final

from engine.form.build import build_fields, build_sections, form_ux
from engine.form.field import Field, Section
from engine.form.typed_text import means_absent, parse_text, spell_value
from engine.form.validation import Errors, SchemaValidator
from engine.form.visibility import Visibility
from schemas.clean_text import clean
from schemas.documents.form import FormUx
from schemas.json_value import is_list, is_object
from schemas.messages.session import Draft


class Absent:
    """The type of `ABSENT`: a field that has no value, which is neither empty nor null."""

    def __repr__(self) -> str:
        return "ABSENT"

    def __bool__(self) -> bool:
        return False


ABSENT: Final = Absent()


class FormModel:
    """What a form holds while a person edits it.

    It starts with the schema's defaults, overlaid by `initial`; where a `draft` exists, the
    draft alone is the truth, so an emptied field stays empty. Values of names that are no
    field are kept in the draft and never submitted. `context` gives further names to
    `visible_when`, such as the provider.

    An edit is cheap and validates nothing: `errors` is what the last `validate` (or the
    last `accept`) found. ValueError for a `visible_when` that cannot be compiled.

    Values are JSON and are replaced, never altered in place.
    """

    def __init__(
        self,
        schema: Mapping[str, Any],
        initial: Mapping[str, Any] | None = None,
        draft: Draft | None = None,
        *,
        context: Mapping[str, Any] | None = None,
    ) -> None:
        self.schema: dict[str, Any] = dict(schema)
        self.ux: FormUx = form_ux(self.schema)
        self.fields: tuple[Field, ...] = build_fields(self.schema)
        self.sections: tuple[Section, ...] = build_sections(self.fields)
        self.errors: Errors = {}
        self.touched: set[str] = set()
        self.revision = 0
        """Counts the edits."""

        self._by_name = {field.name: field for field in self.fields}
        self._initial = {f.name: f.default for f in self.fields if f.has_default} | dict(initial or {})
        self._values = dict(self._initial)
        self._unparsed: dict[str, str] = {}
        if draft is not None:
            self._hold(draft)
        self._validator = SchemaValidator(self.schema, self.fields)
        self._visibility = Visibility(self.fields, context or {})
        self._visibility.update(self._values)

    # What it holds

    def field(self, name: str) -> Field:
        """Return the field; KeyError if there is none."""
        return self._by_name[name]

    def value(self, name: str) -> Any:
        """Return the parsed value, or ABSENT."""
        return self._values.get(name, ABSENT)

    def text(self, name: str) -> str:
        """Return what a text control shows: what was typed, or the value spelt out."""
        if name in self._unparsed:
            return self._unparsed[name]
        value = self.value(name)
        return "" if isinstance(value, Absent) else clean(spell_value(self.field(name), value))

    def values(self) -> dict[str, Any]:
        """Return all parsed values, also of hidden fields."""
        return dict(self._values)

    def submission(self) -> dict[str, Any]:
        """Return what to submit: the values of shown fields; absent ones are left out."""
        hidden = self._visibility.hidden
        return {
            field.name: self._values[field.name]
            for field in self.fields
            if field.name in self._values and field.name not in hidden
        }

    def draft(self) -> Draft:
        """Return everything as typed, to be stored and given back later."""
        return Draft(values=dict(self._values), unparsed=dict(self._unparsed))

    def visible(self, name: str) -> bool:
        return name not in self._visibility.hidden

    @property
    def dirty(self) -> bool:
        """Whether anything differs from where the form started."""
        return bool(self._unparsed) or not same_json(self._values, self._initial)

    # Edits

    def set_text(self, name: str, text: str) -> frozenset[str]:
        """Take what a text control holds; text that does not parse is kept as it is.

        An empty number or JSON field is absent; an empty text is the empty text. Returns the
        names of fields that this showed or hid.
        """
        self._take(name, clean(text))
        return self._edited(name)

    def set_value(self, name: str, value: Any) -> frozenset[str]:
        """Take a value (None is null); returns the names of fields that this showed or hid."""
        self._unparsed.pop(name, None)
        self._values[name] = value
        return self._edited(name)

    def clear(self, name: str) -> frozenset[str]:
        """Make the field absent; returns the names of fields that this showed or hid."""
        self._unparsed.pop(name, None)
        self._values.pop(name, None)
        return self._edited(name)

    def apply(self, values: Mapping[str, Any]) -> tuple[str, ...]:
        """Take values from elsewhere, such as an accepted proposal; returns the changed names.

        Fields that are shown or hidden by it are not named: ask `visible`.
        """
        changed = [
            name
            for name, value in values.items()
            if name in self._unparsed or not same_json(self.value(name), value)
        ]
        for name in changed:
            self._unparsed.pop(name, None)
            self._values[name] = values[name]
        if changed:
            self.revision += 1
            self._visibility.update(self._values)
        return tuple(changed)

    def take_over(self, draft: Draft) -> tuple[str, ...]:
        """Hold exactly what a draft says, as after an undo; returns the names of fields that changed."""
        before = {name: (self.value(name), self._unparsed.get(name)) for name in self._by_name}
        self._hold(draft)
        self.revision += 1
        self._visibility.update(self._values)
        return tuple(
            name
            for name, (value, text) in before.items()
            if text != self._unparsed.get(name) or not same_json(value, self.value(name))
        )

    # Validation

    def validate(self) -> Errors:
        """Validate the submission by the schema; the errors stay in `errors`."""
        self.errors = self.validation()()
        return self.errors

    def validation(self) -> Callable[[], Errors]:
        """Return the validation of what is here now, to be run elsewhere, such as in a thread.

        It touches nothing of the form; pass what it returns to `accept`.
        """
        values = self.submission()
        hidden = self._visibility.hidden
        unparsed = {name: text for name, text in self._unparsed.items() if self.visible(name)}

        def run() -> Errors:
            # A text that does not parse is there, so the field is not called missing.
            errors = self._validator.errors(values, hidden=hidden | unparsed.keys())
            for name, text in unparsed.items():
                if name in self._by_name:
                    errors[name] = [_reason(self._by_name[name], text)]
            return errors

        return run

    def accept(self, errors: Errors) -> None:
        """Make errors that were found elsewhere the form's own."""
        self.errors = errors

    @property
    def valid(self) -> bool:
        """Whether the last validation found nothing."""
        return not self.errors

    def _hold(self, draft: Draft) -> None:
        self._values, self._unparsed = dict(draft.values), {}
        for name, text in draft.unparsed.items():
            self._take(name, text)

    def _take(self, name: str, text: str) -> None:
        field = self._by_name.get(name)
        self._unparsed.pop(name, None)
        self._values.pop(name, None)
        if field is None:
            self._unparsed[name] = text
        elif not means_absent(field, text):
            try:
                self._values[name] = parse_text(field, text)
            except ValueError:
                self._unparsed[name] = text

    def _edited(self, name: str) -> frozenset[str]:
        self.touched.add(name)
        self.revision += 1
        return self._visibility.update(self._values) if self._visibility.reads(name) else frozenset()


def _reason(field: Field, text: str) -> str:
    try:
        parse_text(field, text)
    except ValueError as error:
        return str(error)
    return ""


def same_json(left: Any, right: Any) -> bool:
    """Whether two values are the same JSON: unlike in Python, true is not 1; 1.0 is 1."""
    if isinstance(left, bool) or isinstance(right, bool):
        return left is right
    if is_object(left) and is_object(right):
        return left.keys() == right.keys() and all(same_json(left[key], right[key]) for key in left)
    if is_list(left) and is_list(right):
        return len(left) == len(right) and all(map(same_json, left, right))
    return bool(left == right)
