"""What holds for every test."""

import os

import pytest


def pytest_configure(config: pytest.Config) -> None:
    """The report of failed snapshots prints all environment variables: it is written only where asked for.

    `pytest --snapshot-report=FILE` asks for it.
    """
    if getattr(config.option, "snapshot_report", None) == "snapshot_report.html":
        config.option.snapshot_report = os.devnull
