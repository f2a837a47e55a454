"""`reroll serve`: the engine over HTTP, on this machine alone or, with tokens, for others."""

import argparse
import asyncio
import sys
from contextlib import AbstractContextManager
from pathlib import Path
from socket import socket
from typing import TYPE_CHECKING

from engine.cli.output import FAILED, OK, USAGE, complain
from engine.home import home_folder
from engine.logs.setup import add_log_options, start_log
from engine.operations.dispatcher import as_operation_error
from engine.operations.errors import OperationError
from schemas.clean_text import clean_line

if TYPE_CHECKING:
    from engine.server.admission import Asks
    from engine.server.process import Certificate
    from engine.server.reach import Reach

PORT = 8377
_EPILOG = """From another machine, through ssh:
  ssh -L 8377:127.0.0.1:8377 HOST
  reroll --server http://127.0.0.1:8377

examples:
  reroll serve
  reroll serve --socket ~/.reroll.sock
  reroll serve --host 0.0.0.0 --allow-host prompts.example --tls-cert cert.pem --tls-key key.pem
  curl -s localhost:8377/api/sessions/list -H 'content-type: application/json' -d '{}'"""


def run(args: list[str]) -> int:
    """Serve until a signal comes; 1 if it cannot, 2 for an address that would not be safe."""
    parser = argparse.ArgumentParser(
        prog="reroll serve",
        description=__doc__,
        epilog=_EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument(
        "--host", default="127.0.0.1", help="an address; any but a loopback one needs tokens and TLS"
    )
    parser.add_argument("--port", type=int, default=PORT, help=f"{PORT} without it; 0 is any free one")
    parser.add_argument("--socket", type=Path, metavar="PATH", help="a Unix socket instead of a port")
    parser.add_argument(
        "--allow-host", action="append", default=[], metavar="NAME", help="a name by which it is asked"
    )
    parser.add_argument("--tls-cert", type=Path, metavar="FILE", help="speak TLS with this certificate (PEM)")
    parser.add_argument("--tls-key", type=Path, metavar="FILE", help="the certificate's key (PEM)")
    parser.add_argument(
        "--behind-proxy", action="store_true", help="a proxy in front does TLS, and alone reaches this"
    )
    parser.add_argument(
        "--tokens",
        action=argparse.BooleanOptionalAction,
        help="ask for tokens; without it they are asked for once one was made",
    )
    parser.add_argument("--home", type=Path, metavar="FOLDER", help="instead of $REROLL_HOME")
    parser.add_argument(
        "--drain-seconds",
        type=float,
        default=0,
        metavar="N",
        help="go on for so long after SIGTERM, not ready",
    )
    parser.add_argument("--metrics-port", type=int, metavar="PORT", help="/metrics on a port of its own, too")
    parser.add_argument("--metrics-host", default="127.0.0.1", metavar="HOST", help="where that port is")
    add_log_options(parser)
    given = parser.parse_args(args)
    try:
        from engine.server.listening import listening_at, listening_on  # noqa: PLC0415
        from engine.server.process import serve  # noqa: PLC0415 - an extra: it may not be installed
        from engine.server.reach import Unsafe  # noqa: PLC0415
    except ModuleNotFoundError as error:
        complain(f"the server needs {error.name}", "install it with: pip install 'reroll[server]'")
        return FAILED
    try:
        reach, asks, certificate = _safely(given)
    except OperationError as error:
        complain(error.body.message, error.body.hint)
        return USAGE
    listening: AbstractContextManager[socket] = (
        listening_at(given.socket.expanduser())
        if given.socket
        else listening_on(given.host, given.port, exposed=reach.addresses)
    )
    home: Path = given.home.expanduser() if given.home else home_folder()
    start_log(given, home)
    try:
        with listening as listener:
            address = _address(listener, "https" if certificate else "http")
            sys.stderr.write(f"Reroll serves {clean_line(str(home))} on {address}\n")
            sys.stderr.flush()
            metrics_at = None if given.metrics_port is None else (given.metrics_host, given.metrics_port)
            asyncio.run(
                serve(
                    home,
                    listener,
                    drain=given.drain_seconds,
                    metrics_at=metrics_at,
                    reach=reach,
                    asks=asks,
                    certificate=certificate,
                )
            )
    except KeyboardInterrupt:  # before or after the server took signals
        return OK
    except Unsafe as error:
        complain(error.body.message, error.body.hint)
        return USAGE
    except Exception as error:  # noqa: BLE001 - every failure is told in words
        body = as_operation_error(error).body
        complain(body.message, body.hint, body.details)
        return FAILED
    return OK


def _safely(given: argparse.Namespace) -> tuple["Reach", "Asks", "Certificate | None"]:
    """Where it is reached from, when it asks for tokens, its certificate. Raises `OperationError`."""
    from engine.server.reach import Unsafe, check_certificate, reach_of  # noqa: PLC0415 - see above

    if (given.tls_cert is None) != (given.tls_key is None):
        raise Unsafe("--tls-cert and --tls-key belong together.")
    certificate: Certificate | None = None
    if given.tls_cert is not None:
        certificate = given.tls_cert.expanduser(), given.tls_key.expanduser()
        check_certificate(*certificate)
    host = "localhost" if given.socket else given.host
    reach = reach_of(host, given.allow_host, tls=certificate is not None, behind_proxy=given.behind_proxy)
    if reach.is_exposed and given.tokens is False:
        raise Unsafe("Whoever reaches it could do everything: --no-tokens is for this machine alone.")
    if reach.is_exposed or given.tokens:
        return reach, "always", certificate
    return reach, "once_made" if given.tokens is None else "never", certificate


def _address(listener: socket, scheme: str) -> str:
    name = listener.getsockname()
    if isinstance(name, str):
        return clean_line(name)
    host, port = name[:2]
    return f"{scheme}://[{host}]:{port}" if ":" in host else f"{scheme}://{host}:{port}"
