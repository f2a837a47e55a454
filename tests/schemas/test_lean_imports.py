"""What importing the schemas sets in the environment, and leaves as a person has set it."""

import os
import subprocess
import sys
import sysconfig

import pytest

_ASK = "import schemas, zoneinfo, os; print(*zoneinfo.TZPATH, sep=os.pathsep)"


def _time_zones(**environment: str) -> str:
    inherited = {name: value for name, value in os.environ.items() if name != "PYTHONTZPATH"}
    ran = subprocess.run(
        [sys.executable, "-c", _ASK],
        capture_output=True,
        text=True,
        check=True,
        env={**inherited, **environment},
    )
    return ran.stdout.strip()


@pytest.mark.skipif(os.name != "posix", reason="elsewhere Python knows of no folder")
def test_time_zones_are_looked_for_where_python_looks() -> None:
    assert _time_zones() == sysconfig.get_config_var("TZPATH")


def test_a_choice_of_time_zones_is_kept() -> None:
    assert _time_zones(PYTHONTZPATH="/mine") == "/mine"
