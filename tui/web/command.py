"""`reroll web`: the screen in a browser, served on this machine."""

import argparse
import asyncio
import contextlib
import os
import signal
import socket
import sys
import tempfile
import threading
import webbrowser
from collections.abc import Generator
from pathlib import Path
from typing import TYPE_CHECKING

from engine.cli.output import FAILED, OK, USAGE, complain
from engine.home import home_folder
from engine.logs.setup import add_log_options, start_log
from engine.providers.http.addresses import is_loopback
from tui.start_arguments import UsageError, parse_start
from tui.web.environment import environment_of, key_variables
from tui.web.origins import NotAnOrigin, Origins

if TYPE_CHECKING:
    from tui.web.server import WebServer

PORT = 8378
_SHUTDOWN_SECONDS = 20.0
_BACKLOG = 128
_EPILOG = """The address that it prints lets one browser in, once; then it prints one for the next.

From another machine, through ssh, with the same port at both ends:
  ssh -L 8378:127.0.0.1:8378 HOST

examples:
  reroll web --open
  reroll web open media_prompt
  reroll web --server ~/.reroll.sock
  reroll web --behind-proxy https://reroll.example.org"""


def run(args: list[str]) -> int:
    """Serve until a signal comes; 1 if it cannot, 2 for wrong usage."""
    given = _parser().parse_args(args)
    try:
        begin, always, session = _what_to_show(given)
        # With an own host nothing else protects what is typed on the way.
        proxy = Origins.of_proxy(given.behind_proxy) if given.behind_proxy else None
    except UsageError as error:
        complain(str(error), error.hint)
        return USAGE
    except NotAnOrigin:
        complain("--behind-proxy takes the address of the proxy", "for example https://reroll.example.org")
        return USAGE
    try:
        from tui.web.server import Screens, WebServer  # noqa: PLC0415 - an extra: it may not be installed
    except ModuleNotFoundError as error:
        complain(f"the screen in a browser needs {error.name}", "install it with: pip install 'reroll[web]'")
        return FAILED
    start_log(given, home_folder())
    screens = Screens(
        home=home_folder(),
        # -P: nothing is imported from the folder that one happens to be in.
        program=[sys.executable, "-P", "-m", "tui.command"],
        environment={
            **environment_of(
                os.environ,
                keys=None if given.server else key_variables(home_folder()),
                extra=given.pass_on,
            ),
            **_token_for(given.server),
        },
        always=always,
        begin=begin,
        session=session,
        most=given.sessions,
        idle_seconds=given.idle * 60,
    )
    try:
        with _listening(given.host, given.port, behind_proxy=proxy is not None) as listener:
            origins = proxy or Origins.of_loopback(*listener.getsockname()[:2])
            server = WebServer(screens, origins, announce=_announce)
            asyncio.run(_serve(server, listener, open_it=given.open))
    except KeyboardInterrupt:
        return OK
    except UsageError as error:
        complain(str(error), error.hint)
        return USAGE
    except (OSError, OverflowError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        complain(f"cannot listen on port {given.port} of {given.host}: {reason}", "is another one running?")
        return FAILED
    return OK


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="reroll web",
        usage="reroll web [OPTION]... [open WORKFLOW | resume SESSION] [--provider NAME=KIND]...",
        description=__doc__,
        epilog=_EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument(
        "--host", default="127.0.0.1", help="where to listen; others than loopback only with --behind-proxy"
    )
    parser.add_argument("--port", type=int, default=PORT, help=f"{PORT} without it; 0 is any free one")
    parser.add_argument("--open", action="store_true", help="open it in the browser of this machine")
    parser.add_argument(
        "--server", metavar="ADDRESS", default="", help="show the screens on a `reroll serve`"
    )
    parser.add_argument(
        "--sessions", type=_count, default=4, metavar="N", help="how many screens at a time: 4 without it"
    )
    parser.add_argument(
        "--idle",
        type=_count,
        default=30,
        metavar="MINUTES",
        help="close a screen that nobody used for so long: 30 without it",
    )
    parser.add_argument(
        "--behind-proxy",
        metavar="https://NAME",
        help="the address of a proxy with TLS that stands in front: the only one that is answered then",
    )
    parser.add_argument(
        "--pass",
        dest="pass_on",
        action="append",
        default=[],
        metavar="VARIABLE",
        help="give the screens this variable of the environment too; may be given several times",
    )
    add_log_options(parser, level="warning")
    parser.add_argument("start", nargs=argparse.REMAINDER, help=argparse.SUPPRESS)
    return parser


def _count(text: str) -> int:
    number = int(text)
    if not 1 <= number <= 10_000:
        raise ValueError(text)
    return number


def _what_to_show(given: argparse.Namespace) -> tuple[list[str], list[str], list[str]]:
    """The arguments of the first screen, those before every command, and those after `resume`.

    Raises `UsageError`.
    """
    start: list[str] = given.start
    always = ["--server", given.server] if given.server else []
    if not start:
        return [], always, []
    command, rest = start[0], start[1:]
    if command not in ("open", "resume"):
        raise UsageError(
            f"web shows `open` and `resume`, not {command[:80]!r}", "`reroll web --help` says more"
        )
    parsed = parse_start(command, rest)
    if parsed is None:
        raise UsageError(f"`reroll {command} --help` says what there is to {command}")
    if given.server and parsed.stand_ins:
        raise UsageError("--provider is for an engine in this program", "say it where the server is started")
    session = [f"--provider={name}={kind}" for name, kind in parsed.stand_ins.items()]
    return start, always, session


def _token_for(server: str) -> dict[str, str]:
    """The token that is kept for a server: its screens get it and not the keyring that it may be in."""
    if not server:
        return {}
    from engine.access.kept_tokens import (  # noqa: PLC0415 - only for a server elsewhere
        VARIABLE,
        OpenToOthers,
        find_token,
    )

    token = ""
    with contextlib.suppress(OpenToOthers):  # the screen says it
        token = find_token(home_folder(), server)
    return {VARIABLE: token} if token else {}


@contextlib.contextmanager
def _listening(host: str, port: int, *, behind_proxy: bool) -> Generator[socket.socket]:
    """A socket there. Raises `UsageError` for an address that others reach without a proxy, and OSError."""
    address = "127.0.0.1" if host == "localhost" else host.strip("[]")
    if not behind_proxy and not is_loopback(address):
        raise UsageError(
            f"web listens on this machine alone, not on {host[:200]}",
            "from elsewhere: `ssh -L`, or a proxy with TLS in front and --behind-proxy https://NAME",
        )
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    # asyncio sends at once only where the protocol is named.
    with contextlib.closing(socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)) as listener:
        if os.name != "nt":
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind((address, port))
        listener.listen(_BACKLOG)
        yield listener


