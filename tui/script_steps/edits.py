"""What a person changed of records and has not saved to them yet; kept with the page's draft meanwhile.

Each save makes a version, so that records are not saved with every key; the draft is, so that a
kill loses nothing that was said to be saved.
"""

from collections.abc import Callable, Mapping
from typing import Any

from engine.client.engine import Engine
from schemas.messages.interactions import SaveDraft
from schemas.messages.records import EditRecord, RecordView
from schemas.messages.session import Draft
from tui.interaction.draft_keeper import DraftKeeper, SaveState
from tui.interaction.open_page import PageIds

KEPT_AS = "edits"
"""The draft's value that holds them: by record, by field, `{value, version}`."""


class Edits:
    """One per page. `tell` says whether the draft is on disk."""

    def __init__(
        self, engine: Engine, ids: PageIds, draft: Draft | None, tell: Callable[[SaveState], None]
    ) -> None:
        self._engine = engine
        self._ids = ids
        self._of = _read(draft)
        self._keeper = DraftKeeper(self._save_draft, tell)

    def of(self, record_id: int) -> Mapping[str, Any]:
        """What is not saved to a record yet, by its fields."""
        return {name: edit["value"] for name, edit in self._of.get(record_id, {}).items()}

    @property
    def records(self) -> list[int]:
        """The records that have such."""
        return list(self._of)

    def edit(self, record: RecordView, name: str, value: Any) -> None:
        """A person changed a field; to what it was before is no change."""
        held = self._of.setdefault(record.id, {})
        seen = held.get(name, {}).get("version", record.versions.get(name, 0))
        if value == record.fields.get(name) and seen == record.versions.get(name, 0):
            held.pop(name, None)
        else:
            held[name] = {"value": value, "version": seen}
        if not held:
            del self._of[record.id]
        self._keeper.touch()

    async def commit(self, record_id: int) -> RecordView | None:
        """Save what was changed to the record; the record then, or None if there was nothing.

        Raises `OperationError`; a conflict when a field was changed by somebody else meanwhile.
        """
        held = dict(self._of.get(record_id, {}))
        if not held:
            return None
        saved = await self._engine.call(
            EditRecord(
                record_id=record_id,
                values={name: edit["value"] for name, edit in held.items()},
                versions={name: edit["version"] for name, edit in held.items()},
            )
        )
        now = self._of.get(record_id, {})
        for name, edit in held.items():
            if now.get(name) == edit:
                del now[name]
            elif name in now:
                # Typed on meanwhile: that is an edit of what was just saved.
                now[name]["version"] = saved.versions.get(name, 0)
        if not now:
            self._of.pop(record_id, None)
        self._keeper.touch()
        return saved

    def keep_mine(self, record_id: int, newest: Mapping[str, int]) -> None:
        """Save over what is there now: these are the versions that were seen."""
        for name, version in newest.items():
            if name in self._of.get(record_id, {}):
                self._of[record_id][name]["version"] = version
        self._keeper.touch()

    def forget(self, record_id: int, names: Mapping[str, Any] | None = None) -> None:
        """Leave fields as they are in the store; all of the record's without `names`."""
        held = self._of.get(record_id, {})
        for name in list(held if names is None else names):
            held.pop(name, None)
        if not held:
            self._of.pop(record_id, None)
        self._keeper.touch()

    async def flush(self) -> bool:
        """Put the draft on disk; returns whether it is."""
        return await self._keeper.flush()

    async def close(self) -> None:
        """Put the draft on disk, and stop."""
        await self._keeper.close()

    async def _save_draft(self) -> None:
        kept = {str(record_id): dict(held) for record_id, held in self._of.items()}
        await self._engine.call(SaveDraft(**self._ids, values={KEPT_AS: kept} if kept else {}))


def _read(draft: Draft | None) -> dict[int, dict[str, dict[str, Any]]]:
    """The edits in a draft; what is none of ours is left out."""
    kept = draft.values.get(KEPT_AS) if draft else None
    found: dict[int, dict[str, dict[str, Any]]] = {}
    for record_id, fields in (kept if isinstance(kept, dict) else {}).items():
        if str(record_id).isdecimal() and isinstance(fields, dict):
            held = {
                str(name): edit
                for name, edit in fields.items()
                if isinstance(edit, dict) and {"value", "version"} <= edit.keys()
            }
            if held:
                found[int(record_id)] = held
    return found
