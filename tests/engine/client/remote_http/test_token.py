"""A client that shows a token, and waits where it asks too often."""

import logging
from pathlib import Path

import pytest

from engine.access import kept_tokens
from engine.client.remote import RemoteEngine
from engine.client.remote_http import connection
from engine.operations.errors import TooMany, Unauthorized
from engine.operations.services import Services
from engine.server.limits import Limits
from schemas.messages.access import GetMe
from schemas.messages.sessions import ListSessions
from tests.engine.server.running import running


async def test_the_token_that_is_kept_goes_along_and_nowhere_else(
    home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    monkeypatch.setenv("REROLL_TOKEN", "reroll_00000000_" + "a" * 43)
    services = await Services.open(home)
    async with running(services) as served:
        _, token = await services.tokens.create("ann", "viewer")
        with pytest.raises(Unauthorized) as refused:
            await RemoteEngine.open_from(tmp_path, served.url)
        assert "reroll token keep" in refused.value.body.hint
        monkeypatch.setenv("REROLL_TOKEN", token)
        engine = await RemoteEngine.open_from(tmp_path, served.url)
        assert (engine.me.user, engine.me.role) == ("ann", "viewer")
        assert (await engine.call(ListSessions())).sessions == []
        await services.tokens.revoke("", "ann")
        with pytest.raises(Unauthorized):
            [_ async for _ in engine.changes("x")]
        await engine.close()
    await services.close()
    assert token[16:] not in caplog.text
    assert token[16:] not in str(refused.value.body)


async def test_it_waits_as_long_as_the_server_wants(
    home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    waited: list[float] = []

    async def sleep(seconds: float) -> None:
        waited.append(seconds)

    services = await Services.open(home)
    _, token = await services.tokens.create("ann", "viewer")
    async with running(services, Limits(token_rate=0.3, token_burst=1)) as served:
        engine = await RemoteEngine.open(served.url, tmp_path, token=token)
        await engine.call(GetMe())
        with monkeypatch.context() as patched:
            patched.setattr(connection.asyncio, "sleep", sleep)
            with pytest.raises(TooMany, match="too often"):
                await engine.call(GetMe())
        await engine.close()
    await services.close()
    assert waited == [4.0] * 5


def test_a_file_that_is_no_json_is_said(tmp_path: Path) -> None:
    file = tmp_path / kept_tokens.FILE
    file.write_text("{")
    file.chmod(0o600)
    with pytest.raises(kept_tokens.OpenToOthers, match="cannot be read"):
        kept_tokens.find_token(tmp_path, "http://localhost")
