"""`transform`, `fetch` and `script` inside a session: through the real pipeline, with the real registry."""

import json
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from engine.client.local import LocalEngine
from schemas.messages.sessions import GetSession, ResumeSession, StartSession
from schemas.messages.trust import GetTrust, TrustWorkflow
from tests.engine.fakes import Fakes, sub_action
from tests.engine.page import Page, kinds
from tests.servers.web_server import WebServer, reply

SECRET = "s3cret-value"
CODE = """
def shout(text):
    yield {"progress": 0.5, "message": "half way"}
    yield {"log": "a line of its own"}
    return {"loud": text.upper()}
"""


@pytest.fixture
async def engine(home: Path) -> AsyncIterator[LocalEngine]:
    engine = await LocalEngine.open(home)
    yield engine
    await engine.close()


@pytest.fixture
def write(tmp_path: Path) -> Any:
    def write(sub_actions: list[dict[str, Any]], first: list[dict[str, Any]] | None = None) -> Path:
        folder = tmp_path / "flow"
        (folder / "steps" / "one").mkdir(parents=True)
        form = {"type": "object", "properties": {"subject": {"type": "string", "default": "a cat"}}}
        page = {"id": "page", "uses": "form", "input_schema": form, "sub_actions": sub_actions}
        page["inputs"] = {"texts": []}
        (folder / "workflow.json").write_text('{"id": "flow", "title": "Flow"}')
        modules = [*(first or []), page]
        (folder / "steps" / "one" / "step.json").write_text(json.dumps({"modules": modules}))
        (folder / "actions.py").write_text(CODE)
        return folder

    return write


async def opened(engine: LocalEngine, folder: Path) -> Page:
    return Page(engine, Fakes(), await engine.call(StartSession(workflow=str(folder))))


async def trust(engine: LocalEngine, folder: Path) -> None:
    seen = await engine.call(GetTrust(workflow=str(folder)))
    await engine.call(TrustWorkflow(workflow=str(folder), digest=seen.digest))


SHOUT = sub_action(
    "shout",
    action_type="script",
    config={"function": "shout", "parameters": {"text": "{{ values.subject }}"}},
    result_mapping={"target_path": "loud"},
)


@pytest.mark.parametrize("mode", ["async", "streaming", "sync"])
async def test_a_function_runs_once_it_is_trusted(engine: LocalEngine, write: Any, mode: str) -> None:
    folder = write([{**SHOUT, "execution_mode": mode}])
    page = await opened(engine, folder)

    execution, _ = await page.run("shout", values={"subject": "hush {{ 1 }}"})
    assert execution.error is not None
    assert execution.error["code"] == "untrusted"
    assert f"reroll trust {folder}" in execution.error["hint"]

    await trust(engine, folder)
    execution, events = await page.run("shout", values={"subject": "hush {{ 1 }}"})
    assert execution.status == "completed"
    assert kinds(events) == ["started", "progress", "log", "completed"]
    assert (await page.data())["loud"] == {"loud": "HUSH {{ 1 }}"}


async def test_an_untrusted_module_waits_for_trust(engine: LocalEngine, write: Any) -> None:
    first = {
        "id": "loud",
        "uses": "script",
        "inputs": {"function": "shout", "parameters": {"text": "hello"}},
        "outputs": {"loud": "{{ outputs.loud }}"},
    }
    folder = write([], [first])
    page = await opened(engine, folder)
    failure = (await page.session()).failure
    assert failure is not None
    assert failure["code"] == "untrusted"

    await trust(engine, folder)
    await engine.call(ResumeSession(session_id=page.session_id))
    session = await engine.call(GetSession(session_id=page.session_id))
    assert session.state["loud"] == "HELLO"
    assert session.interaction is not None


async def test_what_is_transformed_is_appended(engine: LocalEngine, write: Any) -> None:
    config = {"input": "{{ values.subject }}", "pipeline": [{"template": {"text": "{{ input | upper }}"}}]}
    mapping = {"target_path": "texts", "merge_mode": "append"}
    page = await opened(
        engine, write([sub_action("up", action_type="transform", config=config, result_mapping=mapping)])
    )
    for subject in ("one", "{{ 7 * 7 }}"):
        execution, _ = await page.run("up", values={"subject": subject})
        assert execution.status == "completed"
    assert (await page.data())["texts"] == [{"text": "ONE"}, {"text": "{{ 7 * 7 }}"}]


async def test_a_secret_is_on_no_disk(
    engine: LocalEngine, home: Path, write: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("REROLL_TEST_KEY", SECRET)
    async with WebServer() as server:
        server.answer("/good", reply(json.dumps({"echo": SECRET}).encode()))
        server.answer("/bad", reply(SECRET.encode(), status=500))
        host = f"127.0.0.1:{server.port}"
        actions = [
            sub_action(
                name,
                action_type="fetch",
                config={
                    "url": f"http://{host}/{name}",
                    "allow": [host],
                    "headers": {"Authorization": {"env": "REROLL_TEST_KEY", "prefix": "Bearer "}},
                },
                result_mapping={"target_path": "got"},
            )
            for name in ("good", "bad")
        ]
        folder = write(actions)
        page = await opened(engine, folder)
        execution, _ = await page.run("good")
        assert (execution.error or {})["code"] == "untrusted"
        assert server.requests == []
        await trust(engine, folder)
        execution, _ = await page.run("good")
        assert execution.status == "completed"
        execution, _ = await page.run("bad")
        assert (execution.error or {})["code"] == "http_500"
        assert [seen.headers["authorization"] for seen in server.requests] == [f"Bearer {SECRET}"] * 2
        assert (await page.data())["got"] == {"echo": "…"}
    await engine.close()
    files = [path for path in home.rglob("*") if path.is_file()]
    assert files
    assert not [path for path in files if SECRET.encode() in path.read_bytes()]
