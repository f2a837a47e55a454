"""Two results side by side."""

from schemas.messages.results import Result
from tests.tui.cast import Cast
from tests.tui.conftest import NARROW
from tests.tui.session.conftest import Sessions, Show
from tui.results.image_view import ImageView
from tui.session.compare_screen import CompareScreen
from tui.session.compare_sides import Side, differing, side_of


def compare(session: Sessions, left: Result, right: Result, **options: object) -> CompareScreen:
    sides = side_of(left, "1"), side_of(right, "2")
    return CompareScreen(session.engine, session.view.id, "Postcard", sides=sides, **options)  # type: ignore[arg-type]


async def two_stories(session: Sessions, cast: Cast) -> tuple[Result, Result]:
    cast.writer.plays(["The quiet harbour sleeps."], ["The loud harbour sleeps."])
    (left,) = await session.run("story", subject="a harbour")
    (right,) = await session.run("story", subject="a storm")
    return left, right


async def test_texts_prompts_and_parameters_are_compared(show: Show, session: Sessions, cast: Cast) -> None:
    left, right = await two_stories(session, cast)
    async with show(compare(session, left, right)) as visit:
        await visit.person.sees("The quiet harbour sleeps.", "The loud harbour sleeps.")
        await visit.person.sees("A story about a harbour", "A story about a storm")
        await visit.person.sees("Parameters", "seed:", "subject: a storm")
        row = next(line for line in visit.person.sees_now.split("\n") if "quiet" in line)
        assert row.index("−") < row.index("quiet") < row.index("│") < row.index("+") < row.index("loud")


async def test_where_there_is_little_room_one_stands_under_the_other(
    show: Show, session: Sessions, cast: Cast
) -> None:
    left, right = await two_stories(session, cast)
    async with show(compare(session, left, right), (60, 24)) as visit:
        await visit.person.sees("− 1 · scripted", "+ 2 · scripted")
        lines = visit.person.sees_now.split("\n")
        assert not any("quiet" in line and "loud" in line for line in lines)


async def test_swapping_keeps_what_was_turned_to(show: Show, session: Sessions, cast: Cast) -> None:
    left, right = await two_stories(session, cast)
    async with show(compare(session, left, right)) as visit:
        await visit.person.sees("▸ 1 · scripted", "quiet")
        await visit.person.press("s")
        await visit.person.sees("▸ 1 · scripted")
        await visit.person.until(
            lambda: visit.person.sees_now.index("loud") < visit.person.sees_now.index("quiet")
        )
        assert visit.person.sees_now.index("2 · scripted") < visit.person.sees_now.index("▸ 1 · scripted")


async def test_the_one_turned_to_is_selected(show: Show, session: Sessions, cast: Cast) -> None:
    left, right = await two_stories(session, cast)
    asked: list[str] = []

    def select(content_id: str) -> list[str]:
        asked.append(content_id)
        return [content_id]

    async with show(compare(session, left, right, select=select, selected=[left.id])) as visit:
        await visit.person.sees("▸ ✓ 1 · scripted")
        await visit.person.press("right", "space")
        await visit.person.sees("▸ ✓ 2 · scripted")
        assert asked == [right.id]
        assert "✓ 1" not in visit.person.sees_now


async def test_without_a_selection_there_is_no_selecting(show: Show, session: Sessions, cast: Cast) -> None:
    async with show(compare(session, *await two_stories(session, cast))) as visit:
        await visit.person.sees("Swap")
        assert "Select it" not in visit.person.sees_now


async def test_pictures_stand_side_by_side(show: Show, session: Sessions) -> None:
    left, right = await session.run("paint")
    async with show(compare(session, left, right), NARROW) as visit:
        await visit.person.sees("▀", "− seed: 7", "+ seed: 8")
        first, second = visit.screen.query(ImageView)
        assert first.region.y == second.region.y
        assert first.region.right <= second.region.x


async def four_pictures(session: Sessions) -> list[Result]:
    return [*await session.run("paint"), *await session.run("paint", subject="a storm")]


def compare_all(session: Sessions, results: list[Result]) -> CompareScreen:
    sides = [side_of(each, str(at)) for at, each in enumerate(results, start=1)]
    return CompareScreen(session.engine, session.view.id, "Postcard", sides=sides)


async def test_four_stand_beside_each_other_with_what_they_differ_in(show: Show, session: Sessions) -> None:
    async with show(compare_all(session, await four_pictures(session))) as visit:
        await visit.person.sees("1: 7   2: 8   3: 7   4: 8", "1: a harbour at dawn", "4: a storm")
        await visit.person.until(lambda: len(visit.screen.query(ImageView)) == 4)
        await visit.person.until(lambda: {view.region.y for view in visit.screen.query(ImageView)} != {0})
        first, *others = visit.screen.query(ImageView)
        assert all(view.region.y == first.region.y for view in others)


async def test_the_first_is_compared_with_the_one_turned_to(show: Show, session: Sessions) -> None:
    async with show(compare_all(session, await four_pictures(session))) as visit:
        await visit.person.sees("+ seed: 8")
        await visit.person.press("right", "right")
        await visit.person.sees("▸ 3 · painted", "+ subject: a storm")
        await visit.person.misses("+ seed: 8")
        await visit.person.press("s")
        await visit.person.sees("− subject: a storm", "▸ 3 · painted")
        await visit.person.press("right", "right", "right", "right")
        await visit.person.sees("▸ 4 · painted")


def test_what_differs_is_told_value_by_value() -> None:
    sides = [
        Side("a", "a", prompt="one\ntwo", parameters={"seed": 1, "model": "m"}, values={"mood": "calm"}),
        Side("b", "b", prompt="one\ntwo", parameters={"seed": 2, "model": "m"}, values={}),
        Side("c", "c", prompt="x" * 500, parameters={"seed": 2, "model": "m"}, values={"mood": "calm"}),
    ]
    assert differing(sides[:2]) == [("seed", ["1", "2"]), ("mood", ["calm", ""])]
    name, (first, _, third) = differing(sides)[0]
    assert (name, first) == ("Prompt", "one two")
    assert len(third) == 200
    assert differing(sides[:1] * 3) == []


async def test_a_megabyte_of_text_is_compared(show: Show, session: Sessions, cast: Cast) -> None:
    text = "The harbour sleeps. " * 50_000
    cast.writer.plays([text], [text + "And wakes."])
    (left,) = await session.run("story")
    (right,) = await session.run("story")
    async with show(compare(session, left, right)) as visit:
        await visit.person.sees("The harbour sleeps.", "Text")
        await visit.person.press("end")
        await visit.person.sees("Form values")


async def test_hostile_text_is_only_text(show: Show, session: Sessions, cast: Cast) -> None:
    cast.writer.plays(["[/notopen] \x1b]52;c;aGk=\x07one"], ["[/notopen] \u202etwo"])
    (left,) = await session.run("story", subject="[@click=app.quit]x[/]")
    (right,) = await session.run("story")
    async with show(compare(session, left, right)) as visit:
        await visit.person.sees("[/notopen]", "[@click=app.quit]x[/]")
        assert "\x1b" not in visit.person.sees_now
