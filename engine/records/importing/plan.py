"""What an import makes of each row: which records are new, which are updated, what is refused."""

import time
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from engine.records.field_values import json_text
from engine.records.importing.draft import Draft, FileRefused, Refusal, RowRefused
from schemas.clean_text import clean_line
from schemas.frozen import frozen
from schemas.messages.record_transfer import PreviewedRecord, RowError

MAX_RECORDS = 1_000_000
MOST_ERRORS = 1000
MOST_COLUMNS = 1000
SHOWN = 20
"""Records that a preview shows."""


@frozen
class Held:
    """A record that is in the store. `sections` is the place of its last."""

    collection: str
    parent_id: int | None
    sections: int


@dataclass(slots=True)
class Step:
    """What is to be written for some rows: rows of `records` and `record_values`, and new values by id."""

    records: list[tuple[Any, ...]] = field(default_factory=list[tuple[Any, ...]])
    values: list[tuple[Any, ...]] = field(default_factory=list[tuple[Any, ...]])
    updates: dict[int, dict[str, Any]] = field(default_factory=dict[int, dict[str, Any]])


@dataclass(slots=True)
class _Document:
    """A document of the file that may get more sections."""

    id: int
    sections: int
    texts: int = 0


class Plan:
    """Goes through a file from its first row to its last. Nothing is written here.

    `next_id` is the first id that was never used, `place` that of the collection's last document.
    With `ties` sections may name their document by its id in the file.
    """

    def __init__(
        self, collection: str, *, update: bool, new_ids: bool, ties: bool, next_id: int, place: int
    ) -> None:
        self.rows = self.refused = self.documents = self.sections = self.updated = 0
        self.columns: dict[str, None] = {}
        self.errors: list[RowError] = []
        self.shown: list[PreviewedRecord] = []
        self._collection = collection
        self._update = update
        self._new_ids = new_ids
        self._ties = ties
        self._next_id = next_id
        self._place = place
        self._now = time.time()
        self._used: set[int] = set()
        self._groups: dict[str, _Document] = {}
        self._by_given: dict[str, _Document] = {}

    def ids_asked(self, drafts: Iterable[Draft | Refusal]) -> list[int]:
        """The ids that rows name: who calls `take` says which of them are taken."""
        if self._new_ids:
            return []
        asked: list[int] = []
        for each in drafts:
            for draft in (each, *each.sections) if isinstance(each, Draft) else ():
                try:
                    asked += [] if (record_id := draft.record_id()) is None else [record_id]
                except RowRefused:
                    continue
        return asked

    def take(self, drafts: Iterable[Draft | Refusal], there: Mapping[int, Held]) -> Step:
        """Take in more rows. `there` are the records of the store with ids that these rows name."""
        step = Step()
        for each in drafts:
            self.rows += 1
            refusal = each if isinstance(each, Refusal) else self._take(each, there, step)
            if refusal is not None:
                self._refuse(refusal)
            if self.documents + self.sections + self.updated > MAX_RECORDS:
                raise FileRefused(f"More than {MAX_RECORDS} records.", "Split the file.")
        return step

    def _take(self, draft: Draft, there: Mapping[int, Held], step: Step) -> Refusal | None:
        """Plan one row, all of it or nothing."""
        try:
            if draft.of is not None:
                self._section_alone(draft, there, step)
            else:
                self._document(draft, there, step)
        except RowRefused as refused:
            return Refusal(draft.row, draft.line, refused.message, refused.column)
        return None

    def _document(self, draft: Draft, there: Mapping[int, Held], step: Step) -> None:
        group = self._groups.get(draft.group) if draft.group is not None else None
        if group is not None and group.texts != hash(tuple(draft.texts.items())):
            raise RowRefused("the document is not as in its first row")
        if group is None:
            record_id, held = self._asked(draft, None, there, set[int]())
        else:
            record_id, held = group.id, None
        own: set[int] = set() if record_id is None else {record_id}
        asked = [self._asked(each, record_id, there, own) for each in draft.sections]
        # Checked: from here on the row is taken.
        if group is None:
            last = held.sections if held else 0
            record_id = self._put(draft, record_id, held, None, step)
            group = _Document(record_id, last, hash(tuple(draft.texts.items())))
            if draft.group is not None:
                self._groups[draft.group] = group
            elif self._ties and draft.given_id is not None:
                self._by_given[str(draft.given_id)] = group
        for each, (section_id, section_held) in zip(draft.sections, asked, strict=True):
            self._put(each, section_id, section_held, group, step)

    def _section_alone(self, draft: Draft, there: Mapping[int, Held], step: Step) -> None:
        document = self._by_given.get(str(draft.of))
        if document is None:
            raise RowRefused(f"its document ({str(draft.of)[:40]}) is not imported")
        section_id, held = self._asked(draft, document.id, there, set())
        self._put(draft, section_id, held, document, step)

    def _asked(
        self, draft: Draft, parent_id: int | None, there: Mapping[int, Held], in_row: set[int]
    ) -> tuple[int | None, Held | None]:
        """The id a row asks for, and what has it now if that is to be updated."""
        asked = None if self._new_ids else draft.record_id()
        if asked is None:
            return None, None
        if asked in self._used or asked in in_row:
            raise RowRefused(f"{asked} is there twice", "id")
        in_row.add(asked)
        held = there.get(asked)
        if held is None:
            return asked, None
        if not self._update:
            raise RowRefused(f"{asked} is taken", "id")
        if (held.collection, held.parent_id) != (self._collection, parent_id):
            where = f"a section of {held.parent_id}" if held.parent_id else "a document"
            raise RowRefused(f"{asked} is taken: it is {where} in {held.collection}", "id")
        return asked, held

    def _put(
        self, draft: Draft, record_id: int | None, held: Held | None, document: _Document | None, step: Step
    ) -> int:
        self._note(draft, record_id, document is not None, held is not None)
        if record_id is None:
            record_id = self._next_id
        self._next_id = max(self._next_id, record_id + 1)
        self._used.add(record_id)
        if held is not None:
            step.updates[record_id] = draft.fields
            self.updated += 1
            return record_id
        if document is None:
            self.documents += 1
            self._place += 1
            place, parent_id = self._place, None
        else:
            self.sections += 1
            document.sections += 1
            place, parent_id = document.sections, document.id
        fields = ",".join(f"{json_text(name)}:{text}" for name, text in draft.texts.items())
        row = (record_id, self._collection, parent_id, place, f"{{{fields}}}", self._now, self._now)
        step.records.append(row)
        step.values += [
            (record_id, name, 1, text, self._now, "", "imported") for name, text in draft.texts.items()
        ]
        return record_id

    def _note(self, draft: Draft, record_id: int | None, section: bool, update: bool) -> None:
        """Remember what a preview tells."""
        if len(self.columns) < MOST_COLUMNS:
            self.columns |= dict.fromkeys(draft.fields)
        if len(self.shown) < SHOWN:
            shown = PreviewedRecord(
                row=draft.row, id=record_id, section=section, update=update, fields=draft.fields
            )
            self.shown.append(shown)

    def _refuse(self, refusal: Refusal) -> None:
        self.refused += 1
        if len(self.errors) < MOST_ERRORS:
            error = RowError(
                row=refusal.row,
                line=refusal.line,
                column=clean_line(refusal.column),
                message=clean_line(refusal.message),
            )
            self.errors.append(error)
