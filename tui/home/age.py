"""How long ago something was, in a word."""

_STEPS = (
    (60, 1, "s"),
    (3600, 60, "min"),
    (86_400, 3600, "h"),
    (86_400 * 14, 86_400, "d"),
    (86_400 * 60, 86_400 * 7, "weeks"),
)


def age(then: float, now: float) -> str:
    """`5 min ago` from two Unix times in seconds; `just now` below five seconds."""
    seconds = max(0.0, now - then)
    if seconds < 5:
        return "just now"
    for below, unit, name in _STEPS:
        if seconds < below:
            return f"{int(seconds // unit)} {name} ago"
    return f"{int(seconds // (86_400 * 30))} months ago"
