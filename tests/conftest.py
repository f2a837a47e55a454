"""What holds for every test."""

import gc
import os

import pytest
from hypothesis import HealthCheck, settings

pytest_plugins = ("tests.servers.postgres_fixtures",)

# Each test leaves a whole program behind: collecting less often saves a tenth of the time.
gc.set_threshold(50_000, 25, 50)

# Nobody's keyring is opened by a test; one that needs a keyring brings its own.
os.environ["PYTHON_KEYRING_BACKEND"] = "keyring.backends.null.Keyring"

# The same examples everywhere and every time, however slow the machine is.
settings.register_profile(
    "reroll", derandomize=True, deadline=None, database=None, suppress_health_check=[HealthCheck.too_slow]
)
settings.load_profile("reroll")


def pytest_configure(config: pytest.Config) -> None:
    """The report of failed snapshots prints all environment variables: it is written only where asked for.

    `pytest --snapshot-report=FILE` asks for it.
    """
    if getattr(config.option, "snapshot_report", None) == "snapshot_report.html":
        config.option.snapshot_report = os.devnull
