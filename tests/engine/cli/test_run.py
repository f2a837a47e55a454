"""`reroll run`: scripts, what they print, and how they end."""

import io
import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from engine.cli import run as command
from engine.cli import sessions
from tests.engine.cli.desk import write_desk

Captured = pytest.CaptureFixture[str]
Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def desk(home: Path, tmp_path: Path) -> str:
    return write_desk(tmp_path / "desk")


@pytest.fixture
def run(desk: str, capsys: Captured) -> Run:
    """Runs a script on the desk: exit code, standard output, standard error."""

    def run(*args: str) -> tuple[int, str, str]:
        where = () if "--session" in args else (desk,)
        code = command.run([*where, *args])
        said = capsys.readouterr()
        return code, said.out, said.err

    return run


@pytest.fixture
def end(run: Run) -> Callable[..., dict[str, Any]]:
    """Runs a script with `--json`; its last line."""

    def end(*args: str) -> dict[str, Any]:
        code, out, _ = run("--json", *args)
        last = json.loads(out.splitlines()[-1])
        assert last["kind"] == "end"
        assert last["exit_code"] == code
        return last

    return end


End = Callable[..., dict[str, Any]]


def session_in(text: str) -> str:
    found = re.search(r"reroll resume (\w+)", text)
    assert found
    return found[1]


def values_of(last: dict[str, Any]) -> dict[str, Any]:
    page = last["interaction"]
    draft = page["draft"]
    return draft["values"] if draft else page["request"]["display_data"]["current_values"]


class TestScript:
    def test_a_whole_workflow(self, run: Run) -> None:
        code, out, err = run(
            "--set", "topic=fog", "--action", "write", "--select", "3,1", "--continue", "--continue"
        )
        assert code == 0
        [path] = out.splitlines()
        assert Path(path).read_text("utf-8") == "fog 3 fog 1\n"
        assert "Page: Compose" in err
        assert "is complete." in err

    def test_it_is_carried_out_in_its_order(self, run: Run) -> None:
        _, out, _ = run(
            "--set",
            "topic=a",
            "--action",
            "write",
            "--set",
            "topic=b",
            "--action",
            "write",
            "--select",
            "-1,1",
        )
        assert out == "b 3\n\na 1\n"

    def test_without_a_script_the_first_page_is_told(self, run: Run) -> None:
        code, out, err = run()
        assert (code, out) == (0, "")
        assert "waits at “Compose”" in err
        assert "fields:   topic, count, weight, tone, loud, extra" in err
        assert "actions:  write, echo, plain, shout, fail, suggest" in err

    def test_it_goes_on_with_a_session(self, run: Run) -> None:
        _, _, err = run("--set", "topic=ice", "--action", "write")
        session = session_in(err)
        code, out, _ = run("--session", session, "--select", "2")
        assert (code, out) == (0, "ice 2\n")
        code, out, _ = run("--session", session, "--continue", "-q", "--continue")
        assert Path(out.strip()).read_text("utf-8") == "ice 2\n"
        code, _, err = run("--session", session, "--continue")
        assert code == 3
        assert "the workflow is complete" in err

    def test_until_a_step_or_module(self, run: Run, end: End) -> None:
        ready = ("--action", "write", "--select", "all")
        assert end(*ready, "--until", "check")["interaction"]["module_id"] == "check"
        assert end(*ready, "--until", "2_keep")["interaction"]["module_id"] == "check"
        assert end("--until", "compose")["interaction"]["module_id"] == "compose"
        assert end(*ready, "--until", "keep")["exit_code"] == 3
        misspelt = end(*ready, "--until", "chek")
        assert misspelt["exit_code"] == 2
        assert "did you mean check?" in misspelt["error"]["hint"]
        assert misspelt["interaction"]["module_id"] == "compose", "nothing was continued"

    def test_feedback_and_parameters_belong_to_the_action_before(self, run: Run) -> None:
        _, out, _ = run(
            "--action", "echo", "--param", "feedback=less = more", "--param", "by=me",
            "--action", "echo", "--param", "by=you",
        )  # fmt: skip
        assert out == "less = more|me\n\n|you\n"

    def test_parameters_from_standard_input(self, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
        given = b'{"feedback": "hush", "by": ["a", 1]}'
        monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(given)))
        assert run("--action", "echo", "--params", "-")[1] == "hush|['a', 1]\n"

    def test_an_action_at_a_result(self, run: Run) -> None:
        assert run("--action", "write", "--action", "shout", "--param", "item=-1")[1].endswith("RAIN 3\n")
        assert run("--action", "write", "--select", "2", "--action", "shout")[1] == "RAIN 2\n"
        code, _, err = run("--action", "write", "--select", "1,2", "--action", "shout")
        assert code == 4
        assert "works on one result, and 2 is chosen" in err

    def test_a_proposal_is_accepted_in_part_or_dismissed(self, end: End) -> None:
        assert values_of(end("--action", "suggest"))["topic"] == "rain"
        accepted = values_of(end("--action", "suggest", "--accept"))
        assert (accepted["topic"], accepted["count"]) == ("snow", 4)
        some = values_of(end("--action", "suggest", "--accept", "count", "--json"))
        assert (some["topic"], some["count"]) == ("rain", 4)
        dismissed = end("--action", "suggest", "--dismiss")
        assert dismissed["interaction"]["proposals"] == []
        assert values_of(dismissed)["topic"] == "rain"
        assert end("--action", "suggest", "--accept", "colour")["exit_code"] == 2
        assert end("--accept")["exit_code"] == 4


