"""Tells whether a workflow's files, and the code that checks them, are as they were last time."""

import hashlib
import os
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path

import engine.documents
import schemas.documents

MOST_FILES = 600


def fingerprint(path: Path, actions: Iterable[str]) -> str | None:
    """A hash of where a workflow is, its files' sizes and times, the known actions and the checking code.

    None if that cannot be told cheaply: too many files, links, or a folder that cannot be read.
    """
    digest = hashlib.sha256(f"{_code()}\n{path}\n{sorted(actions)}".encode())
    try:
        files = list(_files(path))
    except (OSError, ValueError):
        return None
    for name, size, modified in sorted(files):
        digest.update(f"\n{name}\0{size}\0{modified}".encode(errors="surrogateescape"))
    return digest.hexdigest()


def _files(path: Path) -> Iterator[tuple[str, int, int]]:
    if path.is_file():
        facts = path.stat()
        yield path.name, facts.st_size, facts.st_mtime_ns
        return
    count = 0
    waiting = [str(path)]
    while waiting:
        with os.scandir(waiting.pop()) as entries:
            for entry in entries:
                count += 1
                if count > MOST_FILES or entry.is_symlink():
                    raise ValueError("not worth remembering")
                if entry.is_dir():
                    waiting.append(entry.path)
                else:
                    facts = entry.stat()
                    yield entry.path, facts.st_size, facts.st_mtime_ns


@cache
def _code() -> str:
    """Changes with every edit of the code that reads documents, released or not."""
    newest = 0
    for package in (engine.documents, schemas.documents):
        for folder in package.__path__:
            with os.scandir(folder) as entries:
                newest = max([newest, *(entry.stat().st_mtime_ns for entry in entries if entry.is_file())])
    return str(newest)
