"""Imports of files that a test writes."""

import json
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest

from tests.engine.records.conftest import Call

Import = Callable[..., Awaitable[Any]]


@pytest.fixture
def write(tmp_path: Path) -> Callable[[str, Any], str]:
    """`write("posts.json", value_or_text_or_bytes)` makes a file and returns its path."""

    def write(name: str, content: Any) -> str:
        file = tmp_path / name
        if not isinstance(content, str | bytes):
            content = json.dumps(content)
        file.write_bytes(content.encode() if isinstance(content, str) else content)
        return str(file)

    return write


@pytest.fixture
def imported(call: Call, write: Callable[[str, Any], str]) -> Import:
    """Previews and imports a file, both of which must say the same; returns the report or the error."""

    async def imported(name: str, content: Any, **options: Any) -> Any:
        path = write(name, content)
        asked = {key: value for key, value in options.items() if key != "all_or_nothing"}
        preview = await call("preview-import", path=path, **asked)
        report = await call("import", path=path, **options)
        if isinstance(preview, dict) and isinstance(report, dict):
            same = {"records": None, "imported": None}
            assert {**preview, **same} == {**report, **same}
        return report

    return imported


@pytest.fixture
def stored(call: Call) -> Callable[[str], Awaitable[list[dict[str, Any]]]]:
    """The documents of a collection as they would be exported."""

    async def stored(collection: str) -> list[dict[str, Any]]:
        reply = await call("export", collection=collection)
        return json.loads(reply["text"])["documents"] if isinstance(reply, dict) else []

    return stored