class TestValues:
    @pytest.mark.parametrize(
        ("text", "name", "value"),
        [
            ("count=4", "count", 4),
            ("weight=1.5", "weight", 1.5),
            ("tone=plain", "tone", "p"),
            ("tone=p", "tone", "p"),
            ("loud=Yes", "loud", True),
            ("loud=0", "loud", False),
            ("topic=a=b", "topic", "a=b"),
            ("topic=", "topic", ""),
            ('extra={"a": [1]}', "extra", {"a": [1]}),
        ],
    )
    def test_texts_are_read_by_the_type_of_the_field(
        self, end: End, text: str, name: str, value: Any
    ) -> None:
        held = values_of(end("--set", text))[name]
        assert held == value
        assert type(held) is type(value)

    def test_an_empty_number_is_no_number(self, end: End) -> None:
        assert "weight" not in values_of(end("--set", "weight=1", "--set", "weight="))

    @pytest.mark.parametrize(
        ("option", "text", "said"),
        [
            ("--set", "topik=x", "did you mean topic?"),
            ("--set", "zzz=x", "its fields are: topic, count"),
            ("--set", "count=six", "“six” is not a whole number"),
            ("--set", "count=6", "count: must be at most 5"),
            ("--set", "tone=plane", "tone: must be one of Warm, Plain"),
            ("--set", "loud=perhaps", "neither true nor false"),
            ("--set", "topic=" + "x" * 21, "topic: "),
            ("--set-json", 'count="3"', "count: "),
            ("--set-json", "count={", "not valid JSON"),
            ("--set", "topic", "--set takes FIELD=TEXT"),
        ],
    )
    def test_what_is_not_allowed_is_wrong_usage(
        self, run: Run, capsys: Captured, option: str, text: str, said: str
    ) -> None:
        try:
            code, _, err = run(option, text)
        except SystemExit as left:  # argparse
            code, err = left.code, capsys.readouterr().err
        assert code == 2
        assert said in err
        assert sessions.run([]) == 0
        assert capsys.readouterr().out == "", "nothing ran, so there is no session"

    def test_values_from_standard_input(self, end: End, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(b'{"topic": "hush", "count": 1}')))
        values = values_of(end("--values", "-", "--set", "count=3"))
        assert (values["topic"], values["count"]) == ("hush", 3)

    def test_values_from_a_file(self, end: End, tmp_path: Path, run: Run) -> None:
        (tmp_path / "values.json").write_text('{"loud": true, "extra": null}', "utf-8")
        assert end("--values", str(tmp_path / "values.json"))["exit_code"] == 2, "extra is no null"
        (tmp_path / "values.json").write_text('{"loud": true}', "utf-8")
        assert values_of(end("--values", str(tmp_path / "values.json")))["loud"] is True
        with pytest.raises(SystemExit):
            run("--values", str(tmp_path / "none.json"))


class TestSelection:
    @pytest.mark.parametrize(
        ("which", "out"),
        [
            ("2", "rain 2\n"),
            ("-1", "rain 3\n"),
            ("3,1", "rain 3\n\nrain 1\n"),
            ("1,1", "rain 1\n"),
            ("all", "rain 1\n\nrain 2\n\nrain 3\n"),
        ],
    )
    def test_by_number(self, run: Run, which: str, out: str) -> None:
        assert run("--action", "write", "--select", which)[:2] == (0, out)

    def test_by_id_and_none(self, run: Run, end: End) -> None:
        last = end("--action", "write", "--select", "2")
        [chosen] = last["interaction"]["selected"]
        session = ("--session", last["session_id"])
        assert run(*session, "--select", "none", "--select", chosen)[1] == "rain 2\n"

    @pytest.mark.parametrize("which", ["0", "4", "-4", "nope", "1,9", ""])
    def test_what_is_not_there(self, run: Run, which: str) -> None:
        code, _, err = run("--action", "write", "--select", which)
        assert code == 4
        assert "there are 3, from 1 on" in err

    def test_nothing_at_all(self, run: Run) -> None:
        assert run("--select", "1")[0] == 4
        code, _, err = run("--action", "write", "--continue")
        assert code == 4
        assert "a result must be selected first" in err
        assert "--select 1 to 3" in err


