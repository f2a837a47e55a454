"""The backup that docs/deploying.md tells of: taken while somebody works, put back elsewhere, all there."""

import asyncio
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from engine.client.local import LocalEngine
from engine.doctor.examination import examination
from schemas.messages.executions import GetBlob
from schemas.messages.sessions import StartSession
from tests.engine.fakes import Fakes, write_flow
from tests.engine.page import Page

DEPLOY = Path(__file__).resolve().parents[2] / "deploy"


def run(script: str, folder: Path, home: Path, store: str, **more: str) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "REROLL_HOME": str(home), "REROLL_STORE": store, "PYTHON": sys.executable}
    return subprocess.run(
        [DEPLOY / script, folder],
        env={**environment, **more},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


async def taken_and_put_back(tmp_path: Path, store: str, other: str, monkeypatch: pytest.MonkeyPatch) -> None:
    home, backup, restored = tmp_path / "home", tmp_path / "backup", tmp_path / "restored"
    monkeypatch.setenv("REROLL_STORE", store)
    fakes = Fakes()
    engine = await LocalEngine.open(home, registry=fakes.registry())
    try:
        started = await engine.call(StartSession(workflow=write_flow(home / "workflows" / "flow")))
        page = Page(engine, fakes, started)
        working = asyncio.create_task(worked(page, until=None))
        await worked(page, until=3)
        taken = await asyncio.to_thread(run, "backup.sh", backup, home, store)
        assert (taken.returncode, taken.stderr) == (0, "")
        again = await asyncio.to_thread(run, "backup.sh", backup, home, store)
        assert (again.returncode, again.stderr) == (0, "")
        working.cancel()
        await asyncio.wait([working])
        before = await page.session()
    finally:
        await engine.close()
    shutil.rmtree(home)
    put_back = run("restore.sh", backup, restored, other)
    assert (put_back.returncode, put_back.stderr) == (0, "")
    assert run("restore.sh", backup, restored, other).returncode == 1
    monkeypatch.setenv("REROLL_STORE", other)
    failed = [each async for each in examination(restored, thorough=True) if each.state == "failed"]
    assert failed == []
    engine = await LocalEngine.open(restored, registry=fakes.registry())
    try:
        page = Page(engine, fakes, started)
        after = await page.session()
        made = (await page.data())["generations"]
        assert len(made) >= 3
        assert 0 < after.seq <= before.seq
        for each in made:
            assert Path((await engine.call(GetBlob(url=each["url"]))).path or "").is_file()
        # Not on the queue: what ran there during the backup blocks its lane until its program counts as gone.
        assert (await page.run("run"))[0].status == "completed"
    finally:
        await engine.close()


async def worked(page: Page, until: int | None) -> None:
    done = 0
    while until is None or done < until:
        ended, _ = await page.run("paint", values={"subject": f"{done}"})
        assert ended.status == "completed"
        done += 1


async def test_of_sqlite(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    await taken_and_put_back(tmp_path, "", "", monkeypatch)


@pytest.mark.skipif(shutil.which("pg_dump") is None, reason="pg_dump is not installed: see .ci/packages")
async def test_of_postgresql(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, postgres_url: str) -> None:
    other = postgres_url.replace("/test_", "/restored_")
    await asyncio.to_thread(
        subprocess.run,
        ["psql", postgres_url, "--quiet", "--command", f"CREATE DATABASE {other.rpartition('/')[2]}"],
        check=True,
        timeout=30,
    )
    await taken_and_put_back(tmp_path, postgres_url, other, monkeypatch)
