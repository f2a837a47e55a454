"""`reroll sessions`, `workflows` and `providers`."""

import json
from pathlib import Path
from typing import Any

import pytest

from engine.cli import call, providers, sessions, workflows
from engine.cli.session_text import session_text
from schemas.messages.session import SessionSummary, SessionView
from schemas.messages.turns import TurnView
from tests.engine.cli.test_call import one_picture

Captured = pytest.CaptureFixture[str]

SUMMARY = SessionSummary(
    id="s", workflow_id="w", workflow_title="W", title="T", status="open", created_at=0, updated_at=0
)
VIEW = SessionView(id="s", seq=1, summary=SUMMARY, steps=[], state={})


@pytest.fixture
def session_id(home: Path, capsys: Captured) -> str:
    call.run(["sessions.start", '{"workflow": "media_prompt", "title": "Fox at night"}'])
    return str(json.loads(capsys.readouterr().out)["data"]["id"])


def test_no_sessions_is_no_output(home: Path, capsys: Captured) -> None:
    assert sessions.run([]) == 0
    assert capsys.readouterr().out == ""


def test_sessions_are_listed_and_found_by_title(session_id: str, capsys: Captured) -> None:
    assert sessions.run([]) == 0
    line = capsys.readouterr().out
    assert line.split() == [session_id, "open", "now", "0", "results", "Fox", "at", "night"]
    sessions.run(["list", "owl"])
    assert capsys.readouterr().out == ""
    sessions.run(["list", "fox", "--json"])
    assert json.loads(capsys.readouterr().out)["sessions"][0]["id"] == session_id


def test_one_is_shown(session_id: str, capsys: Captured) -> None:
    assert sessions.run(["show", session_id]) == 0
    said = capsys.readouterr().out
    assert said.startswith("Fox at night\n")
    assert "[>] Prompt" in said
    assert "[ ] Caption" in said
    sessions.run(["show", session_id, "--json"])
    assert json.loads(capsys.readouterr().out)["interaction"]["session_id"] == session_id


def test_one_is_deleted(session_id: str, capsys: Captured) -> None:
    assert sessions.run(["delete", session_id]) == 0
    assert sessions.run(["show", session_id]) == 1
    assert f"There is no session {session_id!r}." in capsys.readouterr().err


def test_one_is_exported_with_its_pictures(home: Path, tmp_path: Path, capsys: Captured) -> None:
    session_id, _ = one_picture(capsys)
    folder = tmp_path / "out" / "mine"
    assert sessions.run(["export", session_id, str(folder)]) == 0
    written = capsys.readouterr().out.splitlines()
    assert written[0] == str(folder / "session.json")
    (picture,) = folder.glob("*.png")
    assert picture.read_bytes().startswith(b"\x89PNG")
    assert f"blob:{picture.stem}" in (folder / "session.json").read_text()
    assert sessions.run(["export", session_id, str(folder)]) == 1
    assert "is there already" in capsys.readouterr().err


def test_the_bundled_workflows_are_listed(home: Path, capsys: Captured) -> None:
    assert workflows.run([]) == 0
    assert capsys.readouterr().out.startswith("media_prompt  Picture prompt  ")


def test_a_broken_workflow_is_named(home: Path, capsys: Captured) -> None:
    folder = home / "workflows" / "mine"
    folder.mkdir(parents=True)
    (folder / "workflow.json").write_text("{")
    assert workflows.run(["--json"]) == 1
    said = capsys.readouterr()
    assert "is not valid JSON" in said.err
    assert {"media_prompt", "mine"} <= {each["id"] for each in json.loads(said.out)["workflows"]}


def test_providers_say_whether_they_can(home: Path, capsys: Captured) -> None:
    home.mkdir()
    (home / "config.toml").write_text(
        '[providers.far]\nkind = "openai"\nbase_url = "http://far/v1"\napi_key_env = "NO_SUCH_KEY"\n'
    )
    assert providers.run([]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[0].split(maxsplit=2)[:2] == ["far", "text"]
    assert "not ready" in lines[0]
    assert "NO_SUCH_KEY is not set" in lines[0]
    assert lines[-1].startswith("sketch")
    assert "no AI model" in lines[-1]


def asked(operation: str, capsys: Captured, **request: Any) -> Any:
    """The data of an operation's reply."""
    assert call.run([operation, json.dumps(request)]) == 0
    return json.loads(capsys.readouterr().out)["data"]


def test_references_and_turns_are_shown(session_id: str, capsys: Captured) -> None:
    sid = session_id
    asked("sessions.edit-meta", capsys, session_id=sid, purpose="Foxes\nin snow")
    asked("references.add", capsys, session_id=sid, reference={"text": "x", "name": "no\x1b[2Jtes", "ttl": 2})
    assert sessions.run(["show", sid]) == 0
    said = capsys.readouterr().out
    assert "  purpose:   Foxes in snow\n" in said
    assert "  references:\n    0  no[2Jtes  (in use, 2 turns left)\n" in said
    assert "turns:" not in said


def test_a_turn_is_one_line() -> None:
    turn = TurnView(
        id="t1",
        execution_id="e",
        label="Write",
        action="llm.generate",
        provider="p",
        provider_label="p",
        model="m",
        system="",
        asked="What\nnow?",
        reply="x" * 100,
        edited=True,
        at=0,
    )
    shown = session_text(VIEW, [], [turn])
    assert shown.endswith("  turns:\n    t1  Write (edited): What now? -> " + "x" * 59 + "…")


def test_a_session_is_forked_and_its_family_shown(session_id: str, capsys: Captured) -> None:
    assert sessions.run(["fork", session_id]) == 0
    first = capsys.readouterr().out.strip()
    assert sessions.run(["fork", first, "--at", "2", "--title", "Owl"]) == 0
    second = capsys.readouterr().out.strip()

    assert sessions.run(["tree", second]) == 0
    lines = [line.split() for line in capsys.readouterr().out.splitlines()]
    assert [line[0 if line[0] != "*" else 1] for line in lines] == [session_id, first, second]
    assert lines[2] == ["*", second, "open", "Owl", "(at", "2)"]
    sessions.run(["tree", first, "--json"])
    assert json.loads(capsys.readouterr().out)["root_id"] == session_id


@pytest.mark.parametrize(
    ("at", "says"), [("99999", "There is no event 99999"), ("abc", "There is no turn 'abc'")]
)
def test_a_fork_from_nowhere_is_refused(session_id: str, capsys: Captured, at: str, says: str) -> None:
    assert sessions.run(["fork", session_id, "--at", at]) == 1
    assert says in capsys.readouterr().err
    assert sessions.run(["tree", "nobody"]) == 1
    assert "There is no session 'nobody'." in capsys.readouterr().err
