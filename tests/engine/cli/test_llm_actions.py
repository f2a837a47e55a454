"""`reroll llm-actions` (row C7)."""

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.cli import call, llm_actions
from engine.llm_actions.editable import as_text, from_text
from schemas.clean_text import clean, clean_line
from tui.command import main

Captured = pytest.CaptureFixture[str]
BODY = {"input": "Polish:\n\n{{ inputs.draft }}\n", "temperature": 0.4}


@pytest.fixture
def polish(home: Path, tmp_path: Path, capsys: Captured) -> Path:
    """An LLM action out of a file, which is returned."""
    file = tmp_path / "polish.json"
    file.write_text(json.dumps({"title": "Polish a draft", "body": BODY}))
    assert llm_actions.run(["edit", "polish", str(file), "--note", "first"]) == 0
    assert capsys.readouterr().out == "polish is at version 1.\n"
    return file


def test_none_is_no_output(home: Path, capsys: Captured) -> None:
    assert main(["llm-actions"]) == 0
    assert capsys.readouterr().out == ""


def test_they_are_listed_and_shown(polish: Path, capsys: Captured) -> None:
    assert llm_actions.run([]) == 0
    assert capsys.readouterr().out.split() == ["1", "polish", "version", "1", "now", "Polish", "a", "draft"]
    assert llm_actions.run(["show", "1"]) == 0
    shown = capsys.readouterr().out
    assert shown.startswith("# polish, number 1, version 1 of 1\n# first\ntitle: ")
    assert "  input: |2\n    Polish:\n\n    {{ inputs.draft }}\n" in shown
    assert from_text(shown.encode(), "shown") == ("Polish a draft", BODY)
    assert llm_actions.run(["show", "polish", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["body"] == BODY
    assert llm_actions.run(["show", "polihs"]) == 1
    assert "Did you mean polish?" in capsys.readouterr().err


def edited_by(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, old: str, new: str, code: int = 0) -> None:
    """An editor that replaces one text by another."""
    editor = tmp_path / "editor.py"
    editor.write_text(
        "import sys, pathlib\nfile = pathlib.Path(sys.argv[1])\n"
        f"file.write_text(file.read_text().replace({old!r}, {new!r}))\nsys.exit({code})\n"
    )
    monkeypatch.setenv("VISUAL", f"python3 {editor}")
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))


def test_one_is_edited_in_the_editor(
    polish: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Captured
) -> None:
    edited_by(monkeypatch, tmp_path, "0.4", "0.9")
    assert llm_actions.run(["edit", "polish", "--note", "warmer"]) == 0
    assert capsys.readouterr().out == "polish is at version 2.\n"
    edited_by(monkeypatch, tmp_path, "nothing", "here")
    assert llm_actions.run(["edit", "polish"]) == 0
    assert capsys.readouterr().out == "Nothing was changed.\n"
    assert llm_actions.run(["diff", "polish"]) == 0
    assert capsys.readouterr().out == "temperature: 0.4 → 0.9\n"
    assert llm_actions.run(["versions", "polish"]) == 0
    assert "warmer" in capsys.readouterr().out
    assert llm_actions.run(["roll-back", "polish", "1"]) == 0
    assert capsys.readouterr().out == "polish is at version 3: version 1 again.\n"
    assert llm_actions.run(["delete", "polish"]) == 0
    assert llm_actions.run(["show", "polish", "--version", "2"]) == 0
    assert not list(tmp_path.glob("polish-*"))


@pytest.mark.parametrize(
    ("old", "new", "code", "told"),
    [("0.4", "40", 0, "temperature"), ("body", "boody", 0, "needs"), ("0.4", "0.5", 3, "ended with code 3")],
)
def test_what_was_written_is_kept_when_it_cannot_be_saved(
    polish: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: Captured,
    old: str,
    new: str,
    code: int,
    told: str,
) -> None:
    edited_by(monkeypatch, tmp_path, old, new, code)
    assert llm_actions.run(["edit", "polish"]) in (1, 2)
    assert told in capsys.readouterr().err
    [kept] = tmp_path.glob("polish-*.yaml")
    assert new in kept.read_text()


def test_a_new_one_is_made_in_the_editor(
    home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Captured
) -> None:
    edited_by(monkeypatch, tmp_path, "Write about", "Sing of")
    assert llm_actions.run(["edit", "song"]) == 0
    llm_actions.run(["show", "song", "--json"])
    assert json.loads(capsys.readouterr().out.partition("\n")[2])["body"]["input"].startswith("Sing of")


def test_wrong_files_say_what_is_wrong(polish: Path, tmp_path: Path, capsys: Captured) -> None:
    assert llm_actions.run(["edit", "polish", str(tmp_path / "none")]) == 2
    polish.write_text("{")
    assert llm_actions.run(["edit", "polish", str(polish)]) == 2
    polish.write_text(json.dumps({"input": "{{ oops"}))
    assert llm_actions.run(["edit", "polish", str(polish)]) == 1
    assert "does not compile" in capsys.readouterr().err
    assert llm_actions.run(["edit", "../x", str(polish)]) in (1, 2)


def test_one_is_tested_with_the_replies_of_a_session(polish: Path, capsys: Captured) -> None:
    # Without a model there is no reply: what went wrong is said, and recorded.
    code = llm_actions.run(["test", "polish", "--json", "--set", 'provider="nobody"'])
    said = json.loads(capsys.readouterr().out)
    assert (code, said["success"], said["error"]["code"]) == (1, False, "not_configured")
    assert main(["audit", "--failed"]) == 0
    assert "Test of Polish a draft: not_configured" in capsys.readouterr().out
    assert llm_actions.run(["test", "polish", "--input", "nonsense"]) == 2


TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=60).map(clean)
KEYS = TEXTS.map(clean_line)
LINES = st.lists(st.text(" \t#:-{}'\"|a\u2028é😀", max_size=8), max_size=6).map("\n".join).map(clean)
VALUES: Any = st.recursive(
    st.none() | st.booleans() | st.integers(-(10**6), 10**6) | TEXTS | LINES,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS, inner, max_size=3),
    max_leaves=8,
)


@given(st.dictionaries(KEYS, VALUES, min_size=1))
def test_a_text_is_read_as_it_was_written(body: dict[str, Any]) -> None:
    body = {"input": "x", **body}
    assert from_text(as_text("Title", body, "a hint").encode(), "x") == ("Title", body)


def test_operations_are_there_for_programs(polish: Path, capsys: Captured) -> None:
    assert call.run(["llm-actions.get", '{"action": "polish"}']) == 0
    assert json.loads(capsys.readouterr().out)["data"]["version"] == 1
