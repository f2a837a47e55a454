"""Presets through the dispatcher, as programs use them."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from engine.operations.dispatcher import dispatch_json
from engine.operations.services import Services

SCHEMA: dict[str, Any] = {"type": "object", "properties": {"a": {"type": "integer"}}}


@pytest.fixture
async def services(home: Path) -> AsyncIterator[Services]:
    opened = await Services.open(home)
    yield opened
    await opened.close()


async def call(services: Services, verb: str, **body: Any) -> tuple[int, Any]:
    status, envelope = await dispatch_json(services, f"presets.{verb}", {"form_schema": SCHEMA, **body})
    return status, envelope.data if envelope.success else envelope.error.code  # type: ignore[union-attr]


async def test_presets_are_kept_listed_and_forgotten(services: Services) -> None:
    assert await call(services, "list") == (200, {"presets": []})
    kept = {"presets": [{"name": "one", "value": {"a": 1}}]}
    assert await call(services, "save", name="one", value={"a": 1}) == (200, kept)
    assert await call(services, "list") == (200, kept)
    assert await call(services, "delete", name="one") == (200, {"presets": []})


async def test_what_cannot_be_done(services: Services) -> None:
    assert await call(services, "delete", name="none") == (404, "not_found")
    assert await call(services, "save", name=" ", value=1) == (400, "bad_request")
    assert await call(services, "save", name="", value=1) == (422, "unprocessable")
