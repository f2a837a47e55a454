"""Sets the log of this program up: one handler for everything, also for what libraries write."""

import argparse
import logging
import sys
from pathlib import Path
from typing import Literal, TextIO, cast

from engine.logs.formats import JsonLines, TextLines
from engine.logs.secrets import Hidden, secrets_of

Format = Literal["text", "json"]
LEVELS = ("debug", "info", "warning", "error")

_LOQUACIOUS = ("httpx", "httpcore", "h11", "asyncio", "websockets", "botocore")
"""Libraries that write a line for every request; below `debug` their warnings are enough."""


def add_log_options(parser: argparse.ArgumentParser, *, level: str = "info") -> None:
    """Add `--log-format` and `--log-level`, which is `level` without it."""
    parser.add_argument(
        "--log-format", choices=("text", "json"), default="text", help="of the log on standard error"
    )
    parser.add_argument("--log-level", choices=LEVELS, default=level, help=f"{level} without it")


def start_log(given: argparse.Namespace, home: Path, *, worker: str = "") -> None:
    """Log as the options say, without the secrets of this environment and of this home folder."""
    log_to(sys.stderr, cast(Format, given.log_format), given.log_level, home, worker=worker)


def log_to(stream: TextIO, shape: Format, level: str, home: Path, *, worker: str = "") -> None:
    """Everything that is logged from now on goes to `stream`, and nowhere else."""
    hidden = Hidden(secrets_of(home))
    handler = logging.StreamHandler(stream)
    handler.setFormatter(JsonLines(hidden, worker) if shape == "json" else TextLines(hidden))
    root = logging.getLogger()
    root.handlers = [handler]
    root.setLevel(level.upper())
    for name in _LOQUACIOUS:
        logging.getLogger(name).setLevel(logging.DEBUG if level == "debug" else logging.WARNING)
    # It would write every value that is stored.
    logging.getLogger("aiosqlite").setLevel(logging.WARNING)
    for name in ("uvicorn", "uvicorn.error", "uvicorn.access"):
        logger = logging.getLogger(name)
        logger.handlers, logger.propagate = [], True
    logging.captureWarnings(True)
