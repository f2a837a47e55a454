"""What `reroll records` understands."""

import argparse
from collections.abc import Callable

_Command = Callable[[str, str], argparse.ArgumentParser]
"""Adds a command: its name and what it does."""

_DESCRIPTION = "Documents and their sections: list, show, edit, import, export."
_EPILOG = """Without a command the collections are listed.

examples:
  reroll records import posts.json --preview
  reroll records list posts --where "status == 'draft'"
  reroll records list 7                     the sections of document 7
  reroll records edit 12 status=done draft=@draft.md
  reroll records export posts -o posts.csv"""


def parser() -> argparse.ArgumentParser:
    """The command line."""
    made = argparse.ArgumentParser(
        prog="reroll records",
        description=_DESCRIPTION,
        epilog=_EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    made.add_argument("--json", action="store_true", help="print JSON instead of text")
    # Taken by the program before it comes here.
    made.add_argument("--browse", action="store_true", help="show them on the screen; may name a COLLECTION")
    commands = made.add_subparsers(dest="command", metavar="COMMAND")

    def add(name: str, summary: str) -> argparse.ArgumentParser:
        command = commands.add_parser(name, help=summary, description=f"{summary[0].upper()}{summary[1:]}.")
        command.add_argument("--json", action="store_true", default=argparse.SUPPRESS, help="print JSON")
        return command

    _reading(add)
    _changing(add)
    _transfer(add)
    return made


def _reading(command: _Command) -> None:
    listing = command("list", "the documents of a collection, or the sections of a document")
    listing.add_argument("of", metavar="COLLECTION|ID")
    listing.add_argument("--where", default="", metavar="EXPRESSION", help="such as \"status == 'draft'\"")
    listing.add_argument("--search", default="", metavar="TEXT", help="only records with this in a value")
    listing.add_argument(
        "--order", default="place", metavar="FIELD", help="place (the default), id or a field"
    )
    listing.add_argument("--descending", action="store_true", help="the other way round")
    listing.add_argument("--limit", type=int, default=100, help="how many at most; 0 is all of them")
    show = command("show", "one record with all its fields")
    show.add_argument("id", type=int)
    versions = command("versions", "the versions of a field, the newest first")
    versions.add_argument("id", type=int)
    versions.add_argument("field")


def _changing(command: _Command) -> None:
    add = command("add", "a new document in a collection, or a new section of a document")
    add.add_argument("of", metavar="COLLECTION|ID")
    edit = command("edit", "give fields new versions")
    edit.add_argument("id", type=int)
    for each in (add, edit):
        help_text = "@FILE reads a file, - standard input, @@ is an @"
        each.add_argument("values", nargs="*", metavar="FIELD=TEXT", help=help_text)
        each.add_argument(
            "--set-json", action="append", default=[], metavar="FIELD=JSON", help="a JSON value"
        )
    restore = command("restore", "make an earlier version of a field the newest")
    restore.add_argument("id", type=int)
    restore.add_argument("field")
    restore.add_argument("version", type=int)
    move = command("move", "give a record another place (from 1)")
    move.add_argument("id", type=int)
    move.add_argument("place", type=int)
    delete = command("delete", "delete records with their sections, versions and files")
    delete.add_argument("ids", nargs="+", type=int, metavar="ID")
    delete.add_argument("--yes", action="store_true", help="do not ask: for scripts")


def _transfer(command: _Command) -> None:
    take = command("import", "records from JSON, JSON lines, CSV or an SQLite table")
    take.add_argument("file", metavar="FILE")
    take.add_argument("--preview", action="store_true", help="say what would be imported, and change nothing")
    take.add_argument("--into", metavar="COLLECTION", help="where to; told by the file or its name without")
    take.add_argument("--format", choices=("json", "jsonl", "csv", "sqlite"))
    take.add_argument("--encoding", default="", help="of a text that is neither UTF-8 nor marked UTF-16")
    take.add_argument("--delimiter", default="", help="of CSV; found out without")
    take.add_argument("--sections", metavar="NAME", help="JSON: their key in documents; SQLite: their table")
    take.add_argument(
        "--sections-of", default="", metavar="COLUMN", help="CSV: rows equal here are one document"
    )
    take.add_argument("--table", default="", help="SQLite: of the documents")
    take.add_argument(
        "--parent", default="", metavar="COLUMN", help="SQLite: of sections, their document's id"
    )
    take.add_argument("--update", action="store_true", help="records that are there get new versions")
    take.add_argument("--new-ids", action="store_true", help="do not keep the ids of the file")
    take.add_argument("--all-or-nothing", action="store_true", help="nothing, if a row cannot be imported")
    give = command("export", "a collection, or some of its documents")
    give.add_argument("collection", metavar="COLLECTION")
    give.add_argument("ids", nargs="*", type=int, metavar="ID")
    give.add_argument("--format", choices=("json", "jsonl", "csv"), help="told by FILE's name; json without")
    give.add_argument("-o", "--output", default="", metavar="FILE", help="instead of standard output")
    give.add_argument("--overwrite", action="store_true", help="replace a file that is there")
    give.add_argument("--versions", action="store_true", help="with the versions of every field")
    give.add_argument("--safe-for-spreadsheets", action="store_true", help="CSV: no cell is a formula")
