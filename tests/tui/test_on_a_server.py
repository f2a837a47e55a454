"""`reroll --server`: the same screens on an engine elsewhere."""

import asyncio
from collections.abc import Callable
from pathlib import Path

import pytest
from textual.pilot import Pilot
from textual.widgets import OptionList, Static

from engine.client.remote import RemoteEngine
from engine.client.remote_http import connection, link
from engine.operations.services import Services
from tests.engine.server.running import running
from tests.tui.cast import Cast
from tests.tui.conftest import MakeApp, Sit
from tests.tui.postcard import write_postcard
from tui import away_line, command
from tui.engine_host import EngineHost
from tui.interaction import draft_keeper
from tui.interaction.screen import InteractionScreen
from tui.start_arguments import UsageError, split_server

Captured = pytest.CaptureFixture[str]


def test_the_address_stands_before_the_command() -> None:
    assert split_server(["open", "x"]) == ("", ["open", "x"])
    assert split_server(["--server", "http://localhost:1"]) == ("http://localhost:1", [])
    assert split_server(["--server=/a.sock", "open", "x"]) == ("/a.sock", ["open", "x"])
    for wrong in (["--server"], ["--server="], ["--server", "--help"], ["--server", "/a", "records"]):
        with pytest.raises(UsageError):
            split_server(wrong)


def test_providers_are_the_servers_own(capsys: Captured) -> None:
    assert command.main(["--server", "/a.sock", "open", "x", "--provider", "m=sketch"]) == 2
    assert "where the server is started" in capsys.readouterr().err


def test_a_workflow_that_only_the_server_knows_is_no_mistake(
    monkeypatch: pytest.MonkeyPatch, home: Path
) -> None:
    hosts: list[EngineHost] = []

    class App:
        return_code = 0
        goes_on = False

        def __init__(self, _home: Path, *, start: object, host: EngineHost) -> None:
            assert start == ("workflow", "theirs")
            hosts.append(host)

        def hang_up(self) -> None: ...

        async def run_async(self) -> None: ...

    monkeypatch.setenv("REROLL_HOME", str(home))
    monkeypatch.setattr("tui.app.RerollApp", App)
    monkeypatch.setenv("TEXTUAL_DRIVER", "someone's own")
    assert command.main(["--server", "/a.sock", "open", "theirs"]) == 0
    assert [host.server for host in hosts] == ["/a.sock"]


async def until(pilot: Pilot[None], seen: Callable[[], bool]) -> None:
    async with asyncio.timeout(20):
        while not seen():
            await pilot.pause(0.01)


async def test_home_shows_what_the_server_has_and_opens_it(
    tmp_path: Path, home: Path, cast: Cast, make_app: MakeApp
) -> None:
    services = await Services.open(tmp_path / "there")
    try:
        async with running(services) as served:
            host = EngineHost(home, server=served.url)
            app = make_app(host=host)
            async with app.run_test(size=(120, 40)) as pilot:
                engine = await host.engine()
                assert isinstance(engine, RemoteEngine)
                workflows = app.screen.query_one("#workflows", OptionList)
                await until(pilot, lambda: workflows.option_count > 0)
                assert workflows.get_option_at_index(0).id == "media_prompt"
                await pilot.press("enter")
                await until(pilot, lambda: isinstance(app.screen, InteractionScreen))
                assert await host.at_work() == (0, 0)
            await host.close()
    finally:
        await services.close()
    assert list(home.glob("*.db")) == []


async def test_a_server_that_is_not_there_is_said(home: Path, make_app: MakeApp) -> None:
    host = EngineHost(home, server=str(home / "none.sock"))
    app = make_app(host=host)
    async with app.run_test(size=(80, 24)) as pilot:
        empty = app.screen.query_one("#empty", Static)
        await until(pilot, lambda: empty.has_class("-problem"))
        assert "cannot be reached" in str(empty.render())
    await host.close()


async def test_what_is_typed_while_the_server_is_away_is_there_when_it_is_back(
    tmp_path: Path, home: Path, cast: Cast, sit: Sit, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(link, "FIRST", 0.02)
    monkeypatch.setattr(link, "LONGEST", 0.02)
    monkeypatch.setattr(connection, "_PAUSES", ())
    monkeypatch.setattr(draft_keeper, "RETRY_SECONDS", 0.02)
    monkeypatch.setattr(away_line, "LOOK_SECONDS", 0.02)
    there = tmp_path / "there"
    write_postcard(there / "workflows" / "postcard")
    services = await Services.open(there, registry=cast.registry())
    async with running(services) as served:
        host = EngineHost(home, server=served.url)
        async with sit(("workflow", "postcard"), host=host) as person:
            await person.sees("Compose the card")
            session_id = person.page._page.session.id  # type: ignore[attr-defined]
            await served.stop()
            await services.close()
            await person.types("Kept ")
            await person.sees("server away, trying again in", "NOT SAVED")
            services = await Services.open(there, registry=cast.registry())
            async with running(services, port=served.port):
                await person.sees("server is back", "✓ saved")
                await person.misses("server is back")
                view = await services.sessions.view(session_id)
                assert view.interaction is not None
                assert view.interaction.draft is not None
                assert any(str(each).startswith("Kept ") for each in view.interaction.draft.values.values())
            await host.close()
    await services.close()
