"""A PostgreSQL of one's own, from the system's package: in a temporary folder, gone afterwards.

    with PostgresServer() as server:
        url = server.create("mine")        # postgresql://reroll:…@127.0.0.1:PORT/mine

`python -m tests.servers.postgres` starts one by hand, prints a URL and waits for ctrl+c. It listens on
loopback and on a Unix socket in its folder; it writes as fast as it can (fsync off), so that what it
holds outlives its own end but not the machine's.
"""

import contextlib
import os
import pwd
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Self

START_SECONDS = 30.0
PASSWORD = "not-to-be-shown"
_SETTINGS = {
    "fsync": "off",
    "full_page_writes": "off",
    "autovacuum": "off",
    "jit": "off",
    "max_connections": "200",
    "shared_buffers": "64MB",
    "log_min_messages": "warning",
    "timezone": "UTC",
}


def binaries() -> Path | None:
    """The folder of the newest PostgreSQL that is installed; None without one."""
    found = [path.parent for path in Path("/usr/lib/postgresql").glob("*/bin/initdb")]
    if found:
        return max(found, key=lambda path: int(path.parent.name) if path.parent.name.isdigit() else 0)
    initdb = shutil.which("initdb")
    return Path(initdb).resolve().parent if initdb else None


MISSING = "PostgreSQL is not installed: .ci/packages installs it (Debian: apt install postgresql)"


class PostgresServer:
    """One server; `stop` and `start` again keep what it holds. Blocks: it is for fixtures and by hand."""

    user = "reroll"

    def __init__(self, *, durable: bool = False, listen: str = "127.0.0.1") -> None:
        """Make the folder. RuntimeError if PostgreSQL is not installed. `durable`: with fsync after all."""
        self._listen = listen
        self._settings = {**_SETTINGS, **({"fsync": "on", "full_page_writes": "on"} if durable else {})}
        found = binaries()
        if found is None:
            raise RuntimeError(MISSING)
        self._binaries = found
        # It refuses to run as root: then it is somebody else's, and so is the folder.
        self._account = _account() if os.geteuid() == 0 else None
        # Not pytest's folder, which is its owner's alone and may be too long a path for a socket.
        self.folder = Path(tempfile.mkdtemp(prefix="reroll-postgres-"))
        if self._account:
            os.chown(self.folder, self._account.pw_uid, self._account.pw_gid)
        self._data = self.folder / "data"
        self.port = 0
        self._process: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> Self:
        try:
            self._initialise()
            self.start()
        except BaseException:
            self.close()
            raise
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def start(self) -> None:
        """Start it, on the port that it had before; returns once it takes connections.

        From the main thread: the server ends with the thread that started it.
        """
        for _ in range(5):
            port = self.port or _free_port()
            settings = {**self._settings, "listen_addresses": self._listen, "port": str(port)}
            settings["unix_socket_directories"] = str(self.folder)
            options = [part for name, value in settings.items() for part in ("-c", f"{name}={value}")]
            self._process = self._run("postgres", "-D", str(self._data), *options)
            if self._ready():
                self.port = port
                return
        raise RuntimeError(f"PostgreSQL does not start:\n{self._log()}")

    def stop(self, *, kill: bool = False) -> None:
        """Stop it: connections are cut, what was committed is there at the next start. `kill`: as a crash."""
        if self._process:
            self._process.send_signal(signal.SIGQUIT if kill else signal.SIGINT)
            self._process.wait(START_SECONDS)
            self._process = None

    def close(self) -> None:
        """Stop it and remove all it had."""
        self.stop(kill=True)
        shutil.rmtree(self.folder, ignore_errors=True)

    def url(self, database: str) -> str:
        """The URL of one of its databases, where it listens."""
        return f"postgresql://{self.user}:{PASSWORD}@{self._listen}:{self.port}/{database}"

    def socket_url(self, database: str) -> str:
        """The URL of one of its databases, over its Unix socket."""
        return f"postgresql://{self.user}@/{database}?host={self.folder}&port={self.port}"

    def create(self, database: str, *, template: str = "template0") -> str:
        """Make a database, as a copy of another that nobody uses; return its URL."""
        self.execute(f'CREATE DATABASE "{database}" TEMPLATE "{template}"')
        return self.url(database)

    def drop(self, database: str) -> None:
        """Remove a database, whoever uses it."""
        self.execute(f'DROP DATABASE IF EXISTS "{database}" WITH (FORCE)')

    def execute(self, statement: str, database: str = "postgres") -> None:
        """Run one statement outside of a transaction."""
        import psycopg

        with psycopg.connect(self.socket_url(database), autocommit=True) as connection:
            connection.execute(statement.encode())

    def _initialise(self) -> None:
        password = self.folder / "password"
        password.write_text(PASSWORD)
        if self._account:
            os.chown(password, self._account.pw_uid, self._account.pw_gid)
        made = self._run(
            *("initdb", "-D", str(self._data), "-U", self.user, "--no-sync", "--no-instructions"),
            *("--encoding=UTF8", "--locale=C", "--auth-local=trust", "--auth-host=md5"),
            f"--pwfile={password}",
        )
        if made.wait(START_SECONDS):
            raise RuntimeError(f"initdb fails:\n{self._log()}")
        if self._listen != "127.0.0.1":
            with (self._data / "pg_hba.conf").open("a") as rules:
                rules.write("host all all all md5\n")

    def _run(self, program: str, *arguments: str) -> subprocess.Popen[bytes]:
        command = [str(self._binaries / program), *arguments]
        if setpriv := shutil.which("setpriv"):
            # It ends with whoever started it, however that one ends.
            account = self._account
            who = [f"--reuid={account.pw_uid}", f"--regid={account.pw_gid}"] if account else []
            groups = ["--clear-groups"] if account else []
            command = [setpriv, *who, *groups, "--pdeathsig=SIGQUIT", *command]
        elif self._account:
            raise RuntimeError("PostgreSQL does not run as root, and there is no setpriv to change that.")
        with (self.folder / "log").open("ab") as log:
            return subprocess.Popen(
                command,
                cwd=self.folder,
                env={"PATH": "/usr/bin:/bin", "LC_ALL": "C"},
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )

    def _ready(self) -> bool:
        """Whether it takes connections; False if it ended, as when somebody else took the port."""
        assert self._process
        end = time.monotonic() + START_SECONDS
        while time.monotonic() < end and self._process.poll() is None:
            try:
                lines = (self._data / "postmaster.pid").read_text().splitlines()
            except OSError:
                lines = []
            # The last line; a file that an earlier process left names that one.
            if len(lines) >= 8 and lines[0] == str(self._process.pid) and lines[7].strip() == "ready":
                return True
            time.sleep(0.01)
        self.stop(kill=True)
        return False

    def _log(self) -> str:
        return (self.folder / "log").read_text(errors="replace")[-2000:]


def _account() -> pwd.struct_passwd:
    for name in ("postgres", "nobody"):
        try:
            return pwd.getpwnam(name)
        except KeyError:
            continue
    raise RuntimeError("PostgreSQL does not run as root, and there is no account 'postgres' or 'nobody'.")


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def main() -> None:
    """Start one, say where, wait."""
    with PostgresServer() as server:
        sys.stdout.write(server.create("reroll") + "\n")
        sys.stdout.flush()
        signal.signal(signal.SIGTERM, lambda *_: sys.exit())
        with contextlib.suppress(KeyboardInterrupt):
            signal.pause()


if __name__ == "__main__":
    main()
