"""The audit log on the screen: filter, pages, the way to the session."""

from typing import Any

import pytest
from textual.widgets import Input, OptionList

from engine.client.local import LocalEngine
from engine.providers.errors import ProviderError
from schemas.messages.audit import AuditEntry
from schemas.messages.sessions import StartSession
from tests.tui.cast import Cast
from tests.tui.conftest import NARROW
from tests.tui.person import Person
from tests.tui.records.conftest import Over
from tests.tui.session.conftest import Sessions
from tui.audit import screen as audit_screen
from tui.audit.lines import entry_line
from tui.audit.screen import AuditScreen
from tui.audit.sought import sought
from tui.interaction.screen import InteractionScreen
from tui.letter_menu import LetterMenu

NOW = 1_000_000.0


@pytest.fixture
async def session(engine: LocalEngine, cast: Cast, postcard: str) -> Sessions:
    """A session in which a story was told, and a picture failed."""
    sessions = Sessions(engine, await engine.call(StartSession(workflow=postcard)))
    await sessions.run("story")
    cast.painter.error = ProviderError("down", "The painter is out.", retryable=True)
    await sessions.run("paint")
    return sessions


def count(person: Person) -> int:
    return person.screen.query_one(OptionList).option_count


async def test_filters(over: Over, engine: LocalEngine, session: Sessions) -> None:
    async with over(AuditScreen(engine)) as person:
        await person.sees("2 entries", "✗", "Paint", "failed, down", "✓", "Tell a story", "llm.generate")
        await person.press("f")
        await person.sees("failed only, 1 entry", "f All")
        await person.press("f", "slash")
        await person.types("story")
        await person.until(lambda: count(person) == 1)
        search = person.screen.query_one(Input)
        for text, found in (("is:done", 1), ("is:failed", 1), ("step:none", 0), ("by:fake since:1h", 2)):
            search.value = text
            await person.until(lambda found=found: count(person) == found)
        await person.press("escape", "escape")
        await person.until(lambda: search.value == "" and count(person) == 2)


async def test_older_ones_follow(
    over: Over, engine: LocalEngine, session: Sessions, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(audit_screen, "PAGE", 1)
    async with over(AuditScreen(engine), NARROW) as person:
        await person.sees("Tell a story", "Paint")
        assert count(person) == 2


async def test_enter_opens_the_session(over: Over, engine: LocalEngine, session: Sessions) -> None:
    async with over(AuditScreen(engine)) as person:
        await person.press("escape")
        await person.press("m")
        await person.at(LetterMenu)
        await person.press("a")
        await person.at(AuditScreen)
        await person.sees("Paint")
        await person.press("enter")
        await person.at(InteractionScreen)
        assert len(person.app.screen_stack) == 1


def entry(**keys: Any) -> AuditEntry:
    given = {
        "id": 1,
        "at": NOW - 10,
        "execution_id": "e",
        "session_id": "s1",
        "workflow_id": "blog",
        "action": "llm.generate",
        "label": "Polish",
        "status": "completed",
        **keys,
    }
    return AuditEntry.model_validate(given)


def test_lines() -> None:
    line = entry_line(entry(seconds=1.25, record_id=12, step_id="polish", provider="fake"), NOW).plain
    assert line.startswith("✓ ")
    assert line.split("\n")[0].endswith("Polish  1.2 s")
    assert line.endswith("fake · llm.generate · blog · polish · record 12 · session s1")
    line = entry_line(entry(status="failed", error="rate_limited", label="\x1b[31m[b]x[/b]\n"), NOW).plain
    assert "\x1b" not in line
    assert "[31m[b]x[/b]   failed, rate_limited" in line
    assert line.count("\n") == 1
    assert "1970-01-" in entry_line(entry(at=NOW - 90_000), NOW).plain


def test_what_is_sought() -> None:
    assert sought("rate limited", NOW) == {"text": "rate limited"}
    assert sought("is:failed is:done x:y record:12 since:2d by:openai", NOW) == {
        "status": ["failed", "interrupted", "completed"],
        "record_id": 12,
        "since": NOW - 2 * 86_400,
        "provider": "openai",
        "text": "x:y",
    }
    assert sought("record:no is:odd since:soon", NOW) == {"text": "record:no is:odd since:soon"}
