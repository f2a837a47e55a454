"""`reroll call` and `reroll events`: every operation from a script."""

import io
import json
import sqlite3
from pathlib import Path
from typing import Any

import pytest

from engine.cli import call, events
from engine.operations.listed import all_operations

pytestmark = pytest.mark.usefixtures("home")
Captured = pytest.CaptureFixture[str]


def reply(captured: Captured, *args: str) -> tuple[int, dict[str, Any]]:
    code = call.run(list(args))
    return code, json.loads(captured.readouterr().out)


def one_picture(captured: Captured) -> tuple[str, str]:
    """Start the main workflow and generate one picture; session and execution ids."""
    _, started = reply(captured, "sessions.start", '{"workflow": "media_prompt"}')
    interaction = started["data"]["interaction"]
    values = {
        **interaction["request"]["display_data"]["current_values"],
        "count": 1,
        "aspect_ratio": "1:1",
        "seed": 5,
    }
    request = {
        "session_id": started["data"]["id"],
        "interaction_id": interaction["id"],
        "action_id": "generate",
        "values": values,
        "idempotency_key": "once",
    }
    code, ran = reply(captured, "executions.run", json.dumps(request))
    assert code == 0, ran
    assert ran["data"]["status"] == "completed", ran
    return started["data"]["id"], ran["data"]["id"]


def test_every_operation_is_listed_with_its_schema(capsys: Captured) -> None:
    code, listed = reply(capsys, "--list")
    assert code == 0
    assert list(listed) == [operation.name for operation in all_operations()]
    assert listed["sessions.start"]["properties"]["workflow"]["minLength"] == 1


def test_an_operation_answers_with_an_envelope(capsys: Captured) -> None:
    code, said = reply(capsys, "workflows.list")
    assert code == 0
    assert said["success"] is True
    assert "media_prompt" in [each["id"] for each in said["data"]["workflows"]]


def test_a_request_from_standard_input(capsys: Captured, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(b'{"limit": 3}')))
    code, said = reply(capsys, "sessions.list", "-")
    assert (code, said) == (0, {"success": True, "data": {"sessions": [], "more": None}})


def test_an_error_is_an_envelope_and_a_failure(capsys: Captured) -> None:
    code, said = reply(capsys, "sessions.get", '{"session_id": "nope"}')
    assert code == 1
    assert said["error"]["code"] == "not_found"
    code, said = reply(capsys, "sessions.get", '{"sesion_id": "nope"}')
    assert code == 1
    assert {detail["field"] for detail in said["error"]["details"]} == {"session_id", "sesion_id"}


@pytest.mark.parametrize(
    ("args", "said"),
    [
        (["sessions.lst"], "did you mean sessions.list?"),
        (["zzz"], "`reroll call --list` prints them all"),
        (["sessions.list", "{"], "the request is not valid JSON"),
        (["sessions.list", "[1]"], "must be a JSON object, not a list"),
        (["sessions.list", "[" * 100_000], "the request is not valid JSON"),
    ],
)
def test_wrong_usage(capsys: Captured, args: list[str], said: str) -> None:
    assert call.run(args) == 2
    assert said in capsys.readouterr().err


def test_hostile_text_is_escaped_and_not_lost(capsys: Captured) -> None:
    title = "a\x1b]52;c;aGk=\x07b\x9b2J\u202ec"
    reply(capsys, "sessions.start", json.dumps({"workflow": "media_prompt", "title": title}))
    call.run(["sessions.list"])
    printed = capsys.readouterr().out
    assert not set(printed) & set("\x1b\x07\x9b\u202e")


def test_running_waits_for_the_end_and_its_events_are_kept(capsys: Captured) -> None:
    _, execution_id = one_picture(capsys)
    assert events.run([execution_id]) == 0
    stored = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [each["seq"] for each in stored] == list(range(1, len(stored) + 1))
    assert (stored[0]["kind"], stored[-1]["kind"]) == ("started", "completed")
    assert events.run([execution_id, "--after", str(len(stored) - 1), "--follow"]) == 0
    assert json.loads(capsys.readouterr().out)["kind"] == "completed"


def test_events_of_nothing(capsys: Captured) -> None:
    assert events.run(["nope"]) == 1
    assert "There is no execution 'nope'." in capsys.readouterr().err


def test_a_damaged_database_is_said_without_a_traceback(home: Path, capsys: Captured) -> None:
    home.mkdir()
    (home / "reroll.db").write_bytes(b"this is no database at all" * 100)
    assert call.run(["sessions.list"]) == 1
    said = capsys.readouterr()
    assert "is damaged" in said.err
    assert "Restore it from a backup" in said.err
    assert said.out == ""


def test_a_newer_database_is_left_alone(home: Path, capsys: Captured) -> None:
    home.mkdir()
    with sqlite3.connect(home / "reroll.db") as database:
        database.execute("PRAGMA user_version = 9999")
    assert call.run(["sessions.list"]) == 1
    assert "written by a newer Reroll" in capsys.readouterr().err


def test_a_wrong_configuration_names_the_key(home: Path, capsys: Captured) -> None:
    home.mkdir()
    (home / "config.toml").write_text('[defaults]\ntxt = "embedded"\n')
    assert call.run(["sessions.list"]) == 1
    said = capsys.readouterr().err
    assert "defaults.txt is not a setting; did you mean text?" in said
