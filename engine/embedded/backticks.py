"""Which runs of backticks of a line belong together."""

from collections.abc import Sequence


def spans(runs: Sequence[tuple[int, int]]) -> dict[int, int]:
    """Where the code ends that each run could begin: behind the next run that is as long.

    A run is where it starts and where it ends; one that nothing closes is not in the answer.
    """
    found: dict[int, int] = {}
    next_of: dict[int, int] = {}
    for start, end in reversed(runs):
        if end - start in next_of:
            found[start] = next_of[end - start]
        next_of[end - start] = end
    return found
