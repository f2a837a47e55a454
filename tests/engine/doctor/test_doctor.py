"""`reroll doctor`: what it finds in a home that is broken in one way, and what it never says."""

import asyncio
import io
import json
import os
import sqlite3
import sys
import time
from collections.abc import Iterator
from contextlib import closing
from email.utils import formatdate
from pathlib import Path

import httpx
import pytest

from engine.cli import doctor
from engine.doctor import database, machine
from engine.doctor.database import look_at_blobs, look_at_database
from engine.doctor.examination import examination
from engine.doctor.finding import Finding
from engine.doctor.home import filesystem_of, look_at_home
from engine.doctor.server import look_at_server
from engine.operations.services import Services
from engine.providers.embedded.weights import PIN
from engine.providers.embedded.weights import path as weights_path
from engine.server.metrics.measures import Measures
from engine.store.folder_blobs import FolderBlobs
from engine.store.tables import MIGRATIONS
from tests.engine.server.running import running

SECRET = "unusual-value-1"
Captured = pytest.CaptureFixture[str]


@pytest.fixture
def made(tmp_path: Path) -> Path:
    """A home with a database and a file."""

    async def make() -> None:
        services = await Services.open(tmp_path / "home")
        await services.close()
        await FolderBlobs(tmp_path / "home" / "blobs").write(b"a picture", "image/png")

    asyncio.run(make())
    return tmp_path / "home"


def by_name(findings: Iterator[Finding] | list[Finding]) -> dict[str, Finding]:
    return {finding.what: finding for finding in findings}


def test_a_home_that_is_new_is_well_and_stays_unmade(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Captured
) -> None:
    monkeypatch.delenv("REROLL_STORE", raising=False)
    home = tmp_path / "nowhere" / "home"
    assert doctor.run(["--home", str(home)]) == 0
    said = capsys.readouterr().out
    assert "is made when Reroll first runs" in said
    assert not home.parent.exists()


def test_json_has_the_same_and_fails_where_something_fails(made: Path, capsys: Captured) -> None:
    (made / "config.toml").write_text("[defaults]\ntetx = 1\n")
    assert doctor.run(["--json", "--home", str(made)]) == 1
    said = json.loads(capsys.readouterr().out)
    assert said["ok"] is False
    failed = [each for each in said["findings"] if each["state"] == "failed"]
    assert [each["what"] for each in failed] == ["config.toml"]
    assert "did you mean text" in failed[0]["says"]
    assert failed[0]["todo"]


