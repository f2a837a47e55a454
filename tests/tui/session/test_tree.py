"""The family of a session."""

from schemas.messages.family import ForkSession, GetSessionTree
from schemas.messages.sessions import EditSession
from tests.tui.conftest import NARROW
from tests.tui.session.conftest import Sessions, Show
from tui.confirm import Confirm
from tui.session.ask import AskLine
from tui.session.outcome import OpenSession, SessionGone
from tui.session.tree_lines import branches
from tui.session.tree_screen import TreeScreen


def tree(session: Sessions, *, here: bool = True) -> TreeScreen:
    return TreeScreen(session.engine, session.view.id, "Postcard", here=session.view.id if here else "")


async def family(session: Sessions) -> list[str]:
    found = await session.engine.call(GetSessionTree(session_id=session.view.id))
    return [member.title for member in found.sessions]


def test_branches_show_what_hangs_where() -> None:
    assert branches([0, 1, 2, 2, 1]) == ["", "├─ ", "│  ├─ ", "│  └─ ", "└─ "]
    assert branches([0, 1, 2, 3, 1, 2]) == ["", "├─ ", "│  └─ ", "│     └─ ", "└─ ", "   └─ "]
    assert len(branches(list(range(500)))[-1]) < 60


async def test_forks_hang_below_what_they_come_from(show: Show, session: Sessions) -> None:
    child = await session.engine.call(ForkSession(session_id=session.view.id, title="With fog"))
    await session.engine.call(ForkSession(session_id=child.id, title="More fog"))
    await session.engine.call(ForkSession(session_id=session.view.id, title="With rain"))
    async with show(tree(session), NARROW) as visit:
        await visit.person.sees(
            "⏎ Open", "4 sessions", "you are here", "├─ ○ With fog", "│  └─ ○ More fog", "└─ ○ With rain"
        )


async def test_a_fork_is_opened(show: Show, session: Sessions) -> None:
    fork = await session.engine.call(ForkSession(session_id=session.view.id, title="With fog"))
    async with show(tree(session)) as visit:
        await visit.person.sees("With fog")
        await visit.person.press("down", "enter")
        assert await visit.ends() == OpenSession(fork.id)


async def test_the_open_session_is_only_gone_back_to(show: Show, session: Sessions) -> None:
    async with show(tree(session)) as visit:
        await visit.person.sees("you are here")
        await visit.person.press("enter")
        assert await visit.ends() is None


async def test_from_home_any_session_is_opened(show: Show, session: Sessions) -> None:
    async with show(tree(session, here=False)) as visit:
        await visit.person.sees("no forks yet")
        await visit.person.press("enter")
        assert await visit.ends() == OpenSession(session.view.id)


async def test_a_fork_is_made_and_highlighted(show: Show, session: Sessions) -> None:
    async with show(tree(session)) as visit:
        await visit.person.sees("no forks yet")
        await visit.person.press("f")
        await visit.person.sees("└─ ○ Postcard (fork)", "2 sessions")
        await visit.person.press("enter")
        outcome = await visit.ends()
        assert isinstance(outcome, OpenSession)
        assert outcome.session_id != session.view.id


async def test_a_session_is_renamed(show: Show, session: Sessions) -> None:
    async with show(tree(session)) as visit:
        await visit.person.sees("you are here")
        await visit.person.press("r")
        await visit.person.at(AskLine)
        await visit.person.press("end")
        await visit.person.types(" two")
        await visit.person.press("enter")
        await visit.person.sees("Postcard two")
        assert await family(session) == ["Postcard two"]


async def test_a_fork_is_deleted_after_a_question(show: Show, session: Sessions) -> None:
    await session.engine.call(ForkSession(session_id=session.view.id, title="With fog"))
    async with show(tree(session)) as visit:
        await visit.person.sees("With fog")
        await visit.person.press("down", "d")
        await visit.person.at(Confirm)
        await visit.person.press("n")
        await visit.person.at(TreeScreen)
        assert await family(session) == ["Postcard", "With fog"]
        await visit.person.press("d")
        await visit.person.at(Confirm)
        await visit.person.press("y")
        await visit.person.sees("no forks yet")
        assert await family(session) == ["Postcard"]


async def test_deleting_the_open_session_ends_it(show: Show, session: Sessions) -> None:
    await session.engine.call(ForkSession(session_id=session.view.id, title="With fog"))
    async with show(tree(session)) as visit:
        await visit.person.sees("With fog")
        await visit.person.press("d")
        await visit.person.at(Confirm)
        await visit.person.sees("Its forks stay")
        await visit.person.press("y")
        assert await visit.ends() == SessionGone()


async def test_from_home_the_others_of_the_family_stay_on_screen(show: Show, session: Sessions) -> None:
    await session.engine.call(ForkSession(session_id=session.view.id, title="With fog"))
    async with show(tree(session, here=False)) as visit:
        await visit.person.sees("With fog")
        await visit.person.press("d")
        await visit.person.at(Confirm)
        await visit.person.press("y")
        await visit.person.sees("no forks yet", "With fog")


async def test_hostile_titles_are_only_text(show: Show, session: Sessions) -> None:
    title = "[/notopen] [@click=app.quit]x[/] \x1b[2J"
    await session.engine.call(EditSession(session_id=session.view.id, title=title))
    async with show(tree(session)) as visit:
        await visit.person.sees("[/notopen] [@click=app.quit]x[/]")
        await visit.person.press("d")
        await visit.person.at(Confirm)
        await visit.person.sees("[/notopen]")
        assert "\x1b" not in visit.person.sees_now
