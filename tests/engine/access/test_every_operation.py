"""Every operation, asked for by everybody: no token, viewers, editors of one's own and of others, admins."""

import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from engine.access.needs import NAMING
from engine.operations.errors import Conflict
from engine.operations.listed import all_operations
from engine.operations.operation import Operation
from tests.engine.access.people import ROLES, SHARED, People
from tests.engine.access.requests import smallest

ADMINS = {
    *("workflows.trust", "workflows.untrust", "models.fetch", "models.remove"),
    *("queue.pause", "queue.resume", "queue.dead", "queue.requeue", "queue.drop"),
    *("records.delete", "record-files.delete", "llm-actions.delete"),
    *("tokens.create", "tokens.list", "tokens.revoke", "access.log"),
}
READERS = {
    *("workflows.list", "workflows.look", "providers.list", "models.status", "presets.list", "blobs.get"),
    *("sessions.get", "sessions.list", "sessions.tree", "sessions.shares"),
    *("references.list", "turns.list", "settings.get", "interactions.get", "documents.check"),
    *("executions.get", "executions.list", "results.get", "results.list", "conversation.get"),
    *("queue.list", "sweeps.plan", "sweeps.get", "sweeps.cell", "sweeps.list"),
    *("records.collections", "records.list", "records.get", "records.versions"),
    *("record-files.list", "record-files.get", "script-steps.list", "step-settings.get"),
    *("llm-actions.list", "llm-actions.get", "llm-actions.versions", "llm-actions.diff"),
    *("batches.get", "batches.list", "audit.list", "access.me"),
}
COPIES = {"sessions.fork", "turns.fork", "conversation.resend", "results.export"}
OWNERS = {"sessions.delete", "sessions.share", "sessions.unshare"}
FREE = {"audit.list", "queue.requeue", "queue.drop"}
"""What names something and asks for no right to it: what is told is chosen, or only admins may."""


def test_every_operation_says_what_it_needs() -> None:
    unsaid = [each.name for each in all_operations() if each.need is None]
    assert unsaid == []
    for each in all_operations():
        named = {field for field in each.request.model_fields if field in NAMING}
        asked = set(each.need.fields) if each.need else set()
        assert named == asked or each.name in FREE, each.name


def expected(operation: Operation, name: str, *, named: bool) -> int | str:
    """The status that somebody gets, or `done`."""
    if not name:
        return 401
    role = ROLES[name]
    if role == "admin":
        return "done"
    if operation.name in ADMINS or (role == "viewer" and operation.name not in READERS):
        return 403
    right = "own" if name == "ann" else SHARED.get(name)
    if not named or right == "own":
        return "done"
    if right is None:
        return 404
    wanted = "view" if operation.name in READERS | COPIES else "own" if operation.name in OWNERS else "edit"
    return "done" if wanted == "view" or wanted == right else 403


async def scene(team: People, session_id: str) -> dict[str, str]:
    """One of each thing that belongs to a session, as rows."""
    now = time.time()
    rows = {
        "execution_id": (
            "INSERT INTO executions (id, session_id, idempotency_key, request, status, started_at, ended_at)"
            " VALUES (?, ?, 'k', '{}', 'completed', ?, ?)",
            ("e1", session_id, now, now),
        ),
        "sweep_id": (
            "INSERT INTO sweeps (id, session_id, interaction_id, sub_action_id, label, created_at, body)"
            " VALUES (?, ?, 'i', 'a', 'l', ?, '{}')",
            ("s1", session_id, now),
        ),
        "batch_id": (
            "INSERT INTO batches (id, session_id, step_id, document_id, idempotency_key, label, body,"
            " created_at) VALUES (?, ?, 's', 1, 'k', 'l', '{}', ?)",
            ("b1", session_id, now),
        ),
        "content_id": (
            "INSERT INTO results (id, session_id, execution_id, kind, value, provenance, created_at)"
            " VALUES (?, ?, 'e1', 'text', '{}', '{}', ?)",
            ("r1", session_id, now),
        ),
    }
    async with team.services.database.transaction() as transaction:
        for statement, values in rows.values():
            await transaction.execute(statement, values)
    return {"session_id": session_id, **{name: values[0] for name, (_, values) in rows.items()}}


@pytest.fixture
def reached(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Nothing is done: who gets as far as that is told so."""

    async def run(*_: Any) -> Any:
        raise Conflict("It would be done.", code="done")

    before = {each: each.run for each in all_operations()}
    for each in before:
        object.__setattr__(each, "run", run)
    yield
    for each, own in before.items():
        object.__setattr__(each, "run", own)


@pytest.fixture
def uploaded(home: Path) -> str:
    file = home / "uploads" / "x" / "posts.csv"
    file.parent.mkdir(parents=True)
    file.write_text("title\n")
    return str(file)


async def test_everybody_gets_what_is_theirs(
    team: People, session_id: str, uploaded: str, reached: None
) -> None:
    ids = await scene(team, session_id)
    for operation in all_operations():
        request = smallest(operation, ids, uploaded)
        fields = operation.need.fields if operation.need else ()
        named = any(request.get(field) == ids[field] for field in fields)
        for name in ("", *ROLES):
            reply = await team.ask(name, operation.name, **request)
            error = reply.json()["error"]
            got = "done" if error["code"] == "done" else reply.status_code
            assert got == expected(operation, name, named=named), (operation.name, name, request, error)


async def test_what_one_may_not_see_looks_as_if_it_were_not_there(
    team: People, session_id: str, uploaded: str, reached: None
) -> None:
    ids = await scene(team, session_id)
    unknown = dict.fromkeys(ids, "ffffffffffff")
    for operation in all_operations():
        fields = operation.need.fields if operation.need else ()
        if not fields or operation.name in ADMINS:
            continue
        replies = []
        for named in (ids, unknown):
            reply = await team.ask("eve", operation.name, **smallest(operation, named, uploaded))
            headers = {name for name in reply.headers if name != "content-length"}
            (shown,) = {named[field] for field in fields}
            body = reply.json()
            body.pop("request_id")
            replies.append((reply.status_code, headers, str(body).replace(shown, "ID")))
        assert replies[0] == replies[1], operation.name
        assert replies[0][0] == 404
