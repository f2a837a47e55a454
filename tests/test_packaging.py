"""The wheel holds everything the program needs, and nothing else. `.ci/wheel` installs and uses it."""

import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> zipfile.ZipFile:
    folder = tmp_path_factory.mktemp("wheel")
    subprocess.run(
        [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", str(folder), str(ROOT)],
        check=True,
        capture_output=True,
        timeout=120,
    )
    (built,) = folder.glob("reroll-*-py3-none-any.whl")
    return zipfile.ZipFile(built)


def in_checkout(*patterns: str) -> set[str]:
    """Files of the checkout, as the wheel names them."""
    found = {str(file.relative_to(ROOT)) for pattern in patterns for file in ROOT.glob(pattern)}
    return {name for name in found if "__pycache__" not in name and (ROOT / name).is_file()}


def test_every_module_schema_and_style_is_in_it(wheel: zipfile.ZipFile) -> None:
    needed = in_checkout(
        "schemas/**/*.py",
        "engine/**/*.py",
        "tui/**/*.py",
        "schemas/json/*.json",
        "tui/**/*.tcss",
        "tui/web/*.html",
        "tui/web/static/*",
    )
    assert len(needed) > 100
    assert needed - set(wheel.namelist()) == set()


def test_the_bundled_workflows_are_in_it(wheel: zipfile.ZipFile) -> None:
    for name in in_checkout("workflows/**/*"):
        inside = "engine/bundled_" + name
        assert wheel.read(inside) == (ROOT / name).read_bytes()


def test_it_says_that_it_is_typed(wheel: zipfile.ZipFile) -> None:
    assert {"schemas/py.typed", "engine/py.typed", "tui/py.typed"} <= set(wheel.namelist())


def test_nothing_else_is_in_it(wheel: zipfile.ZipFile) -> None:
    tops = {name.partition("/")[0] for name in wheel.namelist()}
    assert {top for top in tops if not top.endswith(".dist-info")} == {"schemas", "engine", "tui"}
    unwanted = (".pyc", ".db", ".gguf", ".log", "~")
    assert [name for name in wheel.namelist() if name.endswith(unwanted)] == []


def test_its_metadata(wheel: zipfile.ZipFile) -> None:
    folder = next(name for name in wheel.namelist() if name.endswith(".dist-info/METADATA"))
    metadata = wheel.read(folder).decode()
    assert "Name: reroll\n" in metadata
    assert "Requires-Python: >=3.11\n" in metadata
    assert "License-Expression: MIT\n" in metadata
    scripts = wheel.read(folder.replace("METADATA", "entry_points.txt")).decode()
    assert "reroll = tui.command:main" in scripts


def test_constraints_name_no_place() -> None:
    lines = (ROOT / "constraints.txt").read_text().splitlines()
    pins = [line for line in lines if not line.startswith("#")]
    assert len(pins) > 30
    for line in pins:
        name, equal, version = line.partition("==")
        assert all((name, equal, version)), line
        assert not set(line) & set("/@: ")
