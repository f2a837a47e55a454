"""The routes that are known by name: a workflow's sub-action, a script step."""

import asyncio
import json
from pathlib import Path
from typing import Any

import httpx

from engine.client.local import LocalEngine
from engine.operations.services import Services
from schemas.messages.executions import GetExecution
from tests.engine.batches.blog import Blog, registry_of, write_steps
from tests.engine.fakes import Fakes, Gate
from tests.engine.page import Page
from tests.engine.server.running import Running, running


def body(page: Page, action: str, **keys: Any) -> dict[str, Any]:
    return {"interaction_id": page.id, "action_id": action, "params": {}, **keys}


async def press(http: httpx.AsyncClient, page: Page, action: str, **keys: Any) -> httpx.Response:
    return await http.post(f"/workflow/{page.session_id}/sub-action", json=body(page, action, **keys))


async def test_sync_replies_with_the_result(page: Page, http: httpx.AsyncClient) -> None:
    reply = await press(http, page, "now")
    said = reply.json()
    assert reply.status_code == 200
    assert said["success"] is True
    assert said["data"]["result"] == {"said": "hello"}
    ended = await page.engine.call(GetExecution(execution_id=said["data"]["execution_id"]))
    assert ended.status == "completed"


async def test_async_replies_with_a_task_that_can_be_followed(page: Page, http: httpx.AsyncClient) -> None:
    page.fakes.action.play = gate = Gate(value=1)
    reply = await press(http, page, "queue")
    assert reply.status_code == 202
    task = reply.json()["data"]["task_id"]
    await gate.there.wait()
    gate.go.set()
    events = [event async for event in page.engine.events(task)]
    assert events[-1].kind == "completed"


async def test_streaming_replies_with_events_while_it_runs(page: Page, http: httpx.AsyncClient) -> None:
    page.fakes.action.play = gate = Gate(value=1)
    path = f"/workflow/{page.session_id}/sub-action"
    seen = ""
    async with http.stream("POST", path, json=body(page, "run")) as reply:
        assert reply.headers["content-type"].startswith("text/event-stream")
        execution = reply.headers["x-execution-id"]
        async for text in reply.aiter_text():
            seen += text
            if "so far" in seen and not gate.go.is_set():
                assert "completed" not in seen
                gate.go.set()
    assert seen.rstrip().endswith('{"stream":"end"}')
    assert "event: completed" in seen
    assert (await page.engine.call(GetExecution(execution_id=execution))).status == "completed"


async def test_without_values_it_is_the_form_as_typed_last(page: Page, http: httpx.AsyncClient) -> None:
    await press(http, page, "repaint")
    await page.save(subject="typed")
    await press(http, page, "repaint")
    await press(http, page, "repaint", values={"subject": "given"})
    assert [asked.prompt for asked in page.fakes.painter.asked] == ["a cat", "typed", "given"]


async def test_the_same_key_is_one_run(page: Page, http: httpx.AsyncClient) -> None:
    path = f"/workflow/{page.session_id}/sub-action"
    replies = [
        await press(http, page, "now", idempotency_key="k"),
        await http.post(path, json=body(page, "now"), headers={"idempotency-key": "k"}),
    ]
    one, two = (reply.json()["data"] for reply in replies)
    assert one == two
    assert page.fakes.action.runs == 1


async def test_the_same_key_for_something_else_is_a_conflict(page: Page, http: httpx.AsyncClient) -> None:
    first = (await press(http, page, "now", idempotency_key="k")).json()["data"]
    for other in (
        body(page, "run", idempotency_key="k"),
        body(page, "now", idempotency_key="k", feedback="other"),
        body(page, "now", idempotency_key="k", params={"a": 1}),
    ):
        reply = await http.post(f"/workflow/{page.session_id}/sub-action", json=other)
        said = reply.json()["error"]
        assert (reply.status_code, said["code"]) == (409, "conflict")
        assert said["details"]["execution_id"] == first["execution_id"]
    assert page.fakes.action.runs == 1


