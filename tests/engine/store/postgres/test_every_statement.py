"""Every statement of the engine is one that PostgreSQL takes: names, functions and types."""

import re

import psycopg

from engine.access.allowing import _SESSIONS as SESSIONS
from engine.llm_actions.rows import _ONE as ONE
from engine.store.postgres.sql import translated
from tests.engine.store.postgres.every_statement import statements

SEEN = "(owner = ? OR id IN (SELECT session_id FROM session_shares WHERE user_name = ?))"
SHOWN = "(s.owner = ? OR s.id IN (SELECT session_id FROM session_shares WHERE user_name = ?))"
BATCH_SEEN = "session_id IN (SELECT id FROM sessions WHERE owner = ?)"
# What only a run puts together: one of it, as it is put together there.
EXAMPLES = {
    "engine/access/access_log.py": {"where": "WHERE id < ? "},
    "engine/access/allowing.py": {"sessions": SESSIONS["execution_id"][1]},
    "engine/access/tokens.py": {"column": "name"},
    "engine/audit/audit.py": {
        "where": " WHERE id < ? AND at >= ? AND record_id IS NOT NULL AND record_id IN"
        " (SELECT ? UNION SELECT id FROM records WHERE parent_id = ?) AND status IN (?, ?)"
        " AND instr(lower(label || ' ' || error), lower(?)) > 0"
    },
    "engine/llm_actions/rows.py": {"by_id": True, "columns": "id, ", "marks": "?, "},
    "engine/records/collections.py": {"among": "collection = ? AND parent_id = ?"},
    "engine/records/listing.py": {
        "scope": "r.collection = ? AND r.parent_id IS NULL",
        "order": "r.place DESC, r.id DESC",
    },
    "engine/records/records.py": {"among": "collection = ? AND parent_id IS NULL"},
    "engine/server/kept_uploads.py": {"table": "drafts", "column": "body"},
    "engine/session/forks.py": {"seen": SEEN},
    "engine/session/restoring.py": {"seen": SEEN},
    "engine/session/sessions.py": {"where": SEEN},
    "engine/store/batches.py": {"where": BATCH_SEEN, "chosen": {"step_id = ?": 1}},
    "engine/store/queue_rows.py": {"seen": SHOWN},
}
# Whole statements where one example does not say it all.
MORE = [
    ONE[False],
    "SELECT r.id FROM records AS r WHERE (r.place, r.id) < "
    "(SELECT last.place, last.id FROM records AS last WHERE last.id = ?) ORDER BY r.place, r.id LIMIT ?",
    *(f"SELECT 1 FROM sessions WHERE id IN ({sql})" for _, sql in SESSIONS.values()),
]
ITS_OWN = ("engine/moving/",)
"""Puts its statements together from names of tables and columns; its tests run them on both databases."""


def test_every_statement_can_be_prepared(store_url: str) -> None:
    found = [each for each in statements(EXAMPLES) if not each.place.startswith(ITS_OWN)]
    unknown = [each.place for each in found if not each.sql]
    assert not unknown, f"Give an example of what is put together at {', '.join(unknown)}."
    assert len(found) > 150
    wrong: list[str] = []
    with psycopg.connect(store_url, autocommit=True) as connection:
        connection.execute("SET search_path = reroll, public")
        for place, sql in [*((each.place, each.sql) for each in found), *(("", each) for each in MORE)]:
            try:
                connection.execute(f"PREPARE it AS {_numbered(sql)}".encode(), prepare=False)
                connection.execute("DEALLOCATE it")
            except psycopg.Error as error:
                wrong.append(f"{place}: {str(error).splitlines()[0]}\n{sql}")
    assert not wrong, "\n".join(wrong)


def _numbered(sql: str) -> str:
    """The statement with `$1` for its first parameter, and so on."""
    numbers = iter(range(1, 1000))
    text = re.sub("%s", lambda _: f"${next(numbers)}", translated(sql).decode())
    return text.replace("%%", "%")
