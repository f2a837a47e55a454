"""The statuses of the operations on a session's conversation, as a client far away sees them."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from engine.operations.dispatcher import dispatch_json
from engine.operations.services import Services
from schemas.messages.errors import Envelope
from tests.engine.fakes import Fakes, write_flow

Answer = tuple[int, Envelope]


@pytest.fixture
async def services(home: Path, fakes: Fakes) -> AsyncIterator[Services]:
    services = await Services.open(home, registry=fakes.registry())
    yield services
    await services.close()


@pytest.fixture
async def session_id(services: Services, tmp_path: Path) -> str:
    """A session with one reference and one turn."""
    _, started = await dispatch_json(services, "sessions.start", {"workflow": write_flow(tmp_path / "flow")})
    sid = str(started.data["id"])
    await dispatch_json(services, "references.add", {"session_id": sid, "reference": {"text": "x"}})
    _, begun = await dispatch_json(
        services, "sessions.instruct", {"session_id": sid, "instruction": "Go", "idempotency_key": "k"}
    )
    async for _ in services.executions.events(begun.data["id"]):
        pass
    return sid


REQUESTS: list[tuple[str, dict[str, Any], int]] = [
    ("references.list", {}, 200),
    ("references.replace", {"references": [{"text": "x"}, {"path": "~/y"}]}, 200),
    ("references.replace", {"references": [{"text": "x", "path": "y"}]}, 422),
    ("references.replace", {"references": [{}]}, 422),
    ("references.add", {"reference": {"text": ""}}, 422),
    ("references.add", {"reference": {"text": "x", "ttl": -1}}, 422),
    ("references.add", {"reference": {"text": "\x1b\u202e"}}, 422),
    ("references.add", {"reference": {"path": "a\x1b[2Jb"}}, 422),
    ("references.add", {"reference": {"path": "\ud800"}}, 422),
    ("references.add", {"reference": {"path": "~nobody_of_that_name/x"}}, 422),
    ("references.remove", {"index": 0}, 200),
    ("references.remove", {"index": 1}, 400),
    ("references.set-persist", {"index": 0, "persist": True}, 200),
    ("references.set-persist", {"index": -1, "persist": True}, 400),
    ("references.set-persist", {"index": 0}, 422),
    ("references.set-ttl", {"index": 0, "ttl": None}, 200),
    ("references.set-ttl", {"index": 7, "ttl": 1}, 400),
    ("references.set-ttl", {"index": 0}, 422),
    ("references.toggle", {"index": 0}, 200),
    ("references.toggle", {"index": 1}, 400),
    ("references.toggle", {"index": "first"}, 422),
    ("turns.list", {}, 200),
    ("turns.edit", {"turn_id": "TURN", "reply": "y"}, 200),
    ("turns.edit", {"turn_id": "TURN"}, 400),
    ("turns.edit", {"turn_id": "TURN", "reply": ""}, 422),
    ("turns.edit", {"turn_id": "none", "reply": "y"}, 404),
    ("turns.delete", {"turn_id": "TURN"}, 200),
    ("turns.delete", {"turn_id": "none"}, 404),
    ("turns.fork", {"turn_id": "TURN"}, 200),
    ("turns.fork", {"turn_id": "none"}, 404),
    ("settings.get", {}, 200),
    ("settings.edit", {"settings": {"seed": 3}}, 200),
    ("settings.edit", {"settings": {"seed": "three"}}, 422),
    ("settings.edit", {"settings": {"text_provider": "nobody"}}, 422),
    ("sessions.edit-meta", {"purpose": "x", "roles": ["y"]}, 200),
    ("sessions.edit-meta", {"roles": "y"}, 422),
    ("sessions.edit-meta", {"roles": ["y" * 1001]}, 422),
    ("sessions.edit-meta", {"purpose": "y" * 20_001}, 422),
    ("sessions.instruct", {"instruction": "x", "idempotency_key": "k"}, 200),
    ("sessions.instruct", {"instruction": "  ", "idempotency_key": "k2"}, 422),
    ("sessions.fork", {}, 200),
    ("sessions.fork", {"at_seq": 1}, 200),
    ("sessions.fork", {"at_seq": 0}, 422),
    ("sessions.fork", {"at_seq": 10_000}, 400),
    ("sessions.fork", {"turn_id": "none"}, 404),
    ("sessions.tree", {}, 200),
]


@pytest.mark.parametrize(("name", "body", "status"), REQUESTS)
async def test_each_request_has_its_status(
    services: Services, session_id: str, name: str, body: dict[str, Any], status: int
) -> None:
    if body.get("turn_id") == "TURN":
        _, turns = await dispatch_json(services, "turns.list", {"session_id": session_id})
        body = {**body, "turn_id": turns.data["turns"][0]["id"]}
    got, envelope = await dispatch_json(services, name, {"session_id": session_id, **body})
    assert (got, envelope.success) == (status, status == 200), envelope.error


@pytest.mark.parametrize(("name", "body"), [(name, body) for name, body, status in REQUESTS if status == 200])
async def test_an_unknown_session_is_not_found(services: Services, name: str, body: dict[str, Any]) -> None:
    got, envelope = await dispatch_json(services, name, {"session_id": "nobody", **body})
    assert got == 404
    assert envelope.error is not None
    assert envelope.error.message == "There is no session 'nobody'."
