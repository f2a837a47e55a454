"""A form from top to bottom: one entry for each line or field that there is to draw."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Literal, NamedTuple

from engine.form.field import WITH_PARTS, Field, Section
from engine.form.model import FormModel
from schemas.documents.form import FormUx
from tui.form.folds import Folds
from tui.form.form_items import FormItems
from tui.form.form_layout import arrange, asks_for_rows
from tui.widgets.field_placement import Placement

What = Literal["field", "head", "shape", "foot"]
"""A control; the line above parts; the line that chooses a shape of a union; the line that adds a part."""

Keep = Callable[[Field], bool]

FULL_ROW = Placement()
_DEEPEST = 6
_MOST = 5_000


class Key(NamedTuple):
    """Tells entries apart, also between outlines of the same form."""

    what: What
    path: str
    union: int = 0


@dataclass(frozen=True, slots=True)
class Entry:
    """`depth` counts the parts around it, `siblings` the items of the list that it is one of.

    `new_row` tells where the form may be cut before it.
    """

    key: Key
    field: Field
    depth: int = 0
    placement: Placement = FULL_ROW
    siblings: int = 0
    folded: bool = False
    new_row: bool = True


def is_parted(field: Field) -> bool:
    """Whether the field has a head with its parts below."""
    return field.kind in WITH_PARTS


class Outline:
    """Makes the entries of a form's sections.

    With `keep`, only fields that it wants are there, with the heads around them; what is folded
    is looked through too then.
    """

    def __init__(
        self,
        model: FormModel,
        ux: FormUx,
        folds: Folds,
        keep: Keep | None = None,
        items: FormItems | None = None,
    ) -> None:
        self._items = items
        self._model = model
        self._ux = ux
        self._folds = folds
        self._keep = keep
        self._seen = 0

    def sections(self) -> list[tuple[Section, list[Entry]]]:
        """Every section of the form with its entries; of a form that is no object, the one there is."""
        try:
            root = self._model.field("")
        except KeyError:  # a form of top-level fields only
            return [(section, self._parts(section.fields)) for section in self._sections()]
        if root.kind not in ("object", "map"):
            return [(Section(None, "", (root,)), list(self._walk(root, 0, 0)))]
        found = [(section, self._parts(section.fields)) for section in self._sections()]
        shapes = [] if self._keep else list(self._shapes(root, 0))
        foot = [Entry(Key("foot", ""), root)] if root.open and not self._keep else []
        if not found:
            found = [(Section(None, "", ()), [])]
        found[0] = (found[0][0], shapes + found[0][1])
        found[-1] = (found[-1][0], found[-1][1] + foot)
        return found

    def _sections(self) -> tuple[Section, ...]:
        return self._items.sections(self._model.fields) if self._items else self._model.sections

    def _parts(self, fields: Sequence[Field], depth: int = 0, siblings: int = 0) -> list[Entry]:
        """The entries of fields beside each other: controls that follow each other share a grid."""
        if not depth and asks_for_rows(fields):
            # Explicit rows count from the section's first, so what has them comes first.
            fields = sorted(fields, key=is_parted)
        entries: list[Entry] = []
        run: list[Field] = []
        for field in fields:
            if is_parted(field) or field.shapes:
                entries += self._run(run, depth, siblings)
                run = []
                entries += self._walk(field, depth, siblings)
            else:
                run.append(field)
        return [*entries, *self._run(run, depth, siblings)]

    def _run(self, fields: Sequence[Field], depth: int, siblings: int) -> Iterator[Entry]:
        wanted = [field for field in fields if self._keep is None or self._keep(field)]
        self._seen += len(fields)
        for field, placement, new_row in arrange(wanted, self._ux, inside=depth > 0):
            key = Key("field", field.name)
            yield Entry(key, field, depth, placement, siblings, new_row=new_row)

    def _walk(self, field: Field, depth: int, siblings: int) -> Iterator[Entry]:
        if not self._model.visible(field.name):
            return
        if not is_parted(field):
            if self._keep is None or self._keep(field):
                yield from self._shapes(field, depth)
                yield Entry(Key("field", field.name), field, depth, siblings=siblings)
            return
        folded = self._folds.folded(field, siblings)
        if self._keep is not None:
            below = self._kept_below(field, depth)
            if below or self._keep(field):
                yield Entry(Key("head", field.name), field, depth, siblings=siblings, folded=not below)
            yield from below
            return
        yield Entry(Key("head", field.name), field, depth, siblings=siblings, folded=folded)
        if folded:
            return
        yield from self._shapes(field, depth + 1)
        children = self._model.children(field.name)
        yield from self._parts(children, depth + 1, len(children) if field.kind == "list" else 0)
        if field.open and (field.most is None or len(children) < field.most):
            yield Entry(Key("foot", field.name), field, depth + 1)

    def _kept_below(self, field: Field, depth: int) -> list[Entry]:
        # A schema may contain itself: what is not there is looked through to some depth only.
        if self._seen > _MOST or (depth >= _DEEPEST and not self._model.is_set(field.name)):
            return []
        return self._parts(self._model.children(field.name), depth + 1)

    @staticmethod
    def _shapes(field: Field, depth: int) -> Iterator[Entry]:
        for union in range(len(field.shapes)):
            yield Entry(Key("shape", field.name, union), field, depth)
