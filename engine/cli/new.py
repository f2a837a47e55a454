"""`reroll new NAME`: makes a workflow folder, of nothing or of what a file describes."""

import argparse
import re
import shlex
from pathlib import Path

from engine.cli.output import OK, USAGE, complain, say
from engine.documents.library import find_workflows, peek
from engine.home import home_folder
from engine.importing.draft import Draft, Wishes
from engine.importing.folder import write_draft
from engine.importing.made import draft_of
from engine.importing.refused import Refused
from engine.importing.source import KINDS, read_source
from engine.importing.starter import starter_draft
from schemas.clean_text import clean_line

_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_-]{0,63}")
_EPILOG = """FILE is JSON or YAML (- is standard input) and may be
  openapi     an OpenAPI 3 document: one operation becomes a form and a request
  cog         the schema of a Cog model, asked at its own server or, with --model, on Replicate
  replicate   a model as Replicate's API describes it
  mcp         an MCP tool, or a list of tools: the form makes the tool's call as JSON
  comfyui     a ComfyUI graph in API format: its inputs become a form

exit codes: 0 made, 2 nothing was made; standard error says why

examples:
  reroll new stories
  reroll new add_pet --from petstore.yaml --operation addPet
  reroll new portraits --from graph_api.json --input 6.text --input 3.seed"""


def run(args: list[str]) -> int:
    """Make the folder and say what is in it; 2 if it cannot be made, and then nothing is left behind."""
    given = _parser().parse_args(args)
    try:
        if not _NAME.fullmatch(given.name):
            raise Refused(
                f"{given.name[:80]!r} cannot be the name of a workflow",
                "A name has letters, digits, - and _, begins with no digit, and has 64 characters at most.",
            )
        if given.name in [peek(path).id for path, _ in find_workflows(home_folder())]:
            # `reroll open NAME` would open that one.
            raise Refused(f"there is a workflow called {given.name} already", "Choose another name.")
        draft = _draft(given)
        into = given.into.expanduser()
        files = write_draft(draft, given.name, into, _command(args))
    except Refused as error:
        complain(error.message, error.hint, list(error.details))
        return USAGE
    say(_summary(draft, into / given.name, files))
    return OK


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="reroll new",
        description=__doc__,
        epilog=_EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("name", metavar="NAME", help="the workflow's id, and the name of its folder")
    parser.add_argument("--from", dest="source", metavar="FILE", help="what to make it of")
    parser.add_argument("--kind", choices=KINDS, help="what the file is; guessed without it")
    parser.add_argument("--operation", metavar="ID", help="openapi: which one; listed without it")
    parser.add_argument("--server", metavar="URL", help="openapi, cog: where to ask instead")
    parser.add_argument("--tool", metavar="NAME", help="mcp: which tool of a list")
    parser.add_argument("--model", metavar="OWNER/NAME", help="cog, replicate: the model on Replicate")
    parser.add_argument(
        "--input",
        action="append",
        default=[],
        metavar="NODE.INPUT",
        help="comfyui: make a field of it",
    )
    parser.add_argument(
        "--into",
        type=Path,
        default=Path(),
        metavar="FOLDER",
        help="where the folder is made: here",
    )
    return parser


def _draft(given: argparse.Namespace) -> Draft:
    wishes = Wishes(
        name=given.name,
        operation=given.operation,
        tool=given.tool,
        model=given.model,
        server=given.server,
        inputs=tuple(given.input),
    )
    if given.source is not None:
        return draft_of(read_source(given.source), given.kind, wishes)
    if wishes != Wishes(name=given.name) or given.kind:
        raise Refused("there is nothing to make it of", "Name a file with --from.")
    return starter_draft(wishes)


def _command(args: list[str]) -> str:
    return clean_line(shlex.join(["reroll", "new", *args]))[:500]


def _summary(draft: Draft, folder: Path, files: list[str]) -> str:
    lines = [f"Made {folder}: {draft.about}", f"  {', '.join(files)}"]
    lines += [f"  {note}" for note in draft.notes]
    path = shlex.quote(str(folder))
    if draft.sends_secrets:
        lines.append(f"Let it send that: reroll trust {path}")
    return "\n".join([*lines, f"Open it with: reroll open {path}"])
