"""Records through the operations, as every client uses them."""

from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest

from engine.operations.dispatcher import dispatch_json
from engine.operations.services import Services

Call = Callable[..., Awaitable[Any]]


@pytest.fixture
async def services(home: Path) -> AsyncIterator[Services]:
    opened = await Services.open(home, run_jobs=False)
    yield opened
    await opened.close()


@pytest.fixture
def call(services: Services) -> Call:
    """`await call("get", record_id=1)`: the reply of `records.get`; of a failure its whole error."""

    async def call(verb: str, **body: Any) -> Any:
        _, envelope = await dispatch_json(services, f"records.{verb}", body)
        return envelope.data if envelope.success else envelope.error

    return call


@pytest.fixture
async def post(call: Call) -> int:
    """A document of the collection `posts` with three sections (ids 2, 3, 4)."""
    document = await call("add", collection="posts", fields={"title": "Otters"})
    for number in (1, 2, 3):
        fields = {"draft": f"Draft {number}", "status": "draft" if number < 3 else "done", "rank": number}
        await call("add", parent_id=document["id"], fields=fields)
    return int(document["id"])
