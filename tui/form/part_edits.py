"""Adds, removes, moves, copies and renames parts of a form, and says where the focus goes then."""

from collections.abc import Awaitable, Callable

from engine.form.absent import ABSENT
from engine.form.model import FormModel
from engine.form.paths import join, last_key, parent_of
from schemas.json_value import is_list
from tui.form.folds import Folds
from tui.form.part_tools import Act

AskKey = Callable[[str, str], Awaitable[str | None]]
"""Asks the person for a key, with a title and the key there was; None if they think better of it."""


class PartEdits:
    """Edits a model; each returns the path to go to, or None to stay."""

    def __init__(self, model: FormModel, folds: Folds, ask_key: AskKey) -> None:
        self._model = model
        self._folds = folds
        self._ask_key = ask_key

    async def do(self, path: str, act: Act) -> str | None:
        """Do what was asked. ValueError, in words, for what the form refuses."""
        model = self._model
        match act:
            case "fold" | "unfold" | "toggle":
                return self._fold(path, act)
            case "begin":
                model.begin(path)
                self._folds.fold(path, False)
                return path
            case "add":
                return await self._add(path)
            case "clear" | "remove":
                return self._remove(path)
            case "duplicate":
                return self._duplicate(path)
            case "up" | "down":
                return self._move(path, -1 if act == "up" else 1)
            case "rename":
                return await self._rename(path)

    def _fold(self, path: str, act: Act) -> str:
        field = self._model.field(path)
        folded = self._folds.folded(field, self._siblings(path))
        if act == "fold" and folded and parent_of(path):
            return parent_of(path)  # folded already: to the part around it
        self._folds.fold(path, not folded if act == "toggle" else act == "fold")
        return path

    async def _add(self, path: str) -> str | None:
        model = self._model
        if model.field(path).entry and not model.field(path).open:
            # Asked for in an item: the new one comes behind it.
            parent = parent_of(path)
            at = int(last_key(path)) + 1
            model.add(parent, at)
            self._folds.shift(parent, at, 1)
            return join(parent, at)
        self._folds.fold(path, False)
        if model.field(path).kind in ("list", "tuple"):
            value = model.value(path)
            model.add(path)
            return join(path, len(value) if is_list(value) else 0)
        key = await self._ask_key(f"Key of the new entry of {model.field(path).title}", "")
        if key is None:
            return None
        model.add_key(path, key)
        return join(path, key)

    def _remove(self, path: str) -> str:
        model, parent = self._model, parent_of(path)
        if not model.field(path).entry:
            if model.field(path).required:
                raise ValueError(f"{model.field(path).title} is required")
            model.clear(path)
            return path
        field = model.field(parent)
        count, least = len(model.children(parent)), field.least
        if field.kind == "list" and least is not None and count <= least:
            raise ValueError(f"{field.title} needs at least {least}")
        if field.kind not in ("list", "tuple"):
            model.remove(path)
            return parent
        at = int(last_key(path))
        model.remove(path)
        self._folds.shift(parent, at, -1)
        return join(parent, min(at, count - 2)) if count > 1 else parent

    def _duplicate(self, path: str) -> str | None:
        if not self._in_list(path):
            return None
        parent, at = parent_of(path), int(last_key(path))
        self._model.duplicate(path)
        self._folds.shift(parent, at + 1, 1)
        return join(parent, at + 1)

    def _move(self, path: str, by: int) -> str | None:
        if not self._in_list(path):
            return None
        parent, at = parent_of(path), int(last_key(path))
        to = at + by
        if not 0 <= to < self._siblings(path):
            return path
        self._model.move(path, to)
        self._folds.swap(join(parent, at), join(parent, to))
        return join(parent, to)

    async def _rename(self, path: str) -> str | None:
        if not self._model.field(path).entry or self._in_list(path):
            return None
        before = last_key(path)
        key = await self._ask_key(f"Another key for {before}", before)
        if key is None or key == before:
            return path
        self._model.rename(path, key)
        return join(parent_of(path), key)

    def _in_list(self, path: str) -> bool:
        return bool(path) and self._model.field(path).entry and is_list(self._model.value(parent_of(path)))

    def _siblings(self, path: str) -> int:
        value = self._model.value(parent_of(path)) if path else ABSENT
        return len(value) if is_list(value) else 0