def _announce(address: str) -> None:
    sys.stderr.write(f"For one browser, once: {address}\n")
    sys.stderr.flush()


async def _serve(server: "WebServer", listener: socket.socket, *, open_it: bool) -> None:
    from aiohttp import web  # noqa: PLC0415

    runner = web.AppRunner(await server.application(), access_log=None, shutdown_timeout=_SHUTDOWN_SECONDS)
    await runner.setup()
    ended = asyncio.Event()
    loop = asyncio.get_running_loop()
    for each in (signal.SIGINT, signal.SIGTERM):
        with contextlib.suppress(NotImplementedError):
            loop.add_signal_handler(each, ended.set)
    try:
        await web.SockSite(runner, listener).start()
        address = server.way_in()
        _announce(address)
        with page_that_leads_to(address) if open_it else contextlib.nullcontext():
            await ended.wait()
    finally:
        await runner.cleanup()


@contextlib.contextmanager
def page_that_leads_to(address: str) -> Generator[None]:
    """Open a file in the browser that goes on to `address`: everybody sees the arguments of programs."""
    with tempfile.TemporaryDirectory(prefix="reroll-web-") as folder:
        page = Path(folder) / "reroll.html"  # the folder is for its owner alone
        page.write_text(
            f'<!DOCTYPE html><meta http-equiv="refresh" content="0;url={address}">', encoding="utf-8"
        )
        threading.Thread(target=webbrowser.open, args=(page.as_uri(),), daemon=True).start()
        yield
