"""The results a grid shows, with the cursor and the selection, without any screen."""

from collections.abc import Iterable, Sequence
from typing import Literal, NamedTuple

from tui.results.result_item import ResultItem

SelectionMode = Literal["single", "multiple", "none"]


class Group(NamedTuple):
    """Results that stand together under a heading."""

    title: str
    size: int


class ResultList:
    """Ordered results with unique ids. `cursor` is an index, None only while there is no result.

    `groups` hold all of them, in order; without any, the results stand in one piece.
    """

    def __init__(self) -> None:
        self.items: list[ResultItem] = []
        self.groups: Sequence[Group] = ()
        self.cursor: int | None = None
        self._index: dict[str, int] = {}
        self._selected: set[str] = set()

    def __len__(self) -> int:
        return len(self.items)

    def index(self, item_id: str | None) -> int | None:
        """Return where the result with this id is, or None."""
        return None if item_id is None else self._index.get(item_id)

    @property
    def current(self) -> ResultItem | None:
        """The result under the cursor."""
        return None if self.cursor is None else self.items[self.cursor]

    @property
    def selected(self) -> list[str]:
        """Ids of the selected results, in the order of the results."""
        return sorted(self._selected, key=self._index.__getitem__)

    def is_selected(self, item_id: str) -> bool:
        """Say whether a result is selected."""
        return item_id in self._selected

    def replace(self, items: Iterable[ResultItem], groups: Sequence[Group] = ()) -> None:
        """Take other results; the cursor and the selection stay with the ids that are still there."""
        current = self.current
        self.groups = groups
        by_id = {item.id: item for item in items}
        self.items = list(by_id.values())
        self._index = {item_id: index for index, item_id in enumerate(by_id)}
        self._selected &= self._index.keys()
        kept = self._index.get(current.id) if current else None
        if kept is None and current and current.state == "running" and self.items:
            kept = min(self.cursor or 0, len(self.items) - 1)  # its place may be that of what came of it
        self.cursor = kept if kept is not None else 0 if self.items else None

    def append(self, item: ResultItem) -> int:
        """Add a result with a new id at the end and return its index."""
        index = self._index[item.id] = len(self.items)
        self.items.append(item)
        if self.cursor is None:
            self.cursor = index
        return index

    def update(self, item: ResultItem) -> int | None:
        """Replace the result with this id; return its index, or None if nothing changed."""
        index = self._index.get(item.id)
        if index is None or self.items[index] == item:
            return None
        self.items[index] = item
        return index

    def select(self, ids: Iterable[str]) -> list[int]:
        """Select exactly these ids (unknown ones are ignored); return the indexes that changed."""
        chosen = {item_id for item_id in ids if item_id in self._index}
        changed = chosen ^ self._selected
        self._selected = chosen
        return [self._index[item_id] for item_id in changed]

    def toggle(self, mode: SelectionMode) -> list[int]:
        """Select the current result or let it go; return the indexes that changed.

        Only finished results can be selected. In mode "single" the others are let go.
        """
        item = self.current
        if item is None or mode == "none":
            return []
        if item.id in self._selected:
            return self.select(self._selected - {item.id})
        if item.state != "ready":
            return []
        return self.select({item.id} | (self._selected if mode == "multiple" else set()))
