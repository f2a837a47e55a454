"""Keeps pages as JSON: a workflow's first page before anybody typed into it, a session's as it was left."""

import contextlib
import hashlib
import json
import os
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import schemas
from engine.store.kept_pages import page_file
from schemas.frozen import frozen
from tui.early.plain import from_json, to_json

if TYPE_CHECKING:
    from schemas.messages.session import SessionView

SESSION_ID, INTERACTION_ID = "early-session", "early-page"
"""What a kept page calls its session and its interaction."""

MOST_CHARACTERS = 300_000
"""A larger page takes longer to read than is won."""

MOST_KEPT = 40
"""So many pages are kept, those that were used last."""

MOST_MISSES = 2
"""A page that came out otherwise this often in a row is not shown early again, until it stays the same."""

_FORMAT = 1
_TIMES = frozenset({"created_at", "updated_at", "at"})


@frozen
class KeptPage:
    """`text` is the page as JSON; `misses` is how often in a row the page was another one than was kept.

    `mark` changes whenever the session does; a page that nobody has begun has none.
    """

    text: str
    misses: int = 0
    mark: tuple[float, ...] = ()

    @property
    def shown_early(self) -> bool:
        """Whether the page is likely to be the same again."""
        return self.misses < MOST_MISSES

    def view(self) -> "SessionView":
        """The session of which it is the page, with plain objects for messages. Raises ValueError."""
        return from_json(self.text)


class PageShelf:
    """The file of one page. What cannot be read or written is not there."""

    def __init__(self, path: Path) -> None:
        self._path = path

    @classmethod
    def of_workflow(cls, home: Path, workflow: str, stand_ins: Mapping[str, str]) -> "PageShelf":
        """`workflow` is an id or a path, and `stand_ins` as the engine gets them: they change a page."""
        path = Path(workflow)
        named = str(path.absolute()) if os.sep in workflow or path.exists() else workflow
        key = json.dumps([named, sorted(stand_ins.items())])
        return cls(page_file(home / "cache", f"new-{_digest(key)}"))

    @classmethod
    def of_session(cls, home: Path, session_id: str) -> "PageShelf":
        """The session's page, which goes with it when it is deleted."""
        return cls(page_file(home / "cache", session_id))

    def find(self) -> KeptPage | None:
        """The page, if this program kept it and nobody has touched it since."""
        try:
            head, _, text = self._path.read_text("utf-8").partition("\n")
            said = json.loads(head)
            if said["program"] != _program() or said["digest"] != _digest(text):
                return None
            return KeptPage(text, int(said["misses"]), tuple(said["mark"]))
        except (OSError, ValueError, KeyError, TypeError):
            return None

    def keep(self, page: KeptPage) -> None:
        """Put it in the place of the page that was kept before."""
        head = {
            "program": _program(),
            "digest": _digest(page.text),
            "misses": page.misses,
            "mark": page.mark,
        }
        with contextlib.suppress(OSError):
            self._path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            new = self._path.with_suffix(f".{os.getpid()}")
            new.write_text(f"{json.dumps(head)}\n{page.text}", "utf-8")
            new.replace(self._path)
            used = sorted(self._path.parent.iterdir(), key=lambda each: each.stat().st_mtime, reverse=True)
            for old in used[MOST_KEPT:]:
                old.unlink()

    def forget(self) -> None:
        """Take the page away."""
        with contextlib.suppress(OSError):
            self._path.unlink(missing_ok=True)


def text_of(view: "SessionView") -> str | None:
    """The page of a session, if it is one that can be shown early: nothing runs on it.

    Two are the same text if they show the same: ids and times are left out.
    """
    page = view.interaction
    if page is None or view.failure is not None or any(run.ended_at is None for run in view.executions):
        return None
    if page.request.interaction_type != "form_with_sub_actions":
        return None
    ids = {view.id: SESSION_ID, page.id: INTERACTION_ID}
    try:
        text = to_json(view, ids, _TIMES)
    except ValueError:
        return None
    return text if len(text) <= MOST_CHARACTERS else None


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def _program() -> list[Any]:
    """Which version of the messages wrote a page: sizes and times of the files that define them."""
    stamps = list(_stamps())
    return [_FORMAT, len(stamps), max(at for at, _ in stamps), sum(size for _, size in stamps)]


def _stamps() -> Iterator[tuple[int, int]]:
    root = Path(schemas.__file__).parent
    for folder in ("documents", "messages"):
        with os.scandir(root / folder) as found:
            for each in found:
                if each.name.endswith(".py"):
                    said = each.stat()
                    yield said.st_mtime_ns, said.st_size
