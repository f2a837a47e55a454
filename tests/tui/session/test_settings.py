"""Settings and meta of a session."""

from pathlib import Path

import pytest

from schemas.messages.meta import EditMeta, SessionMeta
from schemas.messages.sessions import GetSession
from schemas.messages.settings import EditSettings, GetSettings, Setting
from tests.tui.conftest import NARROW
from tests.tui.postcard import write_postcard
from tests.tui.session.conftest import Sessions, Show, Visit
from tui.confirm import Confirm
from tui.form.renderer import SchemaFormRenderer
from tui.session.settings_screen import SettingsScreen


@pytest.fixture
def postcard(tmp_path: Path) -> str:
    return write_postcard(tmp_path / "postcard", workflow={"defaults": {"temperature": 0.7}})


def settings(session: Sessions) -> SettingsScreen:
    return SettingsScreen(session.engine, session.view.id, "Postcard")


async def at_field(visit: Visit, name: str) -> None:
    await visit.person.sees("In force")
    await visit.person.until(lambda: visit.screen.query(SchemaFormRenderer))
    visit.screen.query_one(SchemaFormRenderer).focus_field(name)
    await visit.person.until(lambda: getattr(visit.screen.focused, "field", None))
    await visit.person.until(lambda: visit.screen.focused.field.name == name)  # type: ignore[union-attr]


async def stands(session: Sessions, name: str) -> Setting:
    return (await session.engine.call(GetSettings(session_id=session.view.id))).settings[name]


async def test_each_setting_says_where_it_comes_from(show: Show, session: Sessions) -> None:
    await session.engine.call(EditSettings(session_id=session.view.id, settings={"seed": 7}))
    async with show(settings(session)) as visit:
        await visit.person.sees(
            "Temperature: 0.7  from the workflow",
            "Seed: 7  set here",
            "Text provider: embedded  default",
            "Top p: —  left to the provider",
            "0.7 (from the workflow)",
        )


async def test_a_setting_is_saved_while_it_is_typed(show: Show, session: Sessions) -> None:
    async with show(settings(session)) as visit:
        await at_field(visit, "temperature")
        await visit.person.types("1.2")
        await visit.person.sees("✓ saved", "Temperature: 1.2  set here")
        assert await stands(session, "temperature") == Setting(value=1.2, source="session")


async def test_a_setting_is_reset_to_the_workflows(show: Show, session: Sessions) -> None:
    await session.engine.call(EditSettings(session_id=session.view.id, settings={"temperature": 1.5}))
    async with show(settings(session)) as visit:
        await visit.person.sees("Temperature: 1.5  set here")
        await at_field(visit, "temperature")
        await visit.person.press("ctrl+r")
        await visit.person.sees("Temperature: 0.7  from the workflow")
        assert await stands(session, "temperature") == Setting(value=0.7, source="workflow")
        assert visit.screen.focused.value == ""  # type: ignore[union-attr]


async def test_a_provider_is_chosen_from_those_there_are(show: Show, session: Sessions) -> None:
    async with show(settings(session)) as visit:
        await at_field(visit, "media_provider")
        await visit.person.press("right")
        await visit.person.sees("Picture provider: sketch  set here")


async def test_what_is_not_valid_is_kept_and_said_to_be_unsaved(show: Show, session: Sessions) -> None:
    async with show(settings(session)) as visit:
        await at_field(visit, "temperature")
        await visit.person.types("9")
        await visit.person.sees("✗ NOT SAVED")
        await visit.person.press("escape")
        await visit.person.at(Confirm)
        await visit.person.press("n")
        await visit.person.at(SettingsScreen)
        await visit.person.press("ctrl+s")
        await visit.person.sees("Some fields need attention")
        assert (await stands(session, "temperature")).source == "workflow"
        await visit.person.press("backspace", "1", "escape")
        assert await visit.ends() is None
        assert (await stands(session, "temperature")).value == 1


async def test_what_the_session_is_for_is_saved(show: Show, session: Sessions) -> None:
    await session.engine.call(EditMeta(session_id=session.view.id, roles=["a sailor", "a poet"]))
    async with show(settings(session), (120, 60)) as visit:
        await visit.person.sees("a sailor", "a poet")
        await at_field(visit, "purpose")
        await visit.person.types("Cards")
        await at_field(visit, "artifacts")
        await visit.person.types("map.png")
        await visit.person.press("enter")
        await visit.person.types("log.txt")
        await visit.person.press("ctrl+s")
        await visit.person.sees("✓ saved")
        view = await session.engine.call(GetSession(session_id=session.view.id))
        assert view.meta == SessionMeta(
            purpose="Cards", roles=["a sailor", "a poet"], artifacts=["map.png", "log.txt"]
        )


async def test_leaving_at_once_loses_nothing(show: Show, session: Sessions) -> None:
    async with show(settings(session), NARROW) as visit:
        await at_field(visit, "seed")
        await visit.person.press("4", "2", "escape")
        await visit.ends()
        assert (await stands(session, "seed")).value == 42


async def test_hostile_meta_is_only_text(show: Show, session: Sessions) -> None:
    purpose = "[/notopen] [@click=app.quit]x[/] \x1b]52;c;aGk=\x07"
    await session.engine.call(EditMeta(session_id=session.view.id, purpose=purpose))
    await session.engine.call(EditSettings(session_id=session.view.id, settings={"model": "[b]m[/b]\x1b[2J"}))
    async with show(settings(session), (120, 60)) as visit:
        await visit.person.sees("[/notopen]", "Model: [b]m[/b]")
        assert "\x1b" not in visit.person.sees_now
