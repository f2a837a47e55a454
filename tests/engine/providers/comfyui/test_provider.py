import asyncio
import json
import logging
from collections.abc import AsyncIterator, Callable
from contextlib import aclosing
from typing import Any

import pytest

from engine.providers.comfyui.node_errors import GraphRefused, refused
from engine.providers.comfyui.provider import ComfyUI
from engine.providers.errors import ProviderError, Wrong
from engine.providers.http.auth import Auth
from engine.providers.http.client import Http
from engine.providers.http.limits import Limits
from engine.providers.http.retries import Retries
from engine.providers.media import MediaEvent, MediaItem, MediaPreview, MediaProgress, MediaRequest
from tests.engine.providers.contract_media.pictures import picture
from tests.servers.comfyui_server import ComfyUIServer
from tests.servers.web_server import Seen, raw, reply

GRAPH: dict[str, Any] = {
    "3": {"class_type": "KSampler", "inputs": {"seed": 1, "steps": 9}},
    "9": {"class_type": "SaveImage", "inputs": {"images": ["3", 0]}},
}
RUN = MediaRequest(
    "x", seed=5, params={"graph": GRAPH, "inputs": {"number": "3.steps", "seed": "3.seed"}, "number": 4}
)


@pytest.fixture
async def server() -> AsyncIterator[ComfyUIServer]:
    async with ComfyUIServer() as running:
        running.pictures = [picture(number) for number in range(4)]
        yield running


def client(server: ComfyUIServer, **options: Any) -> ComfyUI:
    auth = Auth.bearer("secret-0123456789")
    http = Http(
        f"http://127.0.0.1:{server.port}",
        name="comfyui",
        auth=auth,
        retries=Retries(attempts=1),
        limits=Limits(max_concurrency=1),
        refused=refused,
    )
    return ComfyUI("comfyui", http, auth=auth, **{"poll": 0.01, **options})


async def collect(
    provider: ComfyUI, request: MediaRequest = RUN, operation: str = "graph"
) -> list[MediaEvent]:
    async with asyncio.timeout(20), aclosing(provider.generate(operation, request)) as events:
        return [event async for event in events]


def items(events: list[MediaEvent]) -> list[MediaItem]:
    return [event for event in events if isinstance(event, MediaItem)]


async def failure(server: ComfyUIServer, operation: str = "graph") -> ProviderError:
    with pytest.raises(ProviderError) as caught:
        await collect(client(server), operation=operation)
    return caught.value


async def at_work(server: ComfyUIServer, until: Callable[[MediaEvent], bool]) -> list[MediaEvent]:
    """The events of a job that goes on until one of them is what is waited for."""
    server.endless = True
    seen: list[MediaEvent] = []
    async with asyncio.timeout(20), aclosing(client(server).generate("graph", RUN)) as events:
        async for event in events:
            seen.append(event)
            if server.running and until(event):
                (prompt,), (name,) = server.running, server.sockets
                server.finish(prompt, name)
    return seen


async def test_a_graph_with_its_fields(server: ComfyUIServer) -> None:
    (item,) = items(await collect(client(server)))
    assert server.graphs[0]["3"]["inputs"] == {"seed": 5, "steps": 4}
    assert (item.seed, item.data, item.facts["cached"]) == (5, picture(0), False)
    assert item.facts["file"] == "output/reroll_0.png"


async def test_what_ran_before_is_said_to_be_cached(server: ComfyUIServer) -> None:
    server.cached = True
    (item,) = items(await collect(client(server)))
    assert item.facts["cached"] is True


async def test_progress_counts_a_sampler_by_its_steps(server: ComfyUIServer) -> None:
    events = await at_work(server, lambda event: getattr(event, "fraction", 0) == 0.5 / 5)
    assert MediaProgress(0.5 / 5, "SaveImage (node 9)") in events
    assert len(items(events)) == 1


async def test_previews_with_and_without_metadata(server: ComfyUIServer) -> None:
    server.preview = picture(9, "JPEG")
    left = iter(range(2))
    events = await at_work(server, lambda event: isinstance(event, MediaPreview) and next(left) == 1)
    previews = [event for event in events if isinstance(event, MediaPreview)]
    assert [(each.data, each.media_type) for each in previews] == [(server.preview, "image/jpeg")] * 2
    flags = {"type": "feature_flags", "data": {"supports_preview_metadata": True}}
    assert server.received == [flags]


async def test_a_socket_that_drops_is_opened_again(server: ComfyUIServer) -> None:
    server.drops = server.endless = True
    provider = client(server)
    task = asyncio.create_task(collect(provider))
    async with asyncio.timeout(10):
        while server.connections < 2:  # noqa: ASYNC110 the fake has no event for it
            await asyncio.sleep(0.01)
    (prompt,) = server.running
    (name,) = server.sockets
    server.finish(prompt, name)
    assert len(items(await task)) == 1


async def test_a_socket_that_is_refused_does_not_matter(server: ComfyUIServer) -> None:
    server.answer("/ws", raw(b"nonsense"))
    assert len(items(await collect(client(server)))) == 1


