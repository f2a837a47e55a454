"""A home that somebody worked in, made by the operations: sessions, a fork, results, records, batches."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from engine.client.local import LocalEngine
from engine.moving.copying import Copying, End
from engine.moving.report import Report
from engine.moving.verifying import verify
from engine.store.folder_blobs import FolderBlobs
from engine.store.sqlite.database import SqliteDatabase
from schemas.messages.family import ForkSession
from schemas.messages.llm_actions import SaveLlmAction
from schemas.messages.sessions import StartSession
from tests.engine.batches.blog import Blog, registry_of, write_steps
from tests.engine.fakes import Fakes, write_flow
from tests.engine.page import Page


async def live_in(home: Path, made: Path) -> None:
    """Make such a home; `made` is a folder for its workflows."""
    fakes = Fakes()
    engine = await LocalEngine.open(home, registry=registry_of(fakes))
    try:
        view = await engine.call(StartSession(workflow=write_flow(made / "flow")))
        page = Page(engine, fakes, view)
        await page.run("paint", values={"subject": "a fox"}, params={"count": 3})
        await page.run("write", values={"subject": "a föx \u2028"})
        await engine.call(ForkSession(session_id=page.session_id))
        await page.run("paint", values={"subject": "another fox"})
        await page.save(subject="typed and not sent")
        for body in ("Polish: {{ inputs.draft }}", "Polish well: {{ inputs.draft }}"):
            seen = 1 if "well" in body else None
            await engine.call(SaveLlmAction(name="polish", body={"input": body}, seen=seen))
        blog = await Blog.of(engine, fakes, write_steps(made / "blog"))
        await blog.run("paint", blog.sections[0], blog.sections[1])
        await blog.run("fake")
    finally:
        await engine.close()


async def go_on(home: Path) -> str:
    """Do something more in its first session; its id."""
    fakes = Fakes()
    engine = await LocalEngine.open(home, registry=registry_of(fakes))
    try:
        page = await first_page(engine, fakes)
        await page.run("write", values={"subject": "and then"})
        await page.save(subject="typed later")
        return page.session_id
    finally:
        await engine.close()


async def first_page(engine: LocalEngine, fakes: Fakes) -> Page:
    """The session that was begun first, at its page."""
    from schemas.messages.sessions import GetSession, ListSessions

    listed = (await engine.call(ListSessions())).sessions
    first = min((each for each in listed if each.workflow_id == "flow"), key=lambda each: each.created_at)
    return Page(engine, fakes, await engine.call(GetSession(session_id=first.id)))


@asynccontextmanager
async def end(home: Path) -> AsyncIterator[End]:
    """The database and the files of a home."""
    database = await SqliteDatabase.open(home / "reroll.db")
    try:
        yield End(database, FolderBlobs(home / "blobs"))
    finally:
        await database.close()


async def copy(source: Path, target: Path, **how: Any) -> Report:
    """Copy between homes."""
    async with end(source) as here, end(target) as there:
        return await Copying(here, there, **how).run()


async def digests(home: Path) -> dict[str, str]:
    """The digest of every table; raises if anything is not whole."""
    async with end(home) as here:
        found = await verify(here.database, here.blobs)
    assert found.whole
    return {name: f"{digest} {digest.rows}" for name, digest in found.tables.items()}
