"""Asking a model in the light of the session."""

import asyncio

from engine.providers.errors import ProviderError
from schemas.messages.turns import ListTurns
from tests.tui.cast import Cast
from tests.tui.conftest import NARROW
from tests.tui.session.conftest import Sessions, Show
from tui.session.instruct_screen import InstructScreen
from tui.widgets.growing_text_area import PromptArea
from tui.widgets.stream_pane import StreamPane


def ask(session: Sessions) -> InstructScreen:
    return InstructScreen(session.engine, session.view.id, "Postcard")


async def test_the_answer_streams_and_becomes_a_turn(show: Show, session: Sessions, cast: Cast) -> None:
    more = asyncio.Event()
    cast.writer.plays(["The boats ", more, "sleep."])
    async with show(ask(session), NARROW) as visit:
        await visit.person.types("Who sleeps?")
        await visit.person.press("ctrl+j")
        await visit.person.sees("Who sleeps?", "The boats", "answering")
        assert visit.screen.query_one(PromptArea).text == ""
        more.set()
        await visit.person.sees("The boats sleep.")
        await visit.person.misses("answering")
        (turn,) = (await session.engine.call(ListTurns(session_id=session.view.id))).turns
        assert (turn.asked, turn.reply) == ("Who sleeps?", "The boats sleep.")


async def test_earlier_turns_are_shown(show: Show, session: Sessions) -> None:
    await session.run("story")
    async with show(ask(session)) as visit:
        await visit.person.sees("Tell a story", "A story about a harbour at dawn", "A quiet harbour.")


async def test_nothing_is_sent_twice_and_nothing_empty(show: Show, session: Sessions, cast: Cast) -> None:
    more = asyncio.Event()
    cast.writer.plays([more, "Yes."])
    async with show(ask(session)) as visit:
        await visit.person.press("ctrl+j")
        await visit.person.types("Well?")
        screen = visit.person.screen
        assert isinstance(screen, InstructScreen)
        screen.action_send()
        screen.action_send()  # The engine has not said yet that it took the first.
        await visit.person.press("ctrl+j")
        await visit.person.sees("answering")
        more.set()
        await visit.person.sees("Yes.")
        assert len(cast.writer.asked) == 1


async def test_an_answer_is_cancelled(show: Show, session: Sessions, cast: Cast) -> None:
    cast.writer.plays(["The boats ", asyncio.Event()])
    async with show(ask(session)) as visit:
        await visit.person.types("Who?")
        await visit.person.press("ctrl+j")
        await visit.person.sees("The boats", "Cancel")
        await visit.person.press("ctrl+x")
        await visit.person.sees("Cancelled.")


async def test_a_failure_says_why(show: Show, session: Sessions, cast: Cast) -> None:
    cast.writer.plays([ProviderError("unreachable", "The server does not answer.", hint="Start it.")])
    async with show(ask(session)) as visit:
        await visit.person.types("Who?")
        await visit.person.press("ctrl+j")
        await visit.person.sees("The server does not answer.", "Start it.")


async def test_hostile_answers_are_only_text(show: Show, session: Sessions, cast: Cast) -> None:
    cast.writer.plays(["[/notopen] [@click=app.quit]x[/] \x1b]52;c;aGk=\x07"])
    async with show(ask(session)) as visit:
        await visit.person.types("Who?")
        await visit.person.press("ctrl+j")
        await visit.person.sees("[/notopen] [@click=app.quit]x[/]")
        assert "\x1b" not in visit.screen.query_one(StreamPane).text
