"""The engine and the screens of the tests of records."""

from tests.tui.records.conftest import engine, over

__all__ = ["engine", "over"]
