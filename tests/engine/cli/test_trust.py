"""`reroll trust`, and the operations behind it."""

import json
from pathlib import Path
from typing import Any

import pytest

from engine.cli import trust
from engine.client.local import LocalEngine
from engine.operations.errors import OperationError
from schemas.messages.trust import GetTrust, TrustWorkflow, UntrustWorkflow
from schemas.messages.workflows import ListWorkflows

Captured = pytest.CaptureFixture[str]

FETCH = {"url": "https://api.test/", "allow": ["api.test"], "headers": {"X": {"env": "REROLL_TEST_KEY"}}}
SCRIPT = {"function": "work", "environment": ["REROLL_TEST_OTHER"]}


@pytest.fixture
def flow(home: Path) -> Path:
    folder = home / "workflows" / "flow"
    (folder / "steps" / "one").mkdir(parents=True)
    (folder / "workflow.json").write_text('{"id": "flow", "title": "Flow"}')
    modules = [{"id": "a", "uses": "fetch", "inputs": FETCH}, {"id": "b", "uses": "script", "inputs": SCRIPT}]
    (folder / "steps" / "one" / "step.json").write_text(json.dumps({"modules": modules}))
    (folder / "actions.py").write_text("def work():\n    return 1\n")
    return folder


def listed(capsys: Captured) -> Any:
    capsys.readouterr()
    assert trust.run(["--list", "--json"]) == 0
    return json.loads(capsys.readouterr().out)


def test_it_shows_before_it_asks(flow: Path, capsys: Captured) -> None:
    assert trust.run(["flow"]) == 1
    said = capsys.readouterr()
    for part in (
        str(flow),
        "actions.py (25 bytes)",
        "REROLL_TEST_KEY to api.test",
        "REROLL_TEST_OTHER",
        "SHA-256",
    ):
        assert part in said.out
    assert "--yes" in said.err
    assert listed(capsys) == []


@pytest.mark.parametrize(("answer", "code"), [("y\n", 0), ("yes\n", 0), ("n\n", 1), ("\n", 1), ("", 1)])
def test_only_a_yes_is_one(
    flow: Path, capsys: Captured, monkeypatch: pytest.MonkeyPatch, answer: str, code: int
) -> None:
    class Terminal:
        def isatty(self) -> bool:
            return True

        def readline(self) -> str:
            return answer

    monkeypatch.setattr("sys.stdin", Terminal())
    assert trust.run([str(flow)]) == code
    assert len(listed(capsys)) == (code == 0)


def test_trusted_listed_changed_revoked(flow: Path, capsys: Captured) -> None:
    assert trust.run(["flow", "--yes"]) == 0
    [grant] = listed(capsys)
    assert (grant["folder"], grant["status"]) == (str(flow), "trusted")
    (flow / "actions.py").write_text("def work():\n    return 2\n")
    assert trust.run(["--list"]) == 0
    assert capsys.readouterr().out.startswith("changed")
    assert trust.run(["--revoke", "flow"]) == 0
    assert trust.run(["--revoke", "flow"]) == 1
    assert listed(capsys) == []


def test_what_cannot_be_trusted(home: Path, flow: Path, capsys: Captured) -> None:
    assert trust.run(["media_prompt"]) == 0
    assert "ships with Reroll" in capsys.readouterr().out
    assert trust.run(["nothing_there"]) == 1
    (flow / "steps" / "one" / "step.json").write_text("{")
    assert trust.run(["flow", "--yes"]) == 1
    assert listed(capsys) == []
    with pytest.raises(SystemExit):
        trust.run([])


async def test_trust_is_given_to_what_was_shown(home: Path, flow: Path) -> None:
    engine = await LocalEngine.open(home)
    try:
        assert await status(engine) == "untrusted"
        seen = await engine.call(GetTrust(workflow="flow"))
        assert (seen.trusted, seen.sends, seen.gives) == (
            "untrusted",
            {"REROLL_TEST_KEY": ["api.test"]},
            ["REROLL_TEST_OTHER"],
        )
        (flow / "actions.py").write_text("def work():\n    return 'other'\n")
        with pytest.raises(OperationError, match="changed"):
            await engine.call(TrustWorkflow(workflow="flow", digest=seen.digest))
        seen = await engine.call(GetTrust(workflow=str(flow)))
        done = await engine.call(TrustWorkflow(workflow="flow", digest=seen.digest))
        assert done.trusted == await status(engine) == "trusted"
        assert (await engine.call(UntrustWorkflow(workflow="flow"))).trusted == "untrusted"
        assert await status(engine) == "untrusted"
    finally:
        await engine.close()


async def test_a_document_that_sends_more_must_be_asked_about_again(home: Path, flow: Path) -> None:
    engine = await LocalEngine.open(home)
    try:
        seen = await engine.call(GetTrust(workflow="flow"))
        await engine.call(TrustWorkflow(workflow="flow", digest=seen.digest))
        step = flow / "steps" / "one" / "step.json"
        step.write_text(step.read_text().replace('["api.test"]', '["api.test", "evil.test"]'))
        assert (await engine.call(GetTrust(workflow="flow"))).trusted == "untrusted"
    finally:
        await engine.close()


async def status(engine: LocalEngine) -> str:
    found = await engine.call(ListWorkflows())
    return next(each.trusted for each in found.workflows if each.id == "flow")
