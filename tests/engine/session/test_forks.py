"""Forks: a session's past as a session of its own, that outlives where it comes from (rows D4, D6)."""

import asyncio
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from engine.operations.errors import BadRequest, Conflict, NotFound
from schemas.messages.events import SessionChange
from schemas.messages.executions import CancelExecution, GetBlob, GetResult
from schemas.messages.family import ForkSession, GetSessionTree
from schemas.messages.interactions import ContinueInteraction, SelectResults
from schemas.messages.sessions import DeleteSession, EditSession, GetSession, ResumeSession
from schemas.messages.turns import DeleteTurn, EditTurn, ForkTurn, ListTurns, TurnView
from tests.engine.fakes import Gate
from tests.engine.page import Page


async def fork(page: Page, **how: Any) -> Page:
    """A fork, as a page of its own."""
    view = await page.engine.call(ForkSession(session_id=page.session_id, **how))
    return replace(page, started=view)


async def turns(page: Page) -> list[TurnView]:
    return (await page.engine.call(ListTurns(session_id=page.session_id))).turns


async def changes(page: Page) -> list[SessionChange]:
    seq, seen = (await page.session()).seq, list[SessionChange]()
    async for change in page.engine.changes(page.session_id):
        seen.append(change)
        if change.seq == seq:
            break
    return seen


async def delete(page: Page) -> None:
    await page.engine.call(DeleteSession(session_id=page.session_id))


async def family(page: Page) -> list[tuple[int, str, str | None]]:
    tree = await page.engine.call(GetSessionTree(session_id=page.session_id))
    assert tree.root_id == tree.sessions[0].id
    return [(each.depth, each.title, each.parent_id) for each in tree.sessions]


async def test_a_fork_is_what_the_session_is(page: Page) -> None:
    await page.run("paint", values={"subject": "a fox"})
    await page.run("write", values={"subject": "a fox"})
    await page.save(unparsed={"size": "1 or"}, subject="an owl")
    before = await page.session()

    child = await fork(page)

    view = await child.session()
    assert view.id != before.id
    assert view.summary.title == "Flow (fork)"
    assert view.summary.results == before.summary.results == 2
    assert view.summary.created_at >= before.summary.updated_at
    mine, theirs = view.interaction, before.interaction
    assert mine is not None
    assert theirs is not None
    assert (mine.id, mine.request, mine.draft, mine.proposals) == (
        theirs.id,
        theirs.request,
        theirs.draft,
        theirs.proposals,
    )
    assert await turns(child) == await turns(page)
    assert await page.session() == before


async def test_parent_and_child_go_their_own_ways(page: Page) -> None:
    await page.run("paint", values={"subject": "a fox"})
    child = await fork(page, title="Mine")
    await child.run("paint", values={"subject": "an owl"})
    await child.save(subject="an owl")
    await page.run("write", values={"subject": "a fox"})

    assert len((await page.data())["generations"]) == 1
    assert len((await child.data())["generations"]) == 2
    assert (await page.view()).draft is None
    assert "texts" not in await child.data()
    assert len(await turns(child)) == 0


async def test_a_child_outlives_its_parent_with_results_and_files(page: Page) -> None:
    await page.run("paint", values={"subject": "a fox"})
    [picture] = (await page.data())["generations"]
    child = await fork(page)
    await delete(page)

    result = await child.engine.call(GetResult(content_id=picture["content_id"]))
    assert result.value["url"] == picture["url"]
    assert result.provenance.values == {"subject": "a fox"}
    assert (await child.engine.call(GetBlob(url=picture["url"]))).media_type == "image/png"
    await child.engine.call(
        SelectResults(
            session_id=child.session_id, interaction_id=child.id, content_ids=[picture["content_id"]]
        )
    )
    view = await child.engine.call(
        ContinueInteraction(
            session_id=child.session_id,
            interaction_id=child.id,
            values={"subject": "a fox"},
            content_ids=[picture["content_id"]],
        )
    )
    done = await child.engine.call(ResumeSession(session_id=view.id))
    assert done.summary.status == "completed"
    assert done.state["choice"]["content_id"] == picture["content_id"]
    assert await family(child) == [(0, "Flow (fork)", None)]
    with pytest.raises(NotFound):
        await page.session()