async def test_the_key_is_in_no_log(server: ComfyUIServer, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    await collect(client(server))
    assert "secret-0123456789" not in caplog.text


async def test_a_restart_is_told(server: ComfyUIServer) -> None:
    server.endless, server.sockets_work = True, False
    task = asyncio.create_task(collect(client(server)))
    await asyncio.wait_for(server.working.wait(), 10)
    server.forget()
    with pytest.raises(ProviderError) as caught:
        await task
    assert "does not know the job any more" in caught.value.message
    assert "restarted" in caught.value.hint


@pytest.mark.parametrize(("misses", "made"), [(5, 1), (6, 0)])
async def test_a_moment_without_a_network_is_borne(server: ComfyUIServer, misses: int, made: int) -> None:
    server.endless, server.sockets_work = True, False
    silent = iter(range(misses))

    async def away(seen: Seen, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        if next(silent, None) is None:
            server.answer("/queue", server._queue)
            (prompt,) = server.running
            server.finish(prompt, "")
            await server._queue(seen, reader, writer)

    server.answer("/queue", away)
    task = asyncio.create_task(collect(client(server)))
    await asyncio.wait({task}, timeout=20)
    if made:
        assert len(items(task.result())) == made
    else:
        assert isinstance(task.exception(), ProviderError)


async def test_what_waits_is_deleted_and_nothing_interrupted(server: ComfyUIServer) -> None:
    server.holds = True
    server.running = ["somebody's"]
    task = asyncio.create_task(collect(client(server)))
    await asyncio.wait_for(server.working.wait(), 10)
    (prompt,) = server.pending
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert server.deleted == [prompt]
    assert not any(seen.path == "/interrupt" for seen in server.requests)


async def test_an_older_server_chooses_the_id(server: ComfyUIServer) -> None:
    server.own_ids = True
    assert len(items(await collect(client(server)))) == 1


async def test_a_lost_answer_is_looked_up(server: ComfyUIServer) -> None:
    put = server._prompt

    async def lost(seen: Any, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        class Nowhere:
            def write(self, _data: bytes) -> None: ...
            async def drain(self) -> None: ...

        await put(seen, reader, Nowhere())  # type: ignore[arg-type]

    server.answer("/prompt", lost)
    assert len(items(await collect(client(server)))) == 1
    assert len(server.graphs) == 1


async def test_somebody_interrupted_it(server: ComfyUIServer) -> None:
    server.endless = True
    task = asyncio.create_task(collect(client(server)))
    await asyncio.wait_for(server.working.wait(), 10)
    (prompt,), (name,) = server.running, server.sockets
    server.finish(prompt, name, "interrupted")
    with pytest.raises(ProviderError) as caught:
        await task
    assert "interrupted" in caught.value.message


async def test_a_node_that_fails_is_named(server: ComfyUIServer) -> None:
    server.failure = "out of memory"
    error = await failure(server)
    assert "KSampler (node 3) failed" in error.message
    assert "out of memory" in error.message


async def test_problems_of_nodes_are_told_by_field(server: ComfyUIServer) -> None:
    def problem(kind: str, name: str, message: str, **about: Any) -> dict[str, Any]:
        return {
            "type": kind,
            "message": message,
            "details": name,
            "extra_info": {"input_name": name, **about},
        }

    errors = [
        problem("value_smaller_than_min", "steps", "Value 0 smaller than min of 1", received_value=0),
        problem(
            "value_not_in_list",
            "sampler_name",
            "Value not in list",
            received_value="eula",
            input_config=[["euler", "heun"], {}],
        ),
    ]
    nodes = {"3": {"errors": errors, "dependent_outputs": ["9"], "class_type": "KSampler"}}
    error = {"type": "prompt_outputs_failed_validation", "message": "Prompt outputs failed validation"}
    server.refusal = reply(json.dumps({"error": error, "node_errors": nodes}).encode(), status=400)
    refusal = await failure(server)
    assert isinstance(refusal, GraphRefused)
    # `sampler_name` is no field of the form: the sentence alone names it.
    assert refusal.details == (Wrong("number", "value 0 smaller than min of 1"),)
    assert "KSampler (node 3) sampler_name: the server has no 'eula'" in refusal.message
    assert "number: value 0 smaller than min of 1" in refusal.message
    assert "euler" in refusal.hint
    assert refusal.code == "bad_request"


@pytest.mark.parametrize("nodes", [None, [], {"3": 5}, {"3": {"errors": [1, {"extra_info": 3}]}}])
async def test_refusals_of_odd_shapes(server: ComfyUIServer, nodes: Any) -> None:
    body = {"error": {"message": "No outputs", "details": None}, "node_errors": nodes}
    server.refusal = reply(json.dumps(body).encode(), status=400)
    assert (await failure(server)).code == "bad_request"


async def test_txt2img_takes_the_first_checkpoint(server: ComfyUIServer) -> None:
    (item,) = items(await collect(client(server), MediaRequest("a tree"), "txt2img"))
    assert item.model == "dream.safetensors"
    await collect(client(server), MediaRequest("a tree", model="other.ckpt"), "txt2img")
    assert [graph["1"]["inputs"]["ckpt_name"] for graph in server.graphs] == [
        "dream.safetensors",
        "other.ckpt",
    ]


async def test_a_server_without_checkpoints(server: ComfyUIServer) -> None:
    server.answer("/object_info/CheckpointLoaderSimple", reply(b"{}"))
    assert "no checkpoint" in (await failure(server, "txt2img")).message


async def test_a_history_without_pictures(server: ComfyUIServer) -> None:
    server.finish = lambda prompt, *_: server.answer(  # type: ignore[method-assign,assignment]
        f"/history/{prompt}", reply(json.dumps({prompt: {"outputs": {"3": {"text": ["x"]}}}}).encode())
    )
    assert (await failure(server)).code == "bad_reply"
