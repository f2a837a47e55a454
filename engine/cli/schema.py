"""`reroll schema [NAME]`: prints or writes the JSON Schemas of the documents."""

import argparse
import sys
from pathlib import Path

from engine.spelling import nearest
from schemas.export import as_text, json_schemas, write


def run(args: list[str]) -> int:
    """Print the schema NAME, or the names; with `--output` write files. 0, or 2 for an unknown name."""
    parser = argparse.ArgumentParser(prog="reroll schema", description=__doc__)
    parser.add_argument("name", nargs="?", help="which schema; without it the names are listed")
    parser.add_argument("--output", type=Path, metavar="FOLDER", help="write <name>.schema.json files there")
    given = parser.parse_args(args)
    made = json_schemas()
    if given.name is not None and given.name not in made:
        close = nearest(given.name, made)
        hint = f"did you mean {close}?" if close else f"there are: {', '.join(made)}"
        parser.error(f"there is no schema of that name; {hint}")
    if given.output is not None:
        try:
            files = write(given.output, [given.name] if given.name else None)
        except OSError as error:
            sys.stderr.write(f"reroll schema: cannot write there: {error.strerror}\n")
            return 1
        sys.stdout.write("".join(f"{file}\n" for file in files))
    elif given.name is not None:
        sys.stdout.write(as_text(made[given.name]))
    else:
        sys.stdout.write("".join(f"{name}\n" for name in made))
    return 0
