from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from engine.providers.errors import ProviderError
from engine.providers.media import MediaRequest
from engine.providers.replicate.provider import Replicate
from tests.engine.providers.hosted.fakes import FAST, collect, http, items, words
from tests.servers.replicate_server import VERSION, ReplicateServer
from tests.servers.web_server import reply

MODEL = "stability-ai/sdxl"


@pytest.fixture
async def server() -> AsyncIterator[ReplicateServer]:
    async with ReplicateServer() as running:
        yield running


def replicate(server: ReplicateServer, folder: Path) -> Replicate:
    return Replicate("replicate", http(server, "/v1"), folder=folder, polling=FAST)


def paths(server: ReplicateServer, method: str) -> list[str]:
    return [seen.path for seen in server.requests if seen.method == method]


async def test_facts_and_words(server: ReplicateServer, tmp_path: Path) -> None:
    events = await collect(replicate(server, tmp_path), MediaRequest("a", seed=4, model=MODEL))
    (item,) = items(events)
    assert (item.remote_id, item.model, item.seed, item.usage) == ("job-1", MODEL, 4, {"seconds": 2.5})
    assert item.facts["parameters"] == {"seed": 4}
    assert item.facts["returned"] == {"prediction": "job-1", "version": VERSION, "output": 0}
    assert words(events) == ["sending", "1 of 10", "2 of 10"]


async def test_a_model_that_needs_a_version(server: ReplicateServer, tmp_path: Path) -> None:
    server.official = False
    provider = replicate(server, tmp_path)
    for _ in range(2):
        await collect(provider, MediaRequest("a", model=MODEL))
    # It is known from then on.
    assert paths(server, "POST") == [f"/v1/models/{MODEL}/predictions", "/v1/predictions", "/v1/predictions"]
    assert {job.body["version"] for job in server.jobs.values()} == {VERSION}


async def test_a_model_named_among_the_parameters(server: ReplicateServer, tmp_path: Path) -> None:
    await collect(replicate(server, tmp_path), MediaRequest("a", params={"model": MODEL}), "predict")
    assert "model" not in server.jobs["job-1"].body["input"]


async def test_no_model(server: ReplicateServer, tmp_path: Path) -> None:
    with pytest.raises(ProviderError, match="No model"):
        await collect(replicate(server, tmp_path), MediaRequest("a"))
    assert server.requests == []


@pytest.mark.parametrize(
    ("output", "data", "kind"),
    [
        (["Once", " upon"], b"Once upon", "text/plain"),
        ({"label": "cat"}, b'{"label": "cat"}', "application/json"),
    ],
)
async def test_output_that_is_no_file(
    server: ReplicateServer, tmp_path: Path, output: object, data: bytes, kind: str
) -> None:
    server.output = output
    (item,) = items(await collect(replicate(server, tmp_path), MediaRequest("a", model=MODEL)))
    assert (item.data, item.media_type) == (data, kind)


async def test_output_that_was_deleted(server: ReplicateServer, tmp_path: Path) -> None:
    server.output = []
    with pytest.raises(ProviderError, match="gives no picture"):
        await collect(replicate(server, tmp_path), MediaRequest("a", model=MODEL))


async def test_cancelled_by_somebody_else(server: ReplicateServer, tmp_path: Path) -> None:
    server.steps = 0
    begin = server.begin

    def cancelled(*given: object) -> object:
        job = begin(*given)  # pyright: ignore
        job.cancelled = True
        return job

    server.begin = cancelled  # pyright: ignore
    with pytest.raises(ProviderError, match="was cancelled at") as caught:
        await collect(replicate(server, tmp_path), MediaRequest("a", model=MODEL))
    assert caught.value.code == "refused"
    assert not any(path.endswith("/cancel") for path in paths(server, "POST"))


async def test_a_lost_answer_is_looked_up_not_sent_again(server: ReplicateServer, tmp_path: Path) -> None:
    request = MediaRequest("a", seed=9, model=MODEL)
    provider = replicate(server, tmp_path)
    await collect(provider, MediaRequest("a", seed=8, model=MODEL))  # another's
    await collect(provider, request)  # the same, but known already
    server.loses_answer = True
    (item,) = items(await collect(provider, request))
    assert (item.remote_id, len(server.jobs)) == ("job-3", 3)
    assert "/v1/predictions" in paths(server, "GET")


async def test_a_lost_answer_that_cannot_be_looked_up(server: ReplicateServer, tmp_path: Path) -> None:
    server.refusal = reply(b"{}", status=502)
    with pytest.raises(ProviderError) as caught:
        await collect(replicate(server, tmp_path), MediaRequest("a", model=MODEL))
    assert "may have begun" in caught.value.hint


class TestParameters:
    async def test_the_models_input_is_the_form(self, server: ReplicateServer, tmp_path: Path) -> None:
        form = await replicate(server, tmp_path).parameters("predict", MODEL)
        assert list(form["properties"]) == ["prompt", "scheduler", "seed"]

    async def test_a_version_is_asked_for_once_and_for_good(
        self, server: ReplicateServer, tmp_path: Path
    ) -> None:
        name = f"{MODEL}:{VERSION}"
        first = await replicate(server, tmp_path).parameters("predict", name)
        again = await replicate(server, tmp_path).parameters("predict", name)
        assert first == again
        assert len(server.requests) == 1

    async def test_a_damaged_file_is_asked_for_again(self, server: ReplicateServer, tmp_path: Path) -> None:
        name = f"{MODEL}:{VERSION}"
        await replicate(server, tmp_path).parameters("predict", name)
        (kept,) = tmp_path.iterdir()
        kept.write_text('{"version": ')
        assert (await replicate(server, tmp_path).parameters("predict", name))["properties"]
        assert len(server.requests) == 2

    async def test_the_newest_known_without_a_network(self, tmp_path: Path) -> None:
        async with ReplicateServer() as server:
            provider = replicate(server, tmp_path)
            form = await provider.parameters("predict", MODEL)
            offline = replicate(server, tmp_path)
        assert await offline.parameters("predict", MODEL) == form


async def test_some_models(server: ReplicateServer, tmp_path: Path) -> None:
    assert await replicate(server, tmp_path).models() == [MODEL]
