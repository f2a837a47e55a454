"""`reroll migrate PATH`: rewrites older shapes of documents to the current one."""

import argparse
import difflib
from pathlib import Path

from engine.cli.output import FAILED, OK, complain, say
from engine.documents.migrate import Rewrite, rewrites
from engine.documents.problems import DocumentErrors
from engine.store.errors import StorageError
from engine.store.whole_file import write_whole
from schemas.clean_text import clean_line


def run(args: list[str]) -> int:
    """Print or write what changes; 0, or 1 if something cannot be, or `--check` finds anything."""
    parser = argparse.ArgumentParser(prog="reroll migrate", description=__doc__)
    parser.add_argument("path", type=Path, help="a workflow folder, or one document")
    how = parser.add_mutually_exclusive_group()
    how.add_argument("--check", action="store_true", help="change nothing; exit with 1 if anything would")
    how.add_argument("--write", action="store_true", help="write the files; without it a diff is printed")
    given = parser.parse_args(args)
    try:
        found = rewrites(given.path)
    except DocumentErrors as error:
        complain(
            "it cannot be migrated", "`reroll validate` says more", [str(each) for each in error.problems]
        )
        return FAILED
    refused = [rewrite for rewrite in found if rewrite.refused]
    possible = [rewrite for rewrite in found if not rewrite.refused]
    if given.write:
        try:
            _write(possible)
        except (StorageError, OSError) as error:
            complain(str(error))
            return FAILED
    else:
        for rewrite in possible:
            say(clean_line(str(rewrite.file)) if given.check else _difference(rewrite))
    for rewrite in refused:
        complain(f"{rewrite.file} has older shapes and is left alone: {rewrite.refused}", "change it by hand")
    if not found:
        say("nothing to migrate")
    return FAILED if refused or (given.check and found) else OK


def _write(found: list[Rewrite]) -> None:
    for rewrite in found:
        target = rewrite.file.resolve()  # a link stays a link: what it leads to is written
        mode = target.stat().st_mode
        write_whole(target, rewrite.after.encode())
        target.chmod(mode)
        say(f"{clean_line(str(rewrite.file))}: rewritten")


def _difference(rewrite: Rewrite) -> str:
    name = clean_line(str(rewrite.file))
    lines = difflib.unified_diff(
        rewrite.before.splitlines(), rewrite.after.splitlines(), name, f"{name} (migrated)", lineterm=""
    )
    return "\n".join(lines)
