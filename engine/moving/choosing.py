"""What of a store is to be copied, in the order in which it can be."""

from collections.abc import Mapping, Sequence
from typing import Any

from engine.store.database import Rows
from engine.store.errors import StorageError
from schemas.frozen import frozen

Named = tuple[Any, str]


@frozen
class Choice:
    """Ids with titles (of documents their collection's name); parents before what was forked off them.

    `collections` are those of the documents.
    """

    everything: bool
    sessions: Sequence[Named]
    records: Sequence[Named]
    collections: Sequence[str]
    llm_actions: Sequence[Named]


async def choose(rows: Rows, sessions: Sequence[str]) -> Choice:
    """Everything, or these sessions with what they come from and the documents that they worked on.

    Raises `StorageError` for a session that there is not.
    """
    known = {
        row[0]: (row[1], row[2])
        for row in await rows.all("SELECT id, title, parent_id FROM sessions ORDER BY created_at, id")
    }
    for each in sessions:
        if each not in known:
            raise StorageError("gone", f"There is no session {each!r} to be copied.")
    ordered = _parents_first({key: parent for key, (_, parent) in known.items()}, sessions or list(known))
    if sessions:
        numbers = await _documents_of(rows, ordered)
        every = "SELECT id, collection FROM records WHERE id = ?"
        found = [row for number in numbers for row in await rows.all(every, (number,))]
        actions = []
    else:
        every = "SELECT id, collection FROM records WHERE parent_id IS NULL ORDER BY id"
        found = await rows.all(every)
        actions = await rows.all("SELECT id, name FROM llm_actions ORDER BY id")
    return Choice(
        everything=not sessions,
        sessions=[(each, known[each][0]) for each in ordered],
        records=[(row[0], row[1]) for row in found],
        collections=sorted({row[1] for row in found}),
        llm_actions=[(row[0], row[1]) for row in actions],
    )


def _parents_first(parents: Mapping[str, str | None], wanted: Sequence[str]) -> list[str]:
    ordered: dict[str, None] = {}
    for each in wanted:
        line: list[str] = []
        current = each
        while current in parents and current not in ordered and current not in line:
            line.append(current)
            current = parents[current] or ""
        ordered.update(dict.fromkeys(reversed(line)))
    return list(ordered)


async def _documents_of(rows: Rows, sessions: Sequence[str]) -> list[int]:
    """The documents that batches of these sessions worked on."""
    found: set[int] = set()
    for at in range(0, len(sessions), 50):
        some = sessions[at : at + 50]
        marks = ", ".join("?" * len(some))
        query = f"SELECT DISTINCT document_id FROM batches WHERE session_id IN ({marks})"  # noqa: S608 - question marks
        found.update(row[0] for row in await rows.all(query, some))
    return sorted(found)
