"""`reroll`: starts the screen, or hands a command to `engine.cli`.

Everything heavy stays out: what this file imports is what stands before the first frame.
"""

import os
import sys
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from schemas.clean_text import clean, clean_line
from tui.command_help import COMMANDS, SCREEN_COMMANDS, help_text
from tui.start_arguments import Given, UsageError, parse_start, split_server

if TYPE_CHECKING:
    from engine.form.model import FormModel

OK, FAILED, USAGE, INTERRUPTED = 0, 1, 2, 130


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command line; return the exit code: 0 done, 1 failed, 2 wrong usage, 130 interrupted."""
    args = list(sys.argv[1:] if argv is None else argv)
    try:
        return _run(args)
    except KeyboardInterrupt:
        sys.stderr.write("\n")
        return INTERRUPTED
    except BrokenPipeError:
        # Whoever read the output has seen enough; Python would complain again when it flushes at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return FAILED


def _run(args: list[str]) -> int:
    try:
        server, args = split_server(args)
    except UsageError as error:
        return _usage(str(error), error.hint)
    if not args:
        return _show(Given(server=server))
    command, rest = args[0], args[1:]
    if command in ("-h", "--help", "help"):
        sys.stdout.write(help_text())
        return OK
    if command in ("-V", "--version", "version"):
        return _version()
    if command in SCREEN_COMMANDS:
        return _open(command, rest, server)
    if command == "records" and "--browse" in rest:
        return _browse([arg for arg in rest if arg != "--browse"])
    if command == "web":
        from tui.web.command import run as serve_screens  # noqa: PLC0415 - what it needs is for it alone

        return serve_screens(rest)
    if command in COMMANDS:
        return _hand_over(command, rest)
    return _usage(f"there is no command {clean_line(command)[:80]!r}", _meant(command))


def _open(command: str, args: list[str], server: str) -> int:
    try:
        given = parse_start(command, args)
    except UsageError as error:
        return _usage(str(error), error.hint)
    if given is None:
        sys.stdout.write(SCREEN_COMMANDS[command].usage)
        return OK
    if server and given.stand_ins:
        return _usage("--provider is for an engine in this program", "say it where the server is started")
    given = replace(given, server=server)
    if given.start is not None and given.start[0] != "session":
        from tui.workflow_argument import find_problem, is_picture  # noqa: PLC0415 - nothing to look for without a path

        if is_picture(given.start[1]):
            return _show(replace(given, start=("picture", given.start[1])))
        problem = None if server else find_problem(given.start[1])
        if problem:
            return problem.report()
    return _show(given)


def _browse(args: list[str]) -> int:
    """The records on the screen; `args` may name a collection."""
    if len(args) > 1 or any(arg.startswith("-") for arg in args):
        return _usage("records --browse takes one collection, or none", "`reroll records --help` says more")
    return _show(Given(("records", args[0] if args else "")))


def _show(given: Given) -> int:
    if not _has_terminal():
        return _usage(
            "the screen needs a terminal, and standard input or standard error is none",
            "`reroll --help` lists the commands that work without one",
        )
    from tui import collector  # noqa: PLC0415 - commands don't need the screen

    collector.pause()
    from engine.home import home_folder  # noqa: PLC0415
    from tui.app import RerollApp  # noqa: PLC0415
    from tui.outliving import show  # noqa: PLC0415

    home = home_folder()
    if given.server:
        from tui.engine_host import EngineHost  # noqa: PLC0415

        app = RerollApp(home, start=given.start, host=EngineHost(home, server=given.server))
    else:
        app = RerollApp(home, start=given.start, stand_ins=given.stand_ins)
    show(app)
    if app.return_code:
        # After a fault, threads of the store may still wait for a close that nobody will ask for.
        sys.stderr.flush()
        os._exit(app.return_code)
    return OK


def _has_terminal() -> bool:
    # Textual reads standard input and writes to standard error; a driver of someone's choice may do neither.
    if "TEXTUAL_DRIVER" in os.environ:
        return True
    return bool(sys.stdin and sys.stdin.isatty() and sys.stderr and sys.stderr.isatty())


def _hand_over(command: str, args: list[str]) -> int:
    from importlib import import_module  # noqa: PLC0415 - the screen does without

    for stream in (sys.stdout, sys.stderr):
        # A terminal of another encoding shows a replacement instead of ending the program.
        getattr(stream, "reconfigure", lambda **_: None)(errors="replace")
    module = import_module("engine.cli." + command.replace("-", "_"))
    code: int = module.run(args, _show_form) if command == "form" else module.run(args)
    sys.stdout.flush()
    return code


def _show_form(model: "FormModel") -> int:
    from tui.form_app.show import show_form  # noqa: PLC0415 - a form that is only checked needs no screen

    return show_form(model)


def _version() -> int:
    from engine.version import program  # noqa: PLC0415 - reads the installed package's metadata

    sys.stdout.write(f"{program()}\n")
    return OK


def _meant(command: str) -> str:
    from engine.spelling import nearest  # noqa: PLC0415 - only for a wrong command

    known: Mapping[str, object] = {**SCREEN_COMMANDS, **COMMANDS}
    close = nearest(command, known)
    return f"did you mean `reroll {close}`?" if close else "`reroll --help` lists the commands"


def _usage(message: str, hint: str) -> int:
    sys.stderr.write(clean(f"reroll: {message}\n" + (f"  {hint}\n" if hint else "")))
    return USAGE


if __name__ == "__main__":
    sys.exit(main())
