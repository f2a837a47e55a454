"""The blog post, from its sample to Markdown with pictures; two sections fail on the way."""

import asyncio
import secrets
from pathlib import Path
from typing import Any

from engine.client.local import LocalEngine
from schemas.messages.batches import BatchView, GetBatch, RetryBatch, StartBatch
from schemas.messages.interactions import ContinueInteraction
from schemas.messages.records import EditRecord, GetRecord, ListRecords
from schemas.messages.session import SessionView
from schemas.messages.sessions import GetSession, ResumeSession, StartSession
from schemas.messages.step_settings import SetStepSettings
from tests.servers.chat_server import ChatServer, Exchange, status, text


def writer(*ill: str) -> Any:
    """Answers with what it was asked last in capitals, or not at all if that names one of `ill`."""

    async def script(exchange: Exchange) -> None:
        asked = exchange.request.body["messages"][-1]["content"]
        if any(name in asked for name in ill):
            return await status(400)(exchange)
        last = asked.strip().splitlines()[-1]
        return await text(last.upper()[:60])(exchange)

    return script


async def ended(engine: LocalEngine, batch: BatchView) -> BatchView:
    async with asyncio.timeout(60):
        while batch.done < batch.total:
            await asyncio.sleep(0.02)
            batch = await engine.call(GetBatch(batch_id=batch.id))
    return batch


async def run(engine: LocalEngine, session: SessionView, step: str, *ids: int) -> BatchView:
    request = StartBatch(
        session_id=session.id,
        step_id=step,
        record_ids=list(ids) or None,
        idempotency_key=secrets.token_hex(4),
    )
    return await ended(engine, await engine.call(request))


async def onward(engine: LocalEngine, session: SessionView) -> SessionView:
    assert session.interaction is not None
    await engine.call(
        ContinueInteraction(session_id=session.id, interaction_id=session.interaction.id, values={})
    )
    return await engine.call(ResumeSession(session_id=session.id))


async def test_from_the_sample_to_markdown(big: LocalEngine, server: ChatServer) -> None:
    server.answer(writer("February", "October"))
    session = await big.call(StartSession(workflow="blog_post"))
    assert session.interaction is not None
    request = session.interaction.request
    assert request.interaction_type == "records"
    post = request.display_data["document_id"]
    assert post == session.state["document_id"]
    assert request.display_data["panel"] == "llm.generate"
    sections = (await big.call(ListRecords(document_id=post))).records
    assert len(sections) == 12

    # Two fail; the others keep what they got, and only the two are asked again.
    batch = await run(big, session, "polish")
    assert (batch.counts["success"], batch.counts["error"]) == (10, 2)
    failed = [each.title for each in batch.records if each.status == "error"]
    assert failed == ["February: nothing, and then spawn", "October: leaves"]
    assert all(each.body["temperature"] == 0.4 for each in server.requests)
    server.answer(writer())
    asked = len(server.requests)
    # From here on this post's own setting beats the step's.
    own = SetStepSettings(
        session_id=session.id, step_id="polish", document_id=post, settings={"temperature": 0.9}
    )
    await big.call(own)
    batch = await ended(big, await big.call(RetryBatch(batch_id=batch.id)))
    assert batch.counts["success"] == 12
    assert len(server.requests) == asked + 2
    again = await run(big, session, "polish", sections[0].id)
    assert again.counts["success"] == 1
    assert server.requests[-1].body["temperature"] == 0.9
    polished = (await big.call(GetRecord(record_id=sections[0].id))).fields["polished"]
    assert polished.startswith("WE DUG THE POND")

    session = await onward(big, session)
    await run(big, session, "titles")
    ideas = (await big.call(GetRecord(record_id=post))).fields["title_ideas"]
    await big.call(EditRecord(record_id=post, values={"title": ideas[:20]}))
    session = await onward(big, session)
    await run(big, session, "illustrate", sections[0].id, sections[4].id)
    session = await onward(big, session)
    batch = await run(big, session, "alt_text")
    assert (batch.counts["success"], batch.counts["skipped"]) == (2, 10)

    session = await onward(big, session)
    assert session.summary.status == "completed", session.failure
    [folder] = session.exports
    names = {path.name for path in Path(folder).iterdir()}
    assert names == {"post.md", "section-1-image.png", "section-5-image.png"}
    markdown = await asyncio.to_thread((Path(folder) / "post.md").read_text, "utf-8")
    assert markdown.startswith(f"# {ideas[:20].strip()}")
    assert markdown.count("\n## ") == 12
    assert "](section-5-image.png)" in markdown
    assert polished in markdown


async def test_the_sample_is_imported_once(big: LocalEngine) -> None:
    first = await big.call(StartSession(workflow="blog_post"))
    second = await big.call(StartSession(workflow="blog_post"))
    assert first.state["document_id"] == second.state["document_id"]
    assert len((await big.call(ListRecords(collection="posts"))).records) == 1
    assert (await big.call(GetSession(session_id=first.id))).failure is None
