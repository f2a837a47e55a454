"""The history: what ran, where it came from, and what can be done with it."""

from textual.widgets import Input

from engine.providers.errors import ProviderError
from schemas.messages.sessions import DeleteSession, GetSession
from schemas.messages.turns import ForkTurn, ListTurns
from tests.tui.cast import Cast
from tests.tui.conftest import NARROW
from tests.tui.session.conftest import Sessions, Show
from tui.confirm import Confirm
from tui.session.ask import AskText
from tui.session.compare_screen import CompareScreen
from tui.session.history_screen import HistoryScreen
from tui.session.outcome import OpenSession, UseValues


def history(session: Sessions, **options: object) -> HistoryScreen:
    return HistoryScreen(session.engine, session.view.id, "Postcard", **options)  # type: ignore[arg-type]


async def test_the_newest_comes_first_with_its_turns_and_results(show: Show, session: Sessions) -> None:
    await session.run("paint")
    await session.run("story")
    async with show(history(session)) as visit:
        await visit.person.sees("2 runs", "2 results", "seed 8", "A quiet harbour.")
        seen = visit.person.sees_now
        assert seen.index("Tell a story") < seen.index("Paint")


async def test_the_session_says_what_it_used(show: Show, session: Sessions, cast: Cast) -> None:
    await session.run("story")
    cast.painter.cost = 0.25
    await session.run("paint")
    await session.run("story")
    async with show(history(session)) as visit:
        await visit.person.sees("3 runs · 40 input tokens, 14 output tokens, $0.50")


async def test_a_result_says_everything_about_where_it_came_from(show: Show, session: Sessions) -> None:
    (result,) = await session.run("story", feedback="shorter")
    async with show(history(session, at=result.id), (120, 90)) as visit:
        await visit.person.sees(
            "A quiet harbour.",
            "scripted · provider fake",
            "scripted-1",
            "20 input tokens, 7 output tokens",
            "shorter",
            "A story about a harbour at dawn",
            "A story about {{ values.subject }}",
            "paper: matt",
            "llm.generate · of story",
            "Template's SHA-256",
            "Took",
            "reroll",
            result.id,
        )


async def test_a_picture_is_shown_with_its_seed(show: Show, session: Sessions) -> None:
    first, _ = await session.run("paint")
    async with show(history(session, at=first.id)) as visit:
        await visit.person.sees("painted, no model", "48 × 27", "▀")


async def test_arrows_walk_through_the_lines(show: Show, session: Sessions) -> None:
    await session.run("story")
    async with show(history(session), NARROW) as visit:
        await visit.person.sees("It made")
        await visit.person.press("down")
        await visit.person.sees("Reply")
        await visit.person.press("down")
        await visit.person.sees("scripted · provider fake")
        await visit.person.misses("Reply")


async def test_search_narrows_and_escape_leaves_it_first(show: Show, session: Sessions, cast: Cast) -> None:
    cast.writer.plays(["a WHALE of a tale"], ["a mouse"])
    await session.run("story")
    await session.run("story")
    async with show(history(session)) as visit:
        await visit.person.sees("WHALE", "mouse")
        await visit.person.press("slash")
        await visit.person.types("whale tale")
        await visit.person.misses("mouse")
        await visit.person.press("escape")
        assert not isinstance(visit.person.screen.focused, Input)
        assert not visit.outcome
        await visit.person.press("escape")
        assert await visit.ends() is None


async def test_what_happens_meanwhile_is_shown(show: Show, session: Sessions) -> None:
    async with show(history(session)) as visit:
        await visit.person.sees("nothing has run yet")
        await session.run("story")
        await visit.person.sees("1 run", "A quiet harbour.")


async def test_the_prompt_is_copied_as_it_was_sent(show: Show, session: Sessions) -> None:
    (result,) = await session.run("story")
    async with show(history(session, at=result.id)) as visit:
        await visit.person.sees("Prompt as sent")
        await visit.person.press("y")
        await visit.person.sees("Copied the prompt.")
        assert visit.person.app.clipboard == "A story about a harbour at dawn"


async def test_values_are_given_back(show: Show, session: Sessions) -> None:
    (result,) = await session.run("story", subject="a whale")
    async with show(history(session, at=result.id, can_use_values=True)) as visit:
        await visit.person.sees("Form values")
        await visit.person.press("u")
        outcome = await visit.ends()
        assert isinstance(outcome, UseValues)
        assert (outcome.label, outcome.values["subject"]) == ("Tell a story", "a whale")


