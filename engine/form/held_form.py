"""What a form consists of and what it holds: everything about a form that can be asked."""

from collections.abc import Mapping
from contextlib import suppress
from typing import TYPE_CHECKING, Any

from engine.form.absent import ABSENT
from engine.form.build import build_sections, form_ux
from engine.form.field import Field, Section
from engine.form.hints import FormHints
from engine.form.history import History
from engine.form.nodes.tree import View
from engine.form.objections import Objections
from engine.form.problems import Errors
from engine.form.schema.document import Document
from engine.form.state import State
from engine.form.structure import Structure
from engine.form.typed_text import spell_value
from engine.form.validation import SchemaValidator
from schemas.clean_text import clean
from schemas.json_value import is_object

if TYPE_CHECKING:
    from schemas.messages.session import Draft


class HeldForm:
    """The part of `FormModel` that is asked; see there."""

    def __init__(
        self,
        schema: Mapping[str, Any],
        initial: Mapping[str, Any] | None = None,
        draft: "Draft | None" = None,
        *,
        context: Mapping[str, Any] | None = None,
        data: Any = ABSENT,
    ) -> None:
        self.schema: dict[str, Any] = dict(schema)
        self.ux: FormHints = form_ux(self.schema)
        self.errors: Errors = Errors()
        self._objections = Objections()
        self.touched: set[str] = set()
        self.revision = 0
        """Counts the edits."""
        self.reshaped: frozenset[str] = frozenset()
        """The paths of parts whose `children` are others since the last edit."""

        document = Document(self.schema)
        whole = data is not ABSENT
        given = data if whole else initial
        self._structure = Structure(document, context or {}, given, whole=whole)
        self._validator = SchemaValidator(document)
        self._history = History()
        self._initial = self._state = self._structure.initial(given)
        if draft is not None:
            self._state = self._held(draft)
        self._structure.visible(self._state, "")

    def _held(self, draft: "Draft") -> State:
        """The state that a draft holds; its texts are read again, as the fields may be others now."""
        from engine.form.stored import state_of  # noqa: PLC0415 - a form without a draft needs no messages

        state = state_of(draft)
        for path, text in draft.unparsed.items():
            if not text:
                continue  # an entry that has no value yet
            with suppress(KeyError):
                state = self._structure.set_text(state, path, text)
        return state

    # What it consists of

    @property
    def fields(self) -> tuple[Field, ...]:
        """The top-level fields, in order."""
        return self._structure.fields(self._state)

    @property
    def sections(self) -> tuple[Section, ...]:
        """The top-level fields by group."""
        return build_sections(self.fields)

    def field(self, path: str) -> Field:
        """Return the field; KeyError if there is none."""
        return self._structure.field(self._state, path)

    def children(self, path: str) -> tuple[Field, ...]:
        """Return the fields that a value consists of, in order; none for a single value."""
        return self._structure.children(self._state, path)

    def view(self, path: str) -> View:
        """Return a place of the form, with all that its schema says; KeyError if there is none."""
        return self._structure.tree.view(self._state, path)

    def checked_keywords(self) -> frozenset[str]:
        """Return the keywords that validation knows, by the draft of the schema."""
        return self._validator.keywords()

    # What it holds

    def value(self, path: str) -> Any:
        """Return the parsed value, or ABSENT."""
        return self._state.at(path)

    def is_set(self, path: str) -> bool:
        """Whether there is a value, or a text that is to become one."""
        return self.value(path) is not ABSENT or bool(self._state.unparsed.get(path))

    def text(self, path: str) -> str:
        """Return what a text control shows: what was typed, or the value spelt out."""
        if path in self._state.unparsed:
            return self._state.unparsed[path]
        value = self.value(path)
        return "" if value is ABSENT else clean(spell_value(self.field(path), value))

    def values(self) -> dict[str, Any]:
        """Return all parsed values, also of hidden fields; of a form that is no object, none."""
        return dict(self._state.value) if is_object(self._state.value) else {}

    def submission(self) -> Any:
        """Return what to submit: the values of shown fields; absent ones are left out."""
        return self._structure.submission(self._state)[0]

    def draft(self) -> "Draft":
        """Return everything as typed, to be stored and given back later."""
        from engine.form.stored import draft_of  # noqa: PLC0415 - as above

        return draft_of(self._state)

    def visible(self, path: str) -> bool:
        """Whether the field, and all that it is part of, is shown."""
        return self._structure.visible(self._state, path)

    @property
    def dirty(self) -> bool:
        """Whether anything differs from where the form started."""
        return self.is_dirty("")

    def is_dirty(self, path: str) -> bool:
        """Whether the value at `path`, or anything inside it, differs from where the form started."""
        return not self._state.cut(path).looks_like(self._initial.cut(path))
