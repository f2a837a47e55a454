"""An interaction as a session remembers it: its data, results, selection, proposals, what came before."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from engine.templates.target_path import read
from schemas.documents.interaction import InteractionRequest
from schemas.documents.sub_action import ResultMapping
from schemas.frozen import frozen
from schemas.json_value import is_list, is_object

JsonObject = dict[str, Any]

MOST_SNAPSHOTS = 200
"""How many changes of a page can be undone."""


class HollowError(Exception):
    """What is asked for was left out of a stored state."""


@dataclass(slots=True)
class Proposal:
    """A change that waits for the person."""

    id: str
    execution_id: str
    label: str
    mapping: ResultMapping
    value: Any


@frozen
class Marks:
    """What a person marked a result with. `rating` is 1 to 5, or 0 for none."""

    starred: bool = False
    rating: int = 0
    tags: list[str] = field(default_factory=list[str])
    note: str = ""


@dataclass(slots=True)
class Generation:
    """What a page showed, between one rerun of what is upstream of it and the next.

    `state` holds the keys of the workflow's state that belong to it. `data` of the one that is
    shown is brought up to date only when another takes its place.
    """

    number: int
    data: JsonObject
    state: JsonObject = field(default_factory=dict[str, Any])
    label: str = ""
    execution_id: str = ""
    at: float = 0.0


@frozen
class Snapshot:
    """A page before a change (or, for redo, after it). `label` names the change.

    Without `request` it is hollow: it was left out of a stored state, and to come back to it
    the session has to be folded from its beginning.
    """

    label: str
    execution_id: str
    request: InteractionRequest | None
    data: JsonObject
    generation: int
    marks: dict[str, Marks] = field(default_factory=dict[str, Marks])


@dataclass(slots=True)
class Interaction:
    """An interaction as it stands: `data` is its display data with every result so far.

    `arriving` are items of executions that still run and will replace what is on the page, by
    execution. `chosen` are the ids a person selected, on the page or not at the moment.
    """

    id: str
    step_id: str
    module_id: str
    request: InteractionRequest
    data: JsonObject
    chosen: list[str] = field(default_factory=list[str])
    proposals: dict[str, Proposal] = field(default_factory=dict[str, Proposal])
    response: JsonObject | None = None
    earlier_response: JsonObject | None = None
    """The answer before the page was opened again."""
    arriving: dict[str, list[JsonObject]] = field(default_factory=dict[str, list[JsonObject]])
    generations: list[Generation] = field(default_factory=list[Generation])
    generation: int = 1
    """The number of the one that is shown."""
    undoable: list[Snapshot] = field(default_factory=list[Snapshot])
    redoable: list[Snapshot] = field(default_factory=list[Snapshot])
    marks: dict[str, Marks] = field(default_factory=dict[str, Marks])
    """Of results, by their ids, in whichever generation they are. Replaced, never changed in place."""

    @property
    def completed(self) -> bool:
        return self.response is not None

    def results_path(self) -> str:
        """Where in the display data the results are."""
        display = self.request.result_display_schema
        return display.ux.source if display else "generations"

    def results(self) -> list[JsonObject]:
        """The results on the page, in order."""
        return self.results_in(self.data)

    def results_in(self, data: JsonObject) -> list[JsonObject]:
        """The results in display data of this page, such as an earlier generation's."""
        return [dict(item) for item in self._items_in(data)]

    def count_in(self, data: JsonObject) -> int:
        """How many results display data of this page has."""
        return len(self._items_in(data))

    def _items_in(self, data: JsonObject) -> Sequence[Mapping[str, Any]]:
        """The same without copies: there can be thousands, and they are counted at each change."""
        found = read(data, self.results_path(), [])
        if not is_list(found):
            return []
        return [item for item in found if is_object(item)]

    @property
    def known_ids(self) -> set[str]:
        """Ids of what can be selected now: results, and items that are arriving."""
        arriving = [item for items in self.arriving.values() for item in items]
        here = [*self._items_in(self.data), *arriving]
        return _ids(here)

    @property
    def all_ids(self) -> set[str]:
        """Ids of what can be marked: `known_ids`, and the results of every generation."""
        earlier = (each for each in self.generations if each.number != self.generation)
        others = [item for each in earlier for item in self._items_in(each.data)]
        return self.known_ids | _ids(others)

    @property
    def selected(self) -> list[str]:
        """The selected ids that can be seen, at most one where only one may be."""
        if not self.chosen:
            return []
        known = self.known_ids
        seen = [content_id for content_id in self.chosen if content_id in known]
        display = self.request.result_display_schema
        return seen[:1] if display and display.ux.selection_mode == "single" else seen

    def select(self, content_ids: Sequence[str]) -> None:
        """Select these; what is selected in another generation stays so there."""
        known = self.known_ids
        elsewhere = [each for each in self.chosen if each not in known and each not in content_ids]
        self.chosen = [*content_ids, *elsewhere]

    def shown(self) -> Generation:
        """The generation on the page, with its data as it is now."""
        generation = self.generations[self.generation - 1]
        generation.data = self.data
        return generation

    def remember(self, label: str, execution_id: str = "") -> None:
        """Make what the page is now something to come back to. One execution is one change."""
        last = self.undoable[-1] if self.undoable else None
        if execution_id and last and last.execution_id == execution_id:
            return
        self.undoable.append(self.snapshot(label, execution_id))
        del self.undoable[:-MOST_SNAPSHOTS]
        self.redoable.clear()

    def snapshot(self, label: str, execution_id: str = "") -> Snapshot:
        """The page as it is now."""
        return Snapshot(label, execution_id, self.request, self.data, self.generation, self.marks)

    def restore(self, snapshot: Snapshot) -> None:
        """Make the page as it was then. Raises `HollowError`."""
        if snapshot.request is None:
            raise HollowError
        self.shown()
        self.request, self.data, self.generation = snapshot.request, snapshot.data, snapshot.generation
        self.marks = snapshot.marks


def _ids(items: Iterable[Mapping[str, Any]]) -> set[str]:
    ids: set[Any] = {item.get("content_id") for item in items}
    return ids - {None, ""}