async def test_without_a_form_there_is_nothing_to_put_values_into(show: Show, session: Sessions) -> None:
    (result,) = await session.run("story")
    async with show(history(session, at=result.id)) as visit:
        await visit.person.sees("Form values", "Copy prompt")
        assert "Use values again" not in visit.person.sees_now
        await visit.person.press("u")
        assert not visit.outcome


async def test_a_failed_run_says_why_and_is_retried(show: Show, session: Sessions, cast: Cast) -> None:
    cast.writer.plays([ProviderError("unreachable", "The server does not answer.", hint="Start it.")], ["ok"])
    await session.run("story")
    async with show(history(session)) as visit:
        await visit.person.sees("The server does not answer.", "Start it.", "unreachable")
        await visit.person.press("R")
        await visit.person.sees("2 runs", "¶ ok")


async def test_a_reply_is_corrected(show: Show, session: Sessions) -> None:
    await session.run("story")
    async with show(history(session)) as visit:
        await visit.person.sees("❯ turn")
        await visit.person.press("down", "e")
        await visit.person.at(AskText)
        await visit.person.types("er")
        await visit.person.press("ctrl+s")
        await visit.person.sees("edited", "A quiet harbour.er")
        (turn,) = (await session.engine.call(ListTurns(session_id=session.view.id))).turns
        assert (turn.reply, turn.edited) == ("A quiet harbour.er", True)


async def test_a_turn_is_deleted_after_a_question(show: Show, session: Sessions) -> None:
    await session.run("story")
    async with show(history(session)) as visit:
        await visit.person.sees("❯ turn")
        await visit.person.press("down", "d")
        await visit.person.at(Confirm)
        await visit.person.press("n")
        await visit.person.at(HistoryScreen)
        await visit.person.sees("❯ turn")
        await visit.person.press("d")
        await visit.person.at(Confirm)
        await visit.person.press("y")
        await visit.person.misses("❯ turn")
        assert not (await session.engine.call(ListTurns(session_id=session.view.id))).turns


async def test_forking_after_a_turn_leads_to_the_fork(show: Show, session: Sessions) -> None:
    await session.run("story")
    await session.run("paint")
    async with show(history(session)) as visit:
        await visit.person.sees("❯ turn")
        await visit.person.press("end", "up", "f")
        outcome = await visit.ends()
        assert isinstance(outcome, OpenSession)
        fork = await session.engine.call(GetSession(session_id=outcome.session_id))
        assert fork.summary.results == 1


async def test_a_forks_past_is_shown_also_without_its_parent(show: Show, session: Sessions) -> None:
    await session.run("paint")
    await session.run("story")
    (turn,) = (await session.engine.call(ListTurns(session_id=session.view.id))).turns
    fork = await session.engine.call(ForkTurn(session_id=session.view.id, turn_id=turn.id))
    await session.engine.call(DeleteSession(session_id=session.view.id))
    session.view = fork
    async with show(history(session)) as visit:
        await visit.person.sees("before the fork", "A quiet harbour.", "seed 7", "seed 8")


async def test_two_marked_results_are_compared(show: Show, session: Sessions, cast: Cast) -> None:
    cast.writer.plays(["a quiet harbour"], ["a loud harbour"])
    await session.run("story")
    (result,) = await session.run("story")
    async with show(history(session, at=result.id)) as visit:
        await visit.person.sees("a quiet harbour", "Prompt as sent")
        await visit.person.press("c")
        await visit.person.sees("◆")
        await visit.person.press("end", "c")
        await visit.person.at(CompareScreen)
        await visit.person.sees("a quiet harbour", "a loud harbour")


async def test_marking_twice_takes_the_mark_back(show: Show, session: Sessions) -> None:
    (result,) = await session.run("story")
    async with show(history(session, at=result.id)) as visit:
        await visit.person.sees("Prompt as sent")
        await visit.person.press("c")
        await visit.person.sees("◆")
        await visit.person.press("c")
        await visit.person.misses("◆")


async def test_hostile_text_is_only_text(show: Show, session: Sessions, cast: Cast) -> None:
    cast.writer.plays(["[/notopen] [@click=app.quit]x[/] \x1b]52;c;aGk=\x07 \u202egnp"])
    (result,) = await session.run("story", feedback="[b]\x1b[2J")
    async with show(history(session, at=result.id)) as visit:
        await visit.person.sees("[/notopen] [@click=app.quit]x[/]", "[b]")
        assert "\x1b" not in visit.person.sees_now
        await visit.person.press("slash")
        await visit.person.types("notopen")
        await visit.person.sees("[/notopen]")
