"""Names of lanes: how many jobs of one run at once, which are held back, and who is asked in them."""

from collections.abc import Collection

_HELD = "held:"
_OF_ITS_OWN = "#"


def lane_for(lane: str, at_once: int) -> str:
    """The lane of that name of which so many jobs run at once."""
    return f"{lane}@{at_once}" if at_once != 1 else lane


def lane_within(queue: str, name: str) -> str:
    """A lane of its own, of what asks the same as the lane `queue`."""
    return f"{queue}{_OF_ITS_OWN}{name}"


def held(lane: str) -> str:
    """The lane's name for jobs that are not to begin."""
    return _HELD + lane


def let_go(lane: str) -> str:
    """The name that `held` changed."""
    return lane.removeprefix(_HELD)


def limit_of(lane: str, usual: int = 1) -> int:
    """How many jobs of a lane run at once."""
    if lane.startswith(_HELD):
        return 0
    count = lane.rpartition("@")[2]
    return int(count) if count.isdecimal() and "@" in lane else usual


def is_shared(lane: str) -> bool:
    """Whether the lane is that of all who ask the same, and does not say how many run at once."""
    return limit_of(lane, usual=-1) == -1 and _OF_ITS_OWN not in lane


def queue_of(lane: str) -> str:
    """What is asked in a lane: `ACTION` or `ACTION/PROVIDER`, without how many and for whom."""
    queue = let_go(lane).partition(_OF_ITS_OWN)[0]
    name, _, count = queue.rpartition("@")
    return name if name and count.isdecimal() else queue


def serves(queues: Collection[str], lane: str) -> bool:
    """Whether a worker for these queues takes jobs of the lane; for none it takes all.

    A queue is an action (`media.generate`), a provider (`comfyui`) or both (`media.generate/comfyui`).
    """
    queue = queue_of(lane)
    action, _, provider = queue.partition("/")
    return not queues or not {queue, action, provider}.isdisjoint(set(queues) - {""})
