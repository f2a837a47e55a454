"""Steps with an endpoint of their own: what is sent, what comes back, and servers that behave badly."""

import json
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from engine.client.local import LocalEngine
from engine.operations.errors import Unprocessable
from schemas.messages.records import ListRecords
from tests.engine.batches.blog import DRAFT, POLISHED, Blog, write_steps
from tests.engine.fakes import Fakes
from tests.servers.web_server import WebServer, drip, reply

TWO = {
    "headline": {"label": "Headline", "db_field": "headline"},
    "teaser": {"label": "Teaser", "db_field": "teaser"},
}


@pytest.fixture
async def server() -> AsyncIterator[WebServer]:
    async with WebServer() as made:
        yield made


@pytest.fixture
async def make(home: Path, fakes: Fakes, tmp_path: Path) -> AsyncIterator[Any]:
    engine = await LocalEngine.open(home)

    async def make(base_url: str | None, outputs: dict[str, Any] = POLISHED, **parameters: Any) -> Blog:
        script = {
            "type": "custom_script",
            "custom_endpoint": "/api/custom/process-data",
            "parameters": {"format": "json", "validation": True, **parameters},
        }
        steps = {"send": {"inputs": DRAFT, "outputs": outputs, "script_config": script}}
        defaults = {"defaults": {"base_url": base_url}} if base_url else {}
        return await Blog.of(engine, fakes, write_steps(tmp_path / "blog", steps, **defaults), 1)

    yield make
    await engine.close()


async def test_the_record_is_sent_and_the_answer_becomes_its_output(make: Any, server: WebServer) -> None:
    server.answer("/base/api/custom/process-data", reply(b'{"output1": "processed"}'))
    blog = await make(f"http://127.0.0.1:{server.port}/base/")
    batch = await blog.run("send")
    assert batch.records[0].status == "success", batch.records[0].message
    [seen] = server.requests
    assert (seen.method, seen.headers["content-type"]) == ("POST", "application/json")
    assert json.loads(seen.body) == {
        "section_id": blog.sections[0],
        "post_id": blog.post,
        "inputs": {"input1": "draft 1"},
        "parameters": {"format": "json", "validation": True},
    }
    assert (await blog.fields(blog.sections[0]))["polished"] == "processed"


async def test_several_outputs_by_field(make: Any, server: WebServer) -> None:
    server.answer("/api/custom/process-data", reply(b'{"headline": "H", "teaser": ["T"]}'))
    blog = await make(f"http://127.0.0.1:{server.port}", TWO)
    await blog.run("send")
    fields = await blog.fields(blog.sections[0])
    assert (fields["headline"], fields["teaser"]) == ("H", ["T"])


BAD = {
    "a page instead of JSON": (
        reply(b"<html>Sorry</html>", kind="text/html"),
        "not JSON; it says it is text/html",
    ),
    "an error": (reply(b"{}", status=500), "500"),
    "a lack": (reply(b'{"headline": "H"}'), "no value for teaser"),
}


@pytest.mark.parametrize(("answer", "words"), BAD.values(), ids=BAD)
async def test_an_answer_that_is_none(make: Any, server: WebServer, answer: Any, words: str) -> None:
    server.answer("/api/custom/process-data", answer)
    blog = await make(f"http://127.0.0.1:{server.port}", TWO)
    before = (await blog.engine.call(ListRecords(document_id=blog.post))).records
    batch = await blog.run("send")
    assert batch.records[0].status == "error"
    assert words in batch.records[0].message
    assert (await blog.engine.call(ListRecords(document_id=blog.post))).records == before


async def test_one_that_is_too_slow(make: Any, server: WebServer) -> None:
    server.answer("/api/custom/process-data", drip)
    batch = await (await make(f"http://127.0.0.1:{server.port}", timeout=0.2)).run("send")
    assert (batch.records[0].status, "0.2" in batch.records[0].message) == ("error", True)


async def test_a_path_on_no_server_runs_nothing(make: Any) -> None:
    blog = await make(None)
    with pytest.raises(Unprocessable, match="only a path") as refused:
        await blog.start("send")
    assert "base_url" in refused.value.body.hint