class TestFailure:
    def test_an_action_that_fails(self, end: End) -> None:
        last = end("--set", "topic=kept", "--action", "fail", "--action", "write")
        assert (last["exit_code"], last["status"]) == (1, "open")
        assert last["error"]["code"] == "missing_name"
        assert values_of(last)["topic"] == "kept"
        assert last["interaction"]["request"]["display_data"]["notes"] == []

    def test_a_module_that_fails(self, home: Path, tmp_path: Path, capsys: Captured) -> None:
        broken = {
            "id": "make",
            "uses": "transform",
            "inputs": {"pipeline": [{"template": "{{ state.nothing }}"}]},
        }
        code = command.run([write_desk(tmp_path / "broken", before=[broken]), "--json"])
        last = json.loads(capsys.readouterr().out.splitlines()[-1])
        assert code == last["exit_code"] == 1
        assert last["status"] == "failed"
        assert last["session_id"]

    @pytest.mark.parametrize(
        ("args", "said"),
        [
            (["--action", "writ"], "did you mean write?"),
            (["--action", "plain", "--param", "feedback=x"], "plain takes no feedback"),
            (["--session", "nope"], "There is no session 'nope'."),
            (["--provider", "x=y"], "'y' is not a built-in provider"),
        ],
    )
    def test_wrong_usage(self, run: Run, args: list[str], said: str) -> None:
        code, _, err = run(*args)
        assert code == 2
        assert said in err

    @pytest.mark.parametrize(
        ("args", "said"),
        [
            ([], "name a workflow"),
            (["desk", "--session", "x"], "give one of the two"),
            (["desk", "--param", "a=b"], "right after the --action"),
            (["desk", "--action", "a", "--continue", "--params", "-"], "right after the --action"),
            (["desk", "--provider", "x"], "takes NAME=KIND"),
            (["desk", "--timeout", "0"], "--timeout"),
            (["desk", "--actions", "x"], "--actions"),
        ],
    )
    def test_arguments_that_make_no_sense(self, capsys: Captured, args: list[str], said: str) -> None:
        with pytest.raises(SystemExit) as left:
            command.run(args)
        assert left.value.code == 2
        assert said in capsys.readouterr().err

    def test_a_workflow_that_is_not_there_or_not_valid(
        self, home: Path, tmp_path: Path, capsys: Captured
    ) -> None:
        assert command.run(["nowhere", "--json"]) == 2
        said = capsys.readouterr()
        assert json.loads(said.out)["error"]["code"] == "not_found"
        assert json.loads(said.out)["session_id"] is None
        (tmp_path / "workflow.json").write_text('{"id": "x"}', "utf-8")
        assert command.run([str(tmp_path)]) == 2
        assert "workflow.json" in capsys.readouterr().err


class TestJson:
    def test_everything_is_an_event_on_a_line(self, run: Run) -> None:
        code, out, _ = run("--json", "--action", "write", "--select", "1", "--continue", "--continue")
        assert code == 0
        lines = [json.loads(line) for line in out.splitlines()]
        changes = [line for line in lines if "session_id" in line and line["kind"] != "end"]
        assert [line["seq"] for line in changes] == list(range(1, len(changes) + 1))
        executions: dict[str, list[dict[str, Any]]] = {}
        for line in lines:
            if "execution_id" in line:
                executions.setdefault(line["execution_id"], []).append(line)
        assert len(executions) == 2
        for events in executions.values():
            assert [event["seq"] for event in events] == list(range(1, len(events) + 1))
            assert (events[0]["kind"], events[-1]["kind"]) == ("started", "completed")
        end = lines[-1]
        assert (end["kind"], end["status"], end["interaction"]) == ("end", "completed", None)
        assert end["state"]["notes"][0]["text"] == "rain 1"
        assert len(end["exports"]) == 1

    def test_quiet_says_only_what_is_wrong(self, run: Run) -> None:
        assert run("-q", "--action", "write", "--select", "1") == (0, "rain 1\n", "")
        code, out, err = run("-q", "--action", "fail")
        assert (code, out) == (1, "")
        assert err.startswith("reroll: Fail: ")
        assert "resume" not in err

    def test_hostile_text_does_nothing_to_the_terminal(self, run: Run) -> None:
        _, out, err = run("--set", "topic=a\x1b]0;b\x07\x9b2J", "--action", "write", "--title", "\x1b[2J")
        assert not set(out + err) & set("\x1b\x07\x9b")
