"""What runs, waits and ended, as lines."""

from textual.content import Content

from schemas.clean_text import clean_line
from schemas.messages.queue import QueueEntry, QueueView
from tui.home.age import age

BAR_CELLS = 12
_ENDS = {
    "completed": ("✓", "$text-success"),
    "failed": ("✗", "$text-error"),
    "interrupted": ("✗", "$text-error"),
    "cancelled": ("·", "dim"),
}
_MINUTE, _HOUR = 60, 3600


def span(seconds: float) -> str:
    """How long: `5 s`, `3 min`, `1 h 5 min`."""
    seconds = max(0.0, seconds)
    if seconds < _MINUTE:
        return f"{seconds:.0f} s"
    if seconds < _HOUR:
        return f"{seconds / _MINUTE:.0f} min"
    return f"{int(seconds // _HOUR)} h {int(seconds % _HOUR // _MINUTE)} min"


def counted(queue: QueueView) -> str:
    """`2 running, 5 waiting`; "" if nothing does."""
    parts = [(len(queue.running), "running"), (len(queue.waiting), "waiting")]
    return ", ".join(f"{count} {word}" for count, word in parts if count)


def who_works(queue: QueueView) -> str:
    """Where workers begin what waits: how many there are, and what is wrong; "" where none are wanted."""
    if not queue.by_workers:
        return ""
    names = ", ".join(clean_line(worker.name) for worker in queue.workers)
    said = [f"{_number(len(queue.workers), 'worker')}: {names}." if names else "No worker is running."]
    if not names:
        said.append("What waits is begun once one is: reroll worker.")
    elif queue.unserved:
        said.append(f"None of them takes {', '.join(map(clean_line, queue.unserved))}.")
    if queue.dead:
        said.append(f"{_number(queue.dead, 'job')} set aside: reroll queue dead.")
    return " ".join(said)


def _number(count: int, thing: str) -> str:
    return f"{count} {thing}{'' if count == 1 else 's'}"


def entry_line(entry: QueueEntry, now: float) -> Content:
    """Two lines: what and where, then how far and how long."""
    mark, style = _mark(entry)
    where = [clean_line(part) for part in (entry.session_title, entry.page) if part]
    head = Content.assemble(
        (f"{mark} ", style), (clean_line(entry.label), "bold"), (f"  {' · '.join(where)}", "dim")
    )
    return Content("\n").join([head, Content("  ") + _facts(entry, now)])


def _mark(entry: QueueEntry) -> tuple[str, str]:
    if entry.status == "running":
        return "▶", "$accent"
    if entry.status == "queued":
        return "◷", "$accent"
    return _ENDS[entry.status]


def _facts(entry: QueueEntry, now: float) -> Content:
    facts = [clean_line(entry.provider or entry.action or "work")]
    if entry.status == "queued":
        facts += [f"number {entry.position}", f"waited {span(now - entry.queued_at)}"]
        if entry.seconds_left is not None:
            facts.append(f"done in about {span(entry.seconds_left)}")
    elif entry.status == "running":
        begun = entry.queued_at if entry.begun_at is None else entry.begun_at
        facts.append(span(now - begun))
        if entry.seconds_left is not None:
            facts.append(f"about {span(entry.seconds_left)} left")
        if entry.worker:
            facts.append(f"on {clean_line(entry.worker)}")
        elif not (entry.here or entry.theirs):
            facts.append("in another program")
    else:
        facts += _end(entry, now)
    line = Content.styled(" · ".join(facts), "dim")
    if entry.status == "running" and entry.fraction is not None:
        full = round(max(0.0, min(1.0, entry.fraction)) * BAR_CELLS)
        bar = "█" * full + "░" * (BAR_CELLS - full)
        said = f" {clean_line(entry.message)}" if entry.message else ""
        line = Content.assemble((f"{bar} {entry.fraction:.0%}{said}", "$accent"), "  ", line)
    return line


def _end(entry: QueueEntry, now: float) -> list[str]:
    facts: list[str] = []
    if entry.status in ("failed", "interrupted"):
        error = entry.error or {}
        facts.append(clean_line(str(error.get("message") or entry.status)))
    elif entry.status == "cancelled":
        facts.append("cancelled")
    elif entry.begun_at is not None and entry.ended_at is not None:
        facts.append(f"took {span(entry.ended_at - entry.begun_at)}")
    if entry.ended_at is not None:
        facts.append(age(entry.ended_at, now))
    return facts
