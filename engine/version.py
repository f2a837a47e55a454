"""Which program this is, for provenance and `--version`."""

from functools import cache


@cache
def program() -> str:
    """`reroll <version>`; reading the version costs a few milliseconds, so once."""
    from importlib.metadata import PackageNotFoundError, version  # noqa: PLC0415 - not at start-up

    try:
        return f"reroll {version('reroll')}"
    except PackageNotFoundError:
        return "reroll (source)"
