"""`reroll token` and `reroll sessions share`: who may use a server, from the machine of its store."""

import io
import json
import re
import stat
import sys
from pathlib import Path

import pytest

from engine.access.kept_tokens import FILE, OpenToOthers, drop_token, find_token, keep_token
from engine.cli import sessions, token
from engine.providers import credentials

Captured = pytest.CaptureFixture[str]


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    home = tmp_path / "home"
    monkeypatch.setenv("REROLL_HOME", str(home))
    monkeypatch.delenv("REROLL_TOKEN", raising=False)

    def none(*_: object) -> str:
        raise credentials.NoKeyring("There is none.")

    monkeypatch.setattr(credentials, "_keyring", none)
    return home


def test_a_token_is_shown_once_and_listed_without_its_secret(capsys: Captured) -> None:
    assert token.run(["create", "ann", "--role", "admin", "--expires", "90d"]) == 0
    made = capsys.readouterr()
    assert re.fullmatch(r"reroll_[0-9a-f]{8}_[\w-]{43}\n", made.out)
    assert "ann, admin, until " in made.err
    assert token.run([]) == 0
    [line] = capsys.readouterr().out.splitlines()
    assert line.split()[:3] == [made.out[:15], "ann", "admin"]
    assert made.out.strip() not in line
    assert token.run(["revoke", made.out[:15]]) == 0
    assert "revoked now" in capsys.readouterr().out
    assert token.run(["log", "--json"]) == 0
    assert [each["kind"] for each in json.loads(capsys.readouterr().out)["entries"]] == [
        "token_revoked",
        "token_made",
    ]


def test_what_is_no_name_no_time_and_nobody(capsys: Captured) -> None:
    assert token.run(["create", "a b"]) == 1
    assert "is no name" in capsys.readouterr().err
    with pytest.raises(SystemExit) as wrong:
        token.run(["create", "ann", "--expires", "soon"])
    assert wrong.value.code == 2
    assert token.run(["revoke", "nobody"]) == 1
    assert sessions.run(["share", "x", "ann"]) == 1
    assert "There is no session 'x'" in capsys.readouterr().err


def test_ones_own_token_is_kept_where_only_oneself_reads_it(
    home: Path, capsys: Captured, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "stdin", io.StringIO("reroll_secret\n"))
    assert token.run(["keep", "https://Prompts.example/"]) == 0
    assert "reroll_secret" not in capsys.readouterr().out
    assert stat.S_IMODE((home / FILE).stat().st_mode) == 0o600
    assert find_token(home, "https://prompts.example") == "reroll_secret"
    assert find_token(home, "https://other.example") == ""
    monkeypatch.setenv("REROLL_TOKEN", "from the environment")
    assert find_token(home, "https://prompts.example") == "from the environment"
    monkeypatch.delenv("REROLL_TOKEN")
    (home / FILE).chmod(0o640)
    with pytest.raises(OpenToOthers, match="chmod 600"):
        find_token(home, "https://prompts.example")
    (home / FILE).chmod(0o600)
    assert token.run(["forget", "https://prompts.example"]) == 0
    assert find_token(home, "https://prompts.example") == ""
    monkeypatch.setattr(sys, "stdin", io.StringIO("two words\n"))
    assert token.run(["keep", "https://prompts.example"]) == 1


def test_a_socket_is_one_server_however_it_is_named(
    home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    keep_token(home, "./at.sock", "x")
    assert find_token(home, f"unix:{tmp_path}/at.sock") == "x"
    assert drop_token(home, str(tmp_path / "at.sock"))
    assert not drop_token(home, str(tmp_path / "at.sock"))
