"""`reroll sessions`, `workflows` and `providers`."""

import json
from pathlib import Path

import pytest

from engine.cli import call, providers, sessions, workflows
from tests.engine.cli.test_call import one_picture

Captured = pytest.CaptureFixture[str]


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
    assert [each["id"] for each in json.loads(said.out)["workflows"]] == ["media_prompt", "mine"]


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
