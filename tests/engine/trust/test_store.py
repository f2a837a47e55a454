"""Trust: given to what was seen, taken back by any change."""

import stat
from pathlib import Path

import pytest

from engine.store.errors import StorageError
from engine.trust.code import read_code
from engine.trust.store import Trust


@pytest.fixture
def trust(tmp_path: Path) -> Trust:
    return Trust(tmp_path / "home", tmp_path / "bundled")


def folder(tmp_path: Path, name: str = "flow", source: str = "A = 1") -> Path:
    made = tmp_path / name
    made.mkdir(parents=True, exist_ok=True)
    (made / "actions.py").write_text(source)
    return made


def test_nothing_is_trusted_unasked(trust: Trust, tmp_path: Path) -> None:
    made = folder(tmp_path)
    assert trust.status(made) == "untrusted"
    assert not trust.trusts(read_code(made))
    assert trust.status(tmp_path) == "none"


def test_trust_lasts_until_the_code_changes(trust: Trust, tmp_path: Path) -> None:
    made = folder(tmp_path)
    trust.grant(read_code(made))
    again = Trust(tmp_path / "home", tmp_path / "bundled")
    assert again.status(made) == "trusted"
    folder(tmp_path, source="A = 2")
    assert again.status(made) == "untrusted"
    folder(tmp_path, source="A = 1")
    assert again.status(made) == "trusted"
    assert trust.revoke(made)
    assert not trust.revoke(made)
    assert again.status(made) == "untrusted"


def test_the_same_code_elsewhere_is_not_trusted(trust: Trust, tmp_path: Path) -> None:
    trust.grant(read_code(folder(tmp_path)))
    assert trust.status(folder(tmp_path, "copy")) == "untrusted"


def test_a_new_grant_takes_the_place_of_the_old(trust: Trust, tmp_path: Path) -> None:
    trust.grant(read_code(folder(tmp_path)))
    trust.grant(read_code(folder(tmp_path, source="A = 2")))
    trust.grant(read_code(folder(tmp_path, "other")))
    assert [Path(each.folder).name for each in trust.grants()] == ["flow", "other"]
    folder(tmp_path, source="A = 1")
    assert trust.status(tmp_path / "flow") == "untrusted"


def test_what_ships_is_trusted(trust: Trust, tmp_path: Path) -> None:
    made = folder(tmp_path / "bundled", "flow")
    assert trust.status(made) == "trusted"
    assert trust.lets_send(made, "KEY", ["a.test"])


def test_variables_go_only_where_they_were_granted_to(trust: Trust, tmp_path: Path) -> None:
    made = folder(tmp_path)
    trust.grant(read_code(made), {"KEY": ["a.test", "b.test"]})
    assert trust.lets_send(made, "KEY", ["a.test"])
    assert not trust.lets_send(made, "KEY", ["a.test", "c.test"])
    assert not trust.lets_send(made, "OTHER", ["a.test"])
    folder(tmp_path, source="A = 2")
    assert not trust.lets_send(made, "KEY", ["a.test"])


def test_the_file_is_the_persons_own(trust: Trust, tmp_path: Path) -> None:
    trust.grant(read_code(folder(tmp_path)))
    file = tmp_path / "home" / "trusted.json"
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert [path.name for path in file.parent.iterdir()] == ["trusted.json"]


@pytest.mark.parametrize(
    "content", [b"{", b"[]", b'{"trusted": [1]}', b'{"trusted": [{"folder": 1, "digest": ""}]}']
)
def test_a_damaged_file_trusts_nothing_and_is_kept(trust: Trust, tmp_path: Path, content: bytes) -> None:
    made = folder(tmp_path)
    file = tmp_path / "home" / "trusted.json"
    file.parent.mkdir()
    file.write_bytes(content)
    assert trust.status(made) == "untrusted"
    with pytest.raises(StorageError, match="nothing is trusted"):
        trust.grant(read_code(made))
    assert file.read_bytes() == content
