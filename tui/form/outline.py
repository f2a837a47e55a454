"""A form from top to bottom: one entry for each line or field that there is to draw."""

from collections.abc import Callable, Iterator, Sequence
from typing import Literal, NamedTuple

from engine.form.build import build_sections
from engine.form.field import WITH_PARTS, Field, Section
from engine.form.hints import FormHints
from engine.form.model import FormModel
from engine.form.nodes.hints import layout_within
from schemas.frozen import frozen
from tui.form.folds import Folds
from tui.form.form_items import FormItems
from tui.form.form_layout import PLAIN, Grid, arrange, asks_for_rows, grid_of
from tui.widgets.field_placement import Placement

What = Literal["field", "head", "group", "shape", "foot"]
"""A control; the line above parts, or above a group of them; the line that chooses a shape of a union;
the line that adds a part."""

Keep = Callable[[Field], bool]

FULL_ROW = Placement()
_DEEPEST = 6
_MOST = 5_000


class Key(NamedTuple):
    """Tells entries apart, also between outlines of the same form."""

    what: What
    path: str
    union: int = 0


@frozen
class Entry:
    """`depth` counts the parts around it, `siblings` the items of the list that it is one of.

    `new_row` tells where the form may be cut before it. `label` and `folds` are those of a group.
    """

    key: Key
    field: Field
    depth: int = 0
    placement: Placement = FULL_ROW
    siblings: int = 0
    folded: bool = False
    new_row: bool = True
    grid: Grid = PLAIN
    label: str = ""
    folds: bool = False


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
        ux: FormHints,
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
        around = _Around(self._ux, grid_of(self._ux))
        try:
            root = self._model.field("")
        except KeyError:  # a form of top-level fields only
            return [(section, self._parts(section.fields, around)) for section in self._sections()]
        if root.kind not in ("object", "map"):
            return [(Section(None, "", (root,)), list(self._walk(root, around)))]
        found = [
            (section, self._parts(section.fields, around._replace(path=section.group or "")))
            for section in self._sections()
        ]
        shapes = [] if self._keep else list(self._shapes(root, around))
        foot = [Entry(Key("foot", ""), root, grid=around.grid)] if root.open and not self._keep else []
        if not found:
            found = [(Section(None, "", ()), [])]
        found[0] = (found[0][0], shapes + found[0][1])
        found[-1] = (found[-1][0], found[-1][1] + foot)
        return found

    def _sections(self) -> tuple[Section, ...]:
        return self._items.sections(self._model.fields) if self._items else self._model.sections

    def _groups(self, parent: Field, fields: Sequence[Field], around: "_Around") -> Iterator[Entry]:
        """The entries of an object inside the form, by group as at the top level."""
        if not any(field.group for field in fields):
            yield from self._parts(fields, around)
            return
        style = around.ux.section_style
        for section in build_sections(fields):
            if section.group is None:
                yield from self._parts(section.fields, around)
                continue
            # Of a name that no part of the object has.
            path = f"{parent.name}#{section.group}"
            inside = around._replace(path=path)
            if style == "card":
                frame = Grid(*around.grid[:2], apart=path, frame=section.label, indent=around.depth)
                yield from self._parts(section.fields, inside._replace(grid=frame))
                continue
            parts = self._parts(section.fields, inside)
            if not parts:
                continue
            folded = style == "collapsible" and not self._keep and self._folds.group_folded(path)
            yield Entry(
                Key("group", path),
                parent,
                around.depth,
                folded=folded,
                grid=around.grid,
                label=section.label,
                folds=style == "collapsible",
            )
            if not folded:
                yield from parts

    def _parts(self, fields: Sequence[Field], around: "_Around") -> list[Entry]:
        """The entries of fields beside each other: controls that follow each other share a grid."""
        if asks_for_rows(fields):
            # Explicit rows count from the first one, so what has them comes first, in a grid of its own.
            fields = sorted(fields, key=is_parted)
            apart = around.grid.apart or f"{around.path} rows"
            run_grid = around.grid._replace(apart=apart)
        else:
            run_grid = around.grid
        entries: list[Entry] = []
        run: list[Field] = []
        for field in fields:
            if is_parted(field) or field.shapes:
                entries += self._run(run, around, run_grid)
                run = []
                entries += self._walk(field, around)
            else:
                run.append(field)
        return [*entries, *self._run(run, around, run_grid)]

    def _run(self, fields: Sequence[Field], around: "_Around", grid: Grid) -> Iterator[Entry]:
        wanted = [field for field in fields if self._keep is None or self._keep(field)]
        self._seen += len(fields)
        for field, placement, new_row in arrange(wanted, around.ux):
            key = Key("field", field.name)
            yield Entry(key, field, around.depth, placement, around.siblings, new_row=new_row, grid=grid)

    def _walk(self, field: Field, around: "_Around") -> Iterator[Entry]:
        if not self._model.visible(field.name):
            return
        depth, siblings, grid = around.depth, around.siblings, around.grid
        if not is_parted(field):
            if self._keep is None or self._keep(field):
                yield from self._shapes(field, around)
                yield Entry(Key("field", field.name), field, depth, siblings=siblings, grid=grid)
            return
        folded = self._folds.folded(field, siblings)
        key = Key("head", field.name)
        if self._keep is not None:
            below = self._kept_below(field, around)
            if below or self._keep(field):
                yield Entry(key, field, depth, siblings=siblings, folded=not below, grid=grid)
            yield from below
            return
        yield Entry(key, field, depth, siblings=siblings, folded=folded, grid=grid)
        if folded:
            return
        children = self._model.children(field.name)
        inside = around.within(field, len(children) if field.kind == "list" else 0)
        yield from self._shapes(field, inside)
        yield from self._groups(field, children, inside)
        if field.open and (field.most is None or len(children) < field.most):
            yield Entry(Key("foot", field.name), field, depth + 1, grid=inside.grid)

    def _kept_below(self, field: Field, around: "_Around") -> list[Entry]:
        # A schema may contain itself: what is not there is looked through to some depth only.
        if self._seen > _MOST or (around.depth >= _DEEPEST and not self._model.is_set(field.name)):
            return []
        children = self._model.children(field.name)
        return list(self._groups(field, children, around.within(field, 0)))

    @staticmethod
    def _shapes(field: Field, around: "_Around") -> Iterator[Entry]:
        for union in range(len(field.shapes)):
            yield Entry(Key("shape", field.name, union), field, around.depth, grid=around.grid)


class _Around(NamedTuple):
    """What an entry stands in: the hints and the grid there, and where that is."""

    ux: FormHints
    grid: Grid
    depth: int = 0
    siblings: int = 0
    path: str = ""

    def within(self, field: Field, siblings: int) -> "_Around":
        """What the parts of a field stand in."""
        ux, grid = self.ux, self.grid
        if field.kind == "object" and (own := layout_within(ux, field.schema)) is not ux:
            ux, grid = own, grid_of(own)
            if self.grid.frame and grid == self.grid._replace(apart="", frame="", indent=0):
                grid = self.grid
        return _Around(ux, grid, self.depth + 1, siblings, field.name)
