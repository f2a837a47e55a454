"""`reroll serve`: the engine over HTTP, on this machine alone."""

import argparse
import asyncio
import logging
import sys
from contextlib import AbstractContextManager
from pathlib import Path
from socket import socket

from engine.cli.output import FAILED, OK, USAGE, complain
from engine.home import home_folder
from engine.operations.dispatcher import as_operation_error
from schemas.clean_text import clean_line

PORT = 8377
_EPILOG = """From another machine, through ssh:
  ssh -L 8377:127.0.0.1:8377 HOST
  reroll --server http://127.0.0.1:8377

examples:
  reroll serve
  reroll serve --socket ~/.reroll.sock
  curl -s localhost:8377/api/sessions/list -H 'content-type: application/json' -d '{}'"""


def run(args: list[str]) -> int:
    """Serve until a signal comes; 1 if it cannot, 2 for an address that is not this machine's own."""
    parser = argparse.ArgumentParser(
        prog="reroll serve",
        description=__doc__,
        epilog=_EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--host", default="127.0.0.1", help="a loopback address; no other is served yet")
    parser.add_argument("--port", type=int, default=PORT, help=f"{PORT} without it; 0 is any free one")
    parser.add_argument("--socket", type=Path, metavar="PATH", help="a Unix socket instead of a port")
    parser.add_argument("--home", type=Path, metavar="FOLDER", help="instead of $REROLL_HOME")
    given = parser.parse_args(args)
    try:
        from engine.server.listening import NotLoopback, listening_at, listening_on  # noqa: PLC0415
        from engine.server.process import serve  # noqa: PLC0415 - an extra: it may not be installed
    except ModuleNotFoundError as error:
        complain(f"the server needs {error.name}", "install it with: pip install 'reroll[server]'")
        return FAILED
    listening: AbstractContextManager[socket] = (
        listening_at(given.socket.expanduser()) if given.socket else listening_on(given.host, given.port)
    )
    logging.basicConfig(stream=sys.stderr, level=logging.INFO, format="%(asctime)s %(message)s")
    home: Path = given.home.expanduser() if given.home else home_folder()
    try:
        with listening as listener:
            sys.stderr.write(f"Reroll serves {clean_line(str(home))} on {_address(listener)}\n")
            sys.stderr.flush()
            asyncio.run(serve(home, listener))
    except KeyboardInterrupt:  # before or after the server took signals
        return OK
    except NotLoopback as error:
        complain(error.body.message, error.body.hint)
        return USAGE
    except Exception as error:  # noqa: BLE001 - every failure is told in words
        body = as_operation_error(error).body
        complain(body.message, body.hint, body.details)
        return FAILED
    return OK


def _address(listener: socket) -> str:
    name = listener.getsockname()
    if isinstance(name, str):
        return clean_line(name)
    host, port = name[:2]
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"
