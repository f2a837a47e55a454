"""A tmux session of its own, as a person would have it."""

import os
import signal
import subprocess
import time
from collections.abc import Callable, Mapping
from pathlib import Path

_TERMINAL = {"TERM": "xterm-256color", "LC_ALL": "C.UTF-8"}


class Tmux:
    """Runs `command` in a tmux server that nobody else uses; its socket is in `folder`."""

    def __init__(
        self, folder: Path, command: str, environment: Mapping[str, str], size: tuple[int, int]
    ) -> None:
        self._socket = str(folder / "tmux.socket")
        self._environment = {"PATH": os.environ["PATH"], "HOME": str(folder), **_TERMINAL, **environment}
        columns, rows = size
        self._run("new-session", "-d", "-x", str(columns), "-y", str(rows), "sh")
        self._run("set", "-g", "remain-on-exit", "on")
        self._run("set", "status", "off")
        self.start(command)

    def start(self, command: str) -> None:
        """Run `command` in the pane, instead of what ran there."""
        self._run("respawn-pane", "-k", command)

    def press(self, *keys: str) -> None:
        """Press keys by tmux's names: `F5`, `Space`, `C-n`."""
        self._run("send-keys", *keys)

    def type(self, text: str) -> None:
        """Type `text`."""
        self._run("send-keys", "-l", text)

    def screen(self) -> str:
        """What is to be seen."""
        return self._run("capture-pane", "-p")

    def wait_until(self, condition: Callable[[str], bool], seconds: float = 60) -> str:
        """Look until `condition` holds for the screen; return it. AssertionError after `seconds`."""
        end = time.monotonic() + seconds
        while not condition(screen := self.screen()):
            assert time.monotonic() < end, f"not within {seconds:g} s:\n{screen}"
            time.sleep(0.1)
        return screen

    def wait_for(self, *texts: str, seconds: float = 60) -> str:
        """Look until every one of `texts` is on the screen; return it."""
        return self.wait_until(lambda screen: all(text in screen for text in texts), seconds)

    def kill_program(self) -> None:
        """End what runs in the pane as a power cut would."""
        pid = int(self._run("display-message", "-p", "#{pane_pid}"))
        os.killpg(pid, signal.SIGKILL)
        self.wait_until(lambda _: self._run("display-message", "-p", "#{pane_dead}").strip() == "1")

    def close(self) -> None:
        """End the tmux server and what runs in it."""
        subprocess.run(["tmux", "-S", self._socket, "kill-server"], capture_output=True, check=False)

    def _run(self, *arguments: str) -> str:
        command = ["tmux", "-f", "/dev/null", "-S", self._socket, *arguments]
        done = subprocess.run(command, capture_output=True, text=True, check=True, env=self._environment)
        return done.stdout