async def test_the_same_key_after_a_restart_is_the_same_run(
    page: Page, http: httpx.AsyncClient, served: Running, services: Services, home: Path
) -> None:
    first = (await press(http, page, "now", idempotency_key="k")).json()["data"]
    await served.stop()
    await services.close()
    again = await Services.open(home, registry=page.fakes.registry())
    async with running(again, port=served.port):
        assert (await press(http, page, "now", idempotency_key="k")).json()["data"] == first
    await again.close()
    assert page.fakes.action.runs == 1


async def test_failures_are_in_the_envelope(page: Page, http: httpx.AsyncClient) -> None:
    missing = await press(http, page, "dance")
    assert (missing.status_code, missing.json()["error"]["code"]) == (404, "not_found")
    page.fakes.painter.fails_after = 1
    failed = await press(http, page, "repaint")
    said = failed.json()
    assert failed.status_code == 500
    assert said["success"] is False
    assert said["error"]["details"]["status"] == "failed"
    wrong = await http.post("/workflow/x/sub-action", json={"interaction": "x"})
    assert wrong.status_code == 422


async def test_what_is_cancelled_meanwhile_is_a_conflict(page: Page, http: httpx.AsyncClient) -> None:
    page.fakes.action.play = gate = Gate()
    asked = asyncio.create_task(press(http, page, "now"))
    await gate.there.wait()
    [running] = (await page.view()).executions
    cancelled = await http.post("/api/executions/cancel", json={"execution_id": running.id})
    assert cancelled.json()["success"] is True
    reply = await asked
    assert (reply.status_code, reply.json()["error"]["details"]["status"]) == (409, "cancelled")


async def test_execute_step_takes_and_refuses_what_row_c4_says(http: httpx.AsyncClient) -> None:
    asked = {
        "step_id": "nothing",
        "post_id": 53,
        "context": {"section_ids": [711], "inputs": {}, "llm_settings": {}},
    }
    unknown = await http.post("/api/workflow/execute-step", json=asked)
    assert (unknown.status_code, unknown.json()["success"]) == (404, False)
    wrong = await http.post("/api/workflow/execute-step", json={**asked, "post_id": "many"})
    assert wrong.json()["error"]["details"][0]["field"] == "post_id"
    elsewhere = await http.post("/api/workflow/execute-step", json={**asked, "workflow": "/etc"})
    assert elsewhere.status_code == 404


async def test_openapi_describes_every_operation(http: httpx.AsyncClient) -> None:
    from engine.operations.listed import all_operations

    document = json.loads((await http.get("/openapi.json")).content)
    assert document["openapi"].startswith("3.1")
    paths = document["paths"]
    for operation in all_operations():
        route = paths["/api/" + operation.name.replace(".", "/")]["post"]
        assert route["operationId"] == operation.name
        schema = route["requestBody"]["content"]["application/json"]["schema"]
        assert schema["$ref"].rpartition("/")[2].startswith(operation.request.__name__)
        assert "500" in route["responses"]
    assert "/workflow/{session_id}/sub-action" in paths
    assert paths["/api/workflow/execute-step"]["post"]["responses"]["200"]
    ids = [route["operationId"] for path in paths.values() for route in path.values()]
    assert len(ids) == len(set(ids))


async def test_execute_step_waits_for_the_end_and_says_what_every_section_got(
    home: Path, fakes: Fakes
) -> None:
    services = await Services.open(home, registry=registry_of(fakes))
    write_steps(home / "workflows" / "blog")
    blog = await Blog.of(LocalEngine(services), fakes, "blog", sections=3)
    asked = {
        "step_id": "polish",
        "post_id": blog.post,
        "context": {"section_ids": blog.sections[:2], "inputs": {}, "llm_settings": {}},
    }
    async with running(services) as served, httpx.AsyncClient(trust_env=False, verify=False) as http:
        reply = await http.post(f"{served.url}/api/workflow/execute-step", json=asked)
        said = reply.json()
        assert (reply.status_code, said["success"], said["step"]) == (200, True, "polish")
        assert said["sections_processed"] == blog.sections[:2]
        assert [each["section_id"] for each in said["results"]] == blog.sections[:2]
        fakes.writer.reply = (RuntimeError("no ink"),)
        failed = (await http.post(f"{served.url}/api/workflow/execute-step", json=asked)).json()
        assert failed["success"] is False
    assert [(await blog.fields(each)).get("polished") for each in blog.sections] == ["Hello", "Hello", None]
    await services.close()