async def test_no_secret_is_said(made: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", SECRET)
    monkeypatch.setenv("REROLL_STORE", f"postgresql://me:{SECRET}@127.0.0.1:1/x?options={SECRET}")
    (made / "config.toml").write_text(f'[providers.x]\nkind = "openai"\nbase_url = "{SECRET}"\nwrong = 1\n')
    address = f"http://me:{SECRET}@127.0.0.1:9/"
    said = [str(finding) async for finding in examination(made, server=address)]
    assert [line for line in said if "REROLL_STORE" in line]
    assert SECRET not in "".join(said)


async def test_where_settings_say_that_things_are(made: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("REROLL_STORE", raising=False)
    url = f"postgresql://me:{SECRET}@127.0.0.1:1/x"
    (made / "config.toml").write_text(f'[store]\nurl = "{url}"\nblobs = "elsewhere"\n')
    found = by_name([each async for each in examination(made)])
    assert found["REROLL_STORE"].state == "failed"
    assert "database" not in found
    assert found["files"].says.startswith("0 files")
    assert SECRET not in str(found)
    monkeypatch.setenv("REROLL_BLOBS", "s3://b")
    found = by_name([each async for each in examination(made)])
    assert found["files"].state == "failed"
    assert found["providers"].state == "ok"


def test_a_database_that_is_damaged_newer_or_older_is_told(made: Path) -> None:
    assert {each.state for each in look_at_database(made)} == {"ok"}
    for version, state in ((len(MIGRATIONS) + 1, "failed"), (len(MIGRATIONS) - 1, "note")):
        with closing(sqlite3.connect(made / "reroll.db")) as opened:
            opened.execute(f"PRAGMA user_version={version}")
        assert by_name(look_at_database(made))["database"].state == state
    with (made / "reroll.db").open("r+b") as file:
        file.seek(4096)
        file.write(b"\xff" * 8192)
    found = by_name(look_at_database(made))
    assert "failed" in (found["database"].state, found.get("integrity", found["database"]).state)
    assert "backup" in found.get("integrity", found["database"]).todo


def test_a_check_that_takes_long_is_cut_short(made: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(database, "SECONDS", -1.0)
    monkeypatch.setattr(database, "_STEPS", 1)
    assert "--thorough" in by_name(look_at_database(made))["integrity"].todo
    assert by_name(look_at_database(made, all_of_it=True))["integrity"].state == "ok"


def test_a_wal_that_nobody_folds_in_is_told(made: Path) -> None:
    wal = made / "reroll.db-wal"
    with wal.open("wb") as file:
        file.truncate(database.LARGE_WAL + 1)
    assert by_name(look_at_database(made))["WAL"].state == "warning"


def test_a_file_that_is_not_what_its_name_says_is_told(made: Path) -> None:
    assert by_name(look_at_blobs(made / "blobs"))["files"].says.startswith("1 files, 9 bytes; 1 looked at")
    file = next((made / "blobs").rglob("*.png"))
    file.write_bytes(b"a picturE")
    found = by_name(look_at_blobs(made / "blobs"))["files"]
    assert found.state == "failed"
    assert file.name in found.says
    assert by_name(look_at_blobs(made / "nothing"))["files"].state == "ok"


@pytest.mark.skipif(os.name != "posix" or os.geteuid() == 0, reason="root may write everywhere")
def test_a_home_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    tmp_path.chmod(0o500)
    assert by_name(look_at_home(tmp_path))["home folder"].state == "failed"
    assert by_name(look_at_home(tmp_path / "in"))["home folder"].state == "failed"


def test_a_home_that_others_can_open_and_one_on_nfs_are_told(tmp_path: Path) -> None:
    tmp_path.chmod(0o755)
    mounts = tmp_path / "mounts"
    lines = [
        "20 1 0:1 / / rw - ext4 /dev/x rw",
        f"21 20 0:2 / {tmp_path} rw shared:1 - nfs4 host:/x rw",
        "odd",
    ]
    mounts.write_text("\n".join(lines))
    found = by_name(look_at_home(tmp_path, mounts))
    assert found["home folder"].state == "warning"
    assert (found["filesystem"].state, found["filesystem"].says[:4]) == ("failed", "nfs4")
    assert filesystem_of(tmp_path.parent, mounts) == "ext4"
    assert filesystem_of(tmp_path, tmp_path / "none") is None


def test_a_disk_that_is_nearly_full_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for free, state in ((10**12, "ok"), (10**9, "warning"), (10**7, "failed")):
        usage = type("Usage", (), {"free": free})()
        monkeypatch.setattr("engine.doctor.home.shutil.disk_usage", lambda _, usage=usage: usage)
        assert by_name(look_at_home(tmp_path))["room on disk"].state == state


def test_terminals_are_told_apart(monkeypatch: pytest.MonkeyPatch) -> None:
    class Terminal(io.StringIO):
        encoding = "ascii"

        def isatty(self) -> bool:
            return True

    for stream in ("stdin", "stdout", "stderr"):
        monkeypatch.setattr(sys, stream, Terminal())
    for name in ("TMUX", "STY", "SSH_CONNECTION", "COLORTERM", "NO_COLOR", "KITTY_WINDOW_ID"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("COLUMNS", "120")
    monkeypatch.setenv("LINES", "40")
    for given, state in (
        ({"TERM": "dumb"}, "failed"),
        ({"TERM": "xterm-kitty", "COLORTERM": "truecolor"}, "ok"),
        ({"TERM": "xterm", "COLUMNS": "60"}, "warning"),
        ({"TERM": "xterm", "COLUMNS": "120", "TMUX": "x", "COLORTERM": ""}, "note"),
    ):
        for name, value in given.items():
            monkeypatch.setenv(name, value)
        found = by_name(machine.look_at_machine())
        assert (given, found["terminal"].state) == (given, state)
        assert found["encoding"].state == "warning"


def test_a_model_that_is_damaged_is_told(made: Path, capsys: Captured) -> None:
    weights = weights_path(made)
    weights.parent.mkdir(parents=True)
    with weights.open("wb") as file:
        file.truncate(PIN.size)
    assert doctor.run(["--home", str(made)]) == 1
    assert f"{weights} is damaged" in capsys.readouterr().out


async def test_a_server_is_greeted_timed_and_asked_whether_one_is_let_in(
    made: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    services = await Services.open(made)
    async with running(services) as served:
        # uvicorn adds it in the loop that the test's server goes without.
        served.server.server_state.default_headers = [(b"date", formatdate(usegmt=True).encode())]
        found = by_name([each async for each in look_at_server(served.url, made)])
        looked_at = ("server", "clock", "latency", "server's store", "token")
        assert {name: each.state for name, each in found.items()} == dict.fromkeys(looked_at, "ok")
        monkeypatch.setattr("engine.doctor.server.program", lambda: "reroll 9")
        monkeypatch.setattr("engine.doctor.server.time", FarAway)
        found = by_name([each async for each in look_at_server(served.url, made)])
        assert (found["server"].state, found["clock"].state) == ("warning", "warning")
        served.serving.stopping.set()
        found = by_name([each async for each in look_at_server(served.url, made)])
        assert found["server's store"].state == "failed"
        gone = served.url
    await services.close()
    for address in (gone, "ftp://x", "http://"):
        found = by_name([each async for each in look_at_server(address, made)])
        assert found["server"].state == "failed"
        assert found["server"].todo


class FarAway:
    """A clock an hour ahead."""

    monotonic = staticmethod(time.monotonic)

    @staticmethod
    def time() -> float:
        return time.time() + 3600


async def test_a_postgresql_is_looked_at_and_counted(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, postgres_url: str
) -> None:
    monkeypatch.setenv("REROLL_STORE", postgres_url)

    async def look() -> dict[str, Finding]:
        return by_name([each async for each in examination(tmp_path)])

    found = await look()
    assert (found["REROLL_STORE"].state, found["tables"].state) == ("ok", "note")
    assert found["fsync"].state == "warning"  # the tests' server does without
    assert "database" not in found
    services = await Services.open(tmp_path)
    try:
        assert (await look())["tables"].says == f"version {len(MIGRATIONS)}"
        text = (await Measures().text(services)).decode()
        assert 'reroll_store_pool{what="readers_waiting"} 0.0' in text
        assert "reroll_store_up 1.0" in text
    finally:
        await services.close()


async def test_another_server_is_not_taken_for_one(made: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def answer(request: httpx.Request) -> httpx.Response:
        return httpx.Response(200, json=["hello"])

    transport = httpx.MockTransport(answer)
    client = httpx.AsyncClient(transport=transport, base_url="http://localhost")
    monkeypatch.setattr("engine.doctor.server._client", lambda _: client)
    found = [each async for each in look_at_server("http://localhost", made)]
    assert found[0].state == "failed"
    assert "no Reroll server" in found[0].says


async def test_what_falls_is_said_and_the_rest_is_looked_at(
    made: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fall(_home: Path) -> Iterator[Finding]:
        raise RuntimeError("fell")

    monkeypatch.setattr("engine.doctor.examination.look_at_home", fall)
    found = by_name([each async for each in examination(made)])
    assert found["home folder"].says == "it could not be looked at: RuntimeError: fell"
    assert found["database"].state == "ok"