async def test_a_parent_outlives_its_child(page: Page) -> None:
    await page.run("paint", values={"subject": "a fox"})
    [picture] = (await page.data())["generations"]
    child = await fork(page)
    await delete(child)
    assert (await page.engine.call(GetResult(content_id=picture["content_id"]))).id == picture["content_id"]
    assert len((await page.data())["generations"]) == 1


async def test_small_copies_of_pictures_go_with_the_last_session_of_them(page: Page, home: Path) -> None:
    await page.run("paint", values={"subject": "a fox"})
    [picture] = (await page.data())["generations"]
    digest = picture["url"].removeprefix("blob:")
    folder = home / "cache" / "thumbnails" / digest[:2]
    folder.mkdir(parents=True)
    copy, other = folder / f"{digest}-40x20", folder / f"{'0' * 64}-40x20"
    copy.touch()
    other.touch()
    child = await fork(page)
    await delete(page)
    assert copy.exists()
    await delete(child)
    assert not copy.exists()
    assert other.exists()
    assert (home / "blobs").is_dir()


async def test_a_fork_at_an_instant_in_the_middle_of_a_page(page: Page) -> None:
    await page.run("paint", values={"subject": "a fox"})
    instant = (await page.session()).seq
    await page.run("paint", values={"subject": "an owl"})
    await page.save(subject="typed later")

    child = await fork(page, at_seq=instant)

    view = await child.view()
    assert not view.completed
    assert view.draft is None, "what was typed later says nothing about then"
    assert view.request.display_data["current_values"]["subject"] == "a fox"
    [first] = view.request.display_data["generations"]
    assert first == (await page.data())["generations"][0]
    await child.run("paint", values={"subject": "a bear"})
    assert len((await child.data())["generations"]) == 2
    tree = await page.engine.call(GetSessionTree(session_id=page.session_id))
    assert tree.sessions[1].forked_at == instant


async def test_a_draft_from_before_the_instant_comes_along(page: Page) -> None:
    await page.save(subject="typed before", unparsed={"size": "1 or"})
    instant = (await page.session()).seq
    await page.engine.call(EditSession(session_id=page.session_id, title="Later"))
    child = await fork(page, at_seq=instant)
    draft = (await child.view()).draft
    assert draft is not None
    assert (draft.values, draft.unparsed) == ({"subject": "typed before"}, {"size": "1 or"})
    assert (await child.session()).summary.title == "Flow (fork)"


async def test_every_instant_of_a_session_makes_a_session(page: Page) -> None:
    """Whatever is left out, what is taken over folds, and its page can be used."""
    await page.run("paint", values={"subject": "a fox"}, params={"count": 2})
    await page.run("write", values={"subject": "a fox"})
    await page.run("repaint", values={"subject": "a fox"})
    [first, _] = (await page.data())["generations"]
    await page.engine.call(
        SelectResults(session_id=page.session_id, interaction_id=page.id, content_ids=[first["content_id"]])
    )
    await page.engine.call(
        ContinueInteraction(
            session_id=page.session_id,
            interaction_id=page.id,
            values={"subject": "a fox"},
            content_ids=[first["content_id"]],
        )
    )
    last = (await page.engine.call(ResumeSession(session_id=page.session_id))).seq
    for seq in range(1, last + 1):
        child = await fork(page, at_seq=seq)
        view = await child.engine.call(ResumeSession(session_id=child.session_id))
        assert view.interaction is not None or view.summary.status == "completed"
        assert [change.seq for change in await changes(child)] == list(range(1, view.seq + 1))
        if view.interaction is not None:
            assert not view.interaction.completed


async def test_half_an_execution_is_not_taken_over(page: Page) -> None:
    gate = Gate(value={"said": "so"})
    page.fakes.action.play = gate
    running = await page.press("run", values={"subject": "a fox"})
    async with asyncio.timeout(10):
        await gate.there.wait()

    child = await fork(page)

    view = await child.session()
    assert view.executions == []
    assert view.summary.running == 0
    assert "execution_started" not in [change.kind for change in await changes(child)]
    assert view.interaction is not None
    assert view.interaction.request.display_data["current_values"]["subject"] == "a fox"
    gate.go.set()
    await page.events(running)
    page.fakes.action.play = None
    assert (await child.run("run", values={"subject": "x"}))[0].status == "completed"
    await delete(child)


