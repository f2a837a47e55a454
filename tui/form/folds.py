"""Which parts of a form are folded away."""

from engine.form.field import Field
from engine.form.model import FormModel
from engine.form.paths import is_within, join

_DEEP = 3
_MANY = 24
_MANY_ITEMS = 5


class Folds:
    """What the person folded or unfolded; for everything else, what is likely to be wanted.

    Unfolded to begin with: what has a value or must have one, as far as it is neither deep
    inside nor long. So a schema that contains itself ends, and a long form opens at once.
    """

    def __init__(self, model: FormModel) -> None:
        self._model = model
        self._said: dict[str, bool] = {}
        self._groups: set[str] = set()

    def folded(self, field: Field, siblings: int = 1) -> bool:
        """Whether the parts of `field` are hidden; `siblings` counts the items of its list."""
        said = self._said.get(field.name)
        if said is not None:
            return said
        if not field.name:
            return False
        if field.kind == "json" or not (field.required or field.entry or self._model.is_set(field.name)):
            return True
        if field.entry and siblings > _MANY_ITEMS:
            return True
        depth = field.name.count("/")
        return depth >= _DEEP or len(self._model.children(field.name)) > _MANY

    def fold(self, path: str, folded: bool) -> None:
        """Fold or unfold one part."""
        self._said[path] = folded

    def group_folded(self, group: str) -> bool:
        """Whether a group of fields inside an object is hidden; `group` is the path of its line."""
        return group in self._groups

    def turn_group(self, group: str) -> None:
        """Fold a group, or unfold it."""
        self._groups ^= {group}

    def shift(self, parent: str, at: int, by: int) -> None:
        """An item came (by 1) or went (by -1) at a place of a list: what follows is one further on."""
        said: dict[str, bool] = {}
        for path, folded in self._said.items():
            place, below = _place_in(parent, path)
            if place is None or place < at:
                said[path] = folded
            elif by > 0 or place > at:
                said[join(parent, place + by) + below] = folded
        self._said = said

    def swap(self, one: str, other: str) -> None:
        """Two items changed places."""
        said: dict[str, bool] = {}
        for path, folded in self._said.items():
            if is_within(path, one):
                path = other + path[len(one) :]
            elif is_within(path, other):
                path = one + path[len(other) :]
            said[path] = folded
        self._said = said

    def unfold_around(self, path: str) -> bool:
        """Unfold everything that `path` stands in; returns whether anything was folded."""
        changed = False
        parts = path.split("/")
        for at in range(1, len(parts)):
            ancestor = "/".join(parts[:at])
            if self.folded(self._model.field(ancestor), _MANY_ITEMS + 1):
                changed = True
            self._said[ancestor] = False
            groups = {group for group in self._groups if group.startswith(f"{ancestor}#")}
            if groups:
                changed = True
                self._groups -= groups
        return changed


def _place_in(parent: str, path: str) -> tuple[int | None, str]:
    """The place of the item of the list at `parent` that `path` is or is inside of, and what follows."""
    if path == parent or not is_within(path, parent):
        return None, ""
    rest = path[len(parent) + 1 :] if parent else path
    first, slash, below = rest.partition("/")
    return (int(first), slash + below) if first.isdecimal() else (None, "")
