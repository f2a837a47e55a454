"""What runs goes on when the screen is left, or when the terminal goes away under it.

The program itself goes on, without a screen, until all is done: what is in the middle of something
cannot be handed to another process, and this one has the keys and the models that it needs.
"""

import asyncio
import contextlib
import os
import signal
import subprocess
import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tui.app import RerollApp

_HANG_UP = getattr(signal, "SIGHUP", None)
_STOP = getattr(signal, "SIGTSTP", None)

_CONTINUE = "for i in 1 2 3 4 5 6 7 8 9 10; do sleep 0.1; kill -CONT $0 || exit; done"
"""Several times: one that came before the program has stopped would be lost."""


def show(app: "RerollApp") -> None:
    """Run the screen; afterwards finish what it left running."""
    asyncio.run(_show(app))


async def _show(app: "RerollApp") -> None:
    loop = asyncio.get_running_loop()
    # Who started the program with nohup has decided already.
    if _HANG_UP is not None and signal.getsignal(_HANG_UP) is not signal.SIG_IGN:
        loop.add_signal_handler(_HANG_UP, app.hang_up)
    await app.run_async()
    if not app.goes_on:
        return
    if _HANG_UP is not None:
        loop.remove_signal_handler(_HANG_UP)
        signal.signal(_HANG_UP, signal.SIG_IGN)
    if not app.hung_up:
        sys.stderr.write("What runs goes on in the background; `reroll queue` shows it.\n")
        sys.stderr.flush()
        _to_background()
    task = asyncio.current_task()
    if task is not None and _HANG_UP is not None:
        loop.add_signal_handler(signal.SIGTERM, task.cancel)
    with contextlib.suppress(asyncio.CancelledError):
        await app.host.drained()
    await app.host.close()


def let_terminal_go() -> None:
    """Read and write nothing from now on: a terminal that is gone fails, one that was left is the shell's."""
    nothing = os.open(os.devnull, os.O_RDWR)
    for number in (0, 1, 2):
        os.dup2(nothing, number)
    os.close(nothing)


def _to_background() -> None:
    """Give the prompt back: stop, as ctrl+z does, and let a helper continue us in the background.

    A process cannot leave its shell in any other way once it has threads; one that never had a
    job-control shell is not stopped by this signal, and whoever started it waits.
    """
    if _STOP is None:  # pragma: no cover - not run on the development machines
        return
    let_terminal_go()
    signal.signal(_STOP, signal.SIG_DFL)
    signal.signal(signal.SIGCONT, signal.SIG_DFL)
    with contextlib.suppress(OSError):  # without a helper the shell waits until all is done
        subprocess.Popen(
            ["/bin/sh", "-c", _CONTINUE, str(os.getpid())],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        os.kill(os.getpid(), _STOP)
