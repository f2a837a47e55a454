import io
from pathlib import Path

import pytest

from engine.cli import provider_keys, providers
from engine.providers.credentials import NoKeyring

Captured = pytest.CaptureFixture[str]
KEY = "sk-secret-0123456789"


@pytest.fixture
def stored(monkeypatch: pytest.MonkeyPatch) -> dict[str, str]:
    kept: dict[str, str] = {}
    monkeypatch.setattr(provider_keys, "store_key", kept.__setitem__)
    monkeypatch.setattr(provider_keys, "forget_key", lambda name: kept.pop(name, None) is not None)
    return kept


def piped(monkeypatch: pytest.MonkeyPatch, text: str) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO(text))


def test_a_key_is_stored_and_forgotten_and_never_shown(
    home: Path, stored: dict[str, str], capsys: Captured, monkeypatch: pytest.MonkeyPatch
) -> None:
    piped(monkeypatch, f"{KEY}\n")
    assert providers.run(["key", "set", "openai"]) == 0
    assert stored == {"openai": KEY}
    assert providers.run(["key", "forget", "openai"]) == 0
    assert providers.run(["key", "forget", "openai"]) == 0
    said = capsys.readouterr()
    assert KEY not in said.out + said.err
    assert said.out.splitlines()[1:] == [
        "The key of openai is forgotten.",
        "The keyring has no key of openai.",
    ]


def test_on_a_terminal_it_is_asked_for_without_echo(
    home: Path, stored: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.stdin.isatty", lambda: True, raising=False)
    monkeypatch.setattr(provider_keys, "getpass", lambda _prompt: KEY)
    assert providers.run(["key", "set", "openai"]) == 0
    assert stored == {"openai": KEY}


@pytest.mark.parametrize("text", ["", "\n", "k\x1b[2J\n", "ключ\n"])
def test_what_is_no_key(
    home: Path, stored: dict[str, str], text: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    piped(monkeypatch, text)
    assert providers.run(["key", "set", "openai"]) == 1
    assert stored == {}


def test_a_name_nobody_knows(home: Path, capsys: Captured) -> None:
    assert providers.run(["key", "set", "opnai"]) == 2
    assert "Did you mean openai?" in capsys.readouterr().err


def test_no_keyring(home: Path, capsys: Captured, monkeypatch: pytest.MonkeyPatch) -> None:
    def none(*_: str) -> None:
        raise NoKeyring("There is none.")

    piped(monkeypatch, KEY)
    monkeypatch.setattr(provider_keys, "store_key", none)
    assert providers.run(["key", "set", "openai"]) == 1
    assert "There is none." in capsys.readouterr().err