async def test_a_whole_result_of_an_execution_that_still_runs_is_taken_over(page: Page) -> None:
    page.fakes.painter.fails_after = None
    gate = asyncio.Event()
    generate = page.fakes.painter.generate

    async def slowly(operation: str, request: Any) -> Any:
        made = 0
        async for event in generate(operation, request):
            if made == 1:
                await gate.wait()
            made += hasattr(event, "data")
            yield event

    page.fakes.painter.generate = slowly  # type: ignore[method-assign]
    running = await page.press("paint", values={"subject": "a fox"}, params={"count": 2})
    async for event in page.engine.events(running.id):
        if event.kind == "result":
            break
    child = await fork(page)
    await page.engine.call(CancelExecution(execution_id=running.id))
    [picture] = (await child.data())["generations"]
    await delete(page)
    assert (await child.engine.call(GetResult(content_id=picture["content_id"]))).value == picture


async def test_a_turn_is_forked_with_the_whole_end_of_its_execution(page: Page) -> None:
    await page.run("write", values={"subject": "a fox"})
    await page.run("write", values={"subject": "an owl"})
    first, second = await turns(page)

    view = await page.engine.call(ForkTurn(session_id=page.session_id, turn_id=first.id, title="From here"))

    child = replace(page, started=view)
    assert [turn.id for turn in await turns(child)] == [first.id]
    assert len((await child.data())["texts"]) == 1
    member = (await page.engine.call(GetSessionTree(session_id=page.session_id))).sessions[1]
    assert (member.title, member.turn_label, member.depth) == ("From here", "Write", 1)
    again = await fork(page, turn_id=second.id)
    assert [turn.id for turn in await turns(again)] == [first.id, second.id]


async def test_what_was_corrected_of_a_turn_since_is_corrected_in_its_fork(page: Page) -> None:
    for subject in ("a", "b", "c"):
        await page.run("write", values={"subject": subject})
    first, second, third = await turns(page)
    call, sid = page.engine.call, page.session_id
    await call(EditTurn(session_id=sid, turn_id=second.id, reply="Better"))
    await call(EditTurn(session_id=sid, turn_id=third.id, reply="Never mind"))
    await call(DeleteTurn(session_id=sid, turn_id=first.id))

    child = await fork(page, turn_id=second.id)

    assert [(turn.id, turn.reply) for turn in await turns(child)] == [(second.id, "Better")]
    with pytest.raises(NotFound):
        await call(ForkTurn(session_id=sid, turn_id=first.id))


async def test_the_tree_is_the_whole_family_from_wherever_it_is_asked(page: Page) -> None:
    await page.engine.call(EditSession(session_id=page.session_id, title="Root"))
    left = await fork(page, title="Left")
    right = await fork(page, title="Right")
    leaf = await fork(left, title="Leaf")
    expected = [
        (0, "Root", None),
        (1, "Left", page.session_id),
        (2, "Leaf", left.session_id),
        (1, "Right", page.session_id),
    ]
    for member in (page, left, right, leaf):
        assert await family(member) == expected
    await delete(left)
    assert await family(page) == [(0, "Root", None), (1, "Right", page.session_id)]
    assert await family(leaf) == [(0, "Leaf", None)]


async def test_a_long_line_of_forks(page: Page) -> None:
    last = page
    for _ in range(40):
        last = await fork(last, title="Again")
    assert [depth for depth, _, _ in await family(page)] == list(range(41))


async def test_a_parent_that_runs_something_is_not_deleted(page: Page) -> None:
    gate = Gate()
    page.fakes.action.play = gate
    running = await page.press("run", values={"subject": "x"})
    child = await fork(page)
    with pytest.raises(Conflict):
        await delete(page)
    await delete(child)
    gate.go.set()
    await page.events(running)


@pytest.mark.parametrize(
    ("how", "error"),
    [
        ({"at_seq": 10_000}, BadRequest),
        ({"at_seq": 1, "turn_id": "x"}, BadRequest),
        ({"turn_id": "x"}, NotFound),
    ],
)
async def test_what_cannot_be_forked(page: Page, how: dict[str, Any], error: type[Exception]) -> None:
    with pytest.raises(error):
        await fork(page, **how)
    assert len(await family(page)) == 1


async def test_a_session_that_is_not_there(page: Page) -> None:
    for request in (
        ForkSession(session_id="nobody"),
        GetSessionTree(session_id="nobody"),
        ForkTurn(session_id="nobody", turn_id="x"),
        GetSession(session_id="nobody"),
    ):
        with pytest.raises(NotFound):
            await page.engine.call(request)
