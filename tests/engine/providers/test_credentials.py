from collections.abc import Iterator
from pathlib import Path
from typing import Any

import keyring
import pytest
from keyring.backend import KeyringBackend
from keyring.errors import KeyringLocked

from engine.providers.credentials import Credentials, NoKeyring, forget_key, store_key, stored_key
from engine.providers.errors import ProviderError


class Memory(KeyringBackend):
    """A keyring of a test's own."""

    priority = 1  # type: ignore[assignment]

    def __init__(self) -> None:
        super().__init__()
        self.kept: dict[tuple[str, str], str] = {}

    def get_password(self, service: str, username: str) -> str | None:
        return self.kept.get((service, username))

    def set_password(self, service: str, username: str, password: str) -> None:
        self.kept[service, username] = password

    def delete_password(self, service: str, username: str) -> None:
        del self.kept[service, username]


class Locked(Memory):
    def get_password(self, service: str, username: str) -> str | None:
        raise KeyringLocked("secret words of a backend")


@pytest.fixture
def ring() -> Iterator[Memory]:
    before = keyring.get_keyring()
    memory = Memory()
    keyring.set_keyring(memory)
    yield memory
    keyring.set_keyring(before)


@pytest.fixture(autouse=True)
def _no_key(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("A_KEY", raising=False)


def found(credentials: Credentials) -> Any:
    key = credentials.find("far", "A_KEY")
    return key() if callable(key) else key


def test_the_environment_comes_before_the_file_and_the_file_before_the_keyring(
    tmp_path: Path, ring: Memory, monkeypatch: pytest.MonkeyPatch
) -> None:
    credentials = Credentials(tmp_path)
    ring.kept["reroll", "far"] = "from the ring"
    assert found(credentials) == "from the ring"
    (tmp_path / ".env").write_text("# mine\nexport A_KEY='from $HOME'\nB=2\n")
    assert found(credentials) == "from $HOME"
    monkeypatch.setenv("A_KEY", "from outside")
    assert found(credentials) == "from outside"


def test_nothing_of_the_file_gets_into_the_environment(tmp_path: Path) -> None:
    (tmp_path / ".env").write_text("A_KEY=x")
    assert Credentials(tmp_path).variable("A_KEY") == "x"
    import os

    assert "A_KEY" not in os.environ


def test_a_file_that_cannot_be_read_holds_no_keys(tmp_path: Path) -> None:
    (tmp_path / ".env").write_bytes(b"A_KEY=\xff\xfe")
    assert Credentials(tmp_path).variable("A_KEY") == ""


def test_a_key_that_is_nowhere(tmp_path: Path, ring: Memory) -> None:
    with pytest.raises(ProviderError) as caught:
        found(Credentials(tmp_path))
    assert caught.value.code == "unauthorised"
    assert "A_KEY is not set" in caught.value.message
    assert "reroll providers key set far" in caught.value.hint
    assert not Credentials(tmp_path).has("far", "A_KEY")


def test_without_the_extra_there_is_no_keyring(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import sys

    monkeypatch.setitem(sys.modules, "keyring", None)
    with pytest.raises(NoKeyring, match=r"reroll\[keyring\]"):
        stored_key("far")
    assert Credentials(tmp_path).find("far", "A_KEY") is None


def test_store_and_forget(ring: Memory) -> None:
    store_key("far", "k")
    assert (stored_key("far"), Credentials(Path()).has("far", None)) == ("k", True)
    assert forget_key("far")
    assert not forget_key("far")


def test_a_keyring_that_fails_is_not_quoted(ring: Memory) -> None:
    keyring.set_keyring(Locked())
    with pytest.raises(NoKeyring, match="KeyringLocked") as caught:
        stored_key("far")
    assert "secret words" not in str(caught.value)
