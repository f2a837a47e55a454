"""An engine's parts: what is made late is closed too."""

from pathlib import Path

import pytest

from engine.operations.record_services import RecordServices
from engine.operations.services import Services


async def test_parts_first_needed_while_closing_are_closed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As by a run of a record that is cut off before anything else asked for them."""
    services = await Services.open(tmp_path)
    closed: list[RecordServices] = []
    stop_running, close_parts = services.running.close, RecordServices.close

    async def close_late() -> None:
        await stop_running()
        assert services.for_records

    async def noted(parts: RecordServices) -> None:
        closed.append(parts)
        await close_parts(parts)

    monkeypatch.setattr(services.running, "close", close_late)
    monkeypatch.setattr(RecordServices, "close", noted)
    await services.close()
    assert closed == [services.for_records]


async def test_what_nobody_asked_for_is_not_made(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    made: list[Services] = []
    monkeypatch.setattr(RecordServices, "of", made.append)
    services = await Services.open(tmp_path)
    await services.close()
    assert made == []
