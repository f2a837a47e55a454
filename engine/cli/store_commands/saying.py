"""What `reroll store` prints."""

from engine.cli.output import say, say_table
from engine.moving.cleaning import Unnamed
from engine.moving.report import Report
from engine.moving.verifying import Verified

MOST = 50
"""Lines of a list; the JSON has all."""

_OUTCOMES = {
    "copied": "copied",
    "continued": "continued",
    "same": "there already",
    "ahead": "further there",
    "left": "left",
}


def say_report(report: Report) -> None:
    """What was copied, what was not, and whether it is right."""
    will = "would be " if report.dry else ""
    rows: list[tuple[str, str]] = []
    for kind, outcomes in report.counts().items():
        said = ", ".join(f"{count} {_OUTCOMES[outcome]}" for outcome, count in outcomes.items())
        rows.append((f"{kind}s", said))
    rows += [
        (table.replace("_", " "), f"{count} rows {will}added")
        for table, count in report.rows.items()
        if count
    ]
    blobs = report.blobs
    rows.append(("files", f"{blobs.written} {will}copied, {blobs.there} there already, {sized(blobs.size)}"))
    say_table(rows)
    if report.left:
        say("\nLeft, here and there as they are:")
        say_table([(each.kind, str(each.id), each.why, each.title) for each in report.left[:MOST]])
        _say_more(len(report.left))
    if blobs.missing:
        say("\nFiles that are gone or damaged where they come from:")
        say("\n".join(f"  {url}" for url in blobs.missing[:MOST]))
        _say_more(len(blobs.missing))
    if report.faults:
        say("\nWrong after it was copied:")
        say("\n".join(f"  {fault}" for fault in report.faults[:MOST]))
        _say_more(len(report.faults))
    if report.dry:
        say("\nNothing was written: this was a dry run.")
    elif report.whole:
        say("\nRead back and compared by SHA-256: it is the same in both.")


def say_verified(found: Verified, *, rows: bool) -> None:
    """Whether a store is whole; with `rows` the digest of every table."""
    if rows:
        lines = [(name, str(each.rows), str(each)[:32]) for name, each in found.tables.items()]
        say_table([("TABLE", "ROWS", "DIGEST"), *lines])
    for title, urls in (("Missing files", found.missing), ("Damaged files", found.damaged)):
        if urls:
            say(f"{title}:")
            say("\n".join(f"  {url}" for url in urls[:MOST]))
            _say_more(len(urls))
    total = sum(each.rows for each in found.tables.values())
    say(f"{total} rows read; {found.files} files are what their names say, {sized(found.size)}.")


def say_unnamed(found: Unnamed, *, removed: bool) -> None:
    """What may be removed, or was."""
    if removed:
        say(f"{found.removed} files removed, {sized(found.size)}.")
    else:
        say(f"{len(found.old)} files that nothing names, {sized(found.size)}.")
        say(
            "\n".join(f"  {each.url}  {sized(each.size)}" for each in found.old[:MOST])
        ) if found.old else None
        _say_more(len(found.old))
        if found.old:
            say("Nothing was removed: --delete does that.")
    if found.young:
        say(f"{found.young} more are too young to be sure.")


def sized(size: float) -> str:
    """Bytes for a person."""
    for unit in ("bytes", "kB", "MB", "GB"):
        if size < 1000:
            return f"{size:.0f} {unit}" if unit == "bytes" else f"{size:.1f} {unit}"
        size /= 1000
    return f"{size:.1f} TB"


def _say_more(count: int) -> None:
    if count > MOST:
        say(f"  … and {count - MOST} more; --json has all")
