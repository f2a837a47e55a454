"""Names of lanes: how many jobs of one run at once, and which are held back."""

_HELD = "held:"


def lane_for(lane: str, at_once: int) -> str:
    """The lane of that name of which so many jobs run at once."""
    return f"{lane}@{at_once}" if at_once != 1 else lane


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
