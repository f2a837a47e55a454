"""Every table and every column is either copied, or it is said why not."""

from pathlib import Path

from engine.moving.tables import KINDS, LEFT, LOOSE, NUMBERED
from engine.store.sqlite.database import SqliteDatabase


async def test_nothing_is_forgotten(tmp_path: Path) -> None:
    database = await SqliteDatabase.open(tmp_path / "reroll.db")
    tables = [
        row[0]
        for row in await database.all(
            "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%'"
        )
    ]
    columns = {
        table: {row[1] for row in await database.all(f"SELECT * FROM pragma_table_info('{table}')")}
        for table in tables
    }
    await database.close()
    copied: dict[str, set[str]] = {}
    for part in (part for kind in KINDS for part in kind.parts):
        copied[part.table] = {*part.columns, *part.also, *part.cleared}
    for loose in LOOSE:
        copied[loose.table] = {*loose.columns, *({loose.new_id} - {""})}
    assert copied.keys() | LEFT.keys() == {*tables}, "a new table: copy it, or say in LEFT why not"
    assert not copied.keys() & LEFT.keys()
    assert copied == {table: columns[table] for table in copied}, "a new column: copy it, or clear it"
    assert {*NUMBERED} <= copied.keys()


def test_what_belongs_to_something_comes_after_it() -> None:
    for kind in KINDS:
        known: set[str] = set()
        for part in kind.parts:
            assert {*part.of} <= known
            assert {*part.key} <= {*part.columns}
            known.add(part.name)
        assert {*kind.identity} <= {*kind.parts[0].columns}
