"""Signals: who waits for news of a topic is woken when somebody tells of it.

A signal says where to look, never what is there: it may come once for several changes, or for none.
Topics are those of `execution_topic`, `session_topic` and the constants here.
"""

from collections.abc import Callable, Generator, Iterable
from contextlib import contextmanager

NET_SECONDS = 5.0
"""How often to look all the same, where signals of other programs arrive: one may be lost."""

JOBS = "jobs"
"""Something changed on the queue."""
CANCELS = "cancels"
"""Somebody wants an execution cancelled that another program runs."""


def execution_topic(execution_id: str) -> str:
    """New events of an execution."""
    return f"execution/{execution_id}"


def session_topic(session_id: str) -> str:
    """New events of a session."""
    return f"session/{session_id}"


class Signals:
    """Those of one program: nobody else is reached."""

    def __init__(self) -> None:
        self._listeners: dict[str, set[tuple[Callable[[], None], bool]]] = {}

    @property
    def far(self) -> bool:
        """Whether what other programs tell arrives here at present."""
        return False

    def pause(self, seconds: float) -> float:
        """How long to wait before the next look: `seconds` where other programs cannot be heard."""
        return max(seconds, NET_SECONDS) if self.far else seconds

    @contextmanager
    def listen(self, topic: str, heard: Callable[[], None], *, own: bool = True) -> Generator[None]:
        """While this lasts call `heard` when a topic is told; without `own` only by other programs.

        Look after this has begun, and then at each call: nothing is missed then.
        """
        listeners = self._listeners.setdefault(topic, set())
        # Not the callable alone: one may listen twice.
        listener = (lambda: heard(), own)
        listeners.add(listener)
        try:
            yield
        finally:
            listeners.discard(listener)
            if not listeners:
                self._listeners.pop(topic, None)

    def tell(self, *topics: str) -> None:
        """Tell of topics, now."""
        self._wake(topics, own=True)

    def _wake(self, topics: Iterable[str], *, own: bool) -> None:
        for topic in topics:
            for heard, wants_own in list(self._listeners.get(topic, ())):
                if wants_own or not own:
                    heard()

    def _wake_all(self) -> None:
        """For when signals may have been lost: everybody looks."""
        self._wake(list(self._listeners), own=False)
