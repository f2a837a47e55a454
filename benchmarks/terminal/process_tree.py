"""CPU time and memory of a program and everything it started. Linux only: reads /proc."""

import ctypes
import os
import time
from pathlib import Path

_MIB = 2**20
_PAGE = os.sysconf("SC_PAGE_SIZE")
_NANO = 1_000_000_000


class ProcessTree:
    """The processes below and including `root`.

    CPU time is read from each process's clock, in nanoseconds, threads that ended included. What a
    process used after the last reading before it ended is missed: read while it is alive.
    """

    def __init__(self, root: int) -> None:
        self.root = root
        self._cpu: dict[tuple[int, str], int] = {}

    def pids(self) -> list[int]:
        """Return the ids of the processes that are alive, parents first."""
        found: list[int] = []
        waiting = [self.root]
        while waiting:
            pid = waiting.pop(0)
            found.append(pid)
            try:
                for task in Path(f"/proc/{pid}/task").iterdir():
                    waiting += [int(child) for child in (task / "children").read_text().split()]
            except OSError:
                continue  # It ended meanwhile.
        return found

    def cpu_seconds(self) -> float:
        """Return the CPU time used since the start by all that were seen alive."""
        for pid in self.pids():
            try:
                self._cpu[pid, _started(pid)] = _cpu_nanoseconds(pid)
            except OSError:
                continue
        return sum(self._cpu.values()) / _NANO

    def resident_mib(self) -> float:
        """Return the resident memory, summed: pages that processes share are counted for each."""
        pages = 0
        for pid in self.pids():
            try:
                pages += int(Path(f"/proc/{pid}/statm").read_text().split()[1])
            except (OSError, IndexError):
                continue
        return pages * _PAGE / _MIB


def _started(pid: int) -> str:
    """When the process began, in clock ticks: tells apart two that had the same id."""
    return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[19]


def _cpu_nanoseconds(pid: int) -> int:
    clock = ctypes.c_int()
    failed = ctypes.CDLL(None).clock_getcpuclockid(pid, ctypes.byref(clock))
    if failed:
        raise OSError(failed, os.strerror(failed))
    return time.clock_gettime_ns(clock.value)
