"""What of a store is moved, and as what: things that belong together, and rows that stand alone.

A test holds these lists against the tables that there are: whoever adds one decides here.
"""

from schemas.frozen import frozen


@frozen
class Part:
    """The rows of one table that belong to a thing.

    `name` tells parts of one table from each other. `scope` is the column that says to what a row
    belongs: to the thing's id or, with `of`, to the rows of these other parts by the first column
    of their key. Rows of a `log` never change and never go, as long as the thing is there. Parts
    that are `folded` are counted as one with what they belong to. What is `also` copied when a row
    is new makes no row another one. `cleared` columns are not copied. Rows are copied in the order
    of `by`, since some lists show them as they came.
    """

    name: str
    table: str
    columns: tuple[str, ...]
    key: tuple[str, ...]
    scope: str
    of: tuple[str, ...] = ()
    log: bool = False
    folded: bool = False
    also: tuple[str, ...] = ()
    cleared: tuple[str, ...] = ()
    by: str = ""


@frozen
class Kind:
    """A kind of things: its parts in the order in which they can be written, the thing's own row first.

    `identity` are columns of that row that never change: with others it is another thing.
    """

    name: str
    identity: tuple[str, ...]
    parts: tuple[Part, ...]


def _columns(said: str) -> tuple[str, ...]:
    return tuple(said.split())


SESSION = Kind(
    "session",
    ("workflow_id", "created_at"),
    (
        Part(
            "sessions",
            "sessions",
            _columns(
                "id workflow_id workflow_title title status step_title results content_hash created_at"
                " updated_at about parent_id forked_at forked_turn"
            ),
            ("id",),
            "id",
            also=("owner",),
        ),
        Part(
            "session_events",
            "session_events",
            _columns("session_id seq at kind data user_name"),
            ("session_id", "seq"),
            "session_id",
            log=True,
        ),
        Part(
            "executions",
            "executions",
            _columns(
                "id session_id idempotency_key request status error started_at ended_at cancel_asked action"
                " provider page begun_at user_name"
            ),
            ("id",),
            "session_id",
            log=True,
            cleared=("owner",),
            by="rowid",
        ),
        Part(
            "execution_events",
            "execution_events",
            _columns("execution_id seq at kind data"),
            ("execution_id", "seq"),
            "execution_id",
            of=("executions",),
            log=True,
            folded=True,
        ),
        Part(
            "results",
            "results",
            _columns("id session_id execution_id kind value provenance created_at"),
            ("id", "session_id"),
            "session_id",
            log=True,
            by="rowid",
        ),
        Part(
            "drafts",
            "drafts",
            _columns("session_id interaction_id body at version writer user_name"),
            ("session_id", "interaction_id"),
            "session_id",
        ),
        Part(
            "sweeps",
            "sweeps",
            _columns("id session_id interaction_id sub_action_id label created_at body"),
            ("id",),
            "session_id",
            by="created_at",
        ),
        Part(
            "batches",
            "batches",
            _columns(
                "id session_id step_id document_id idempotency_key label body paused_at cancelled_at"
                " created_at"
            ),
            ("id",),
            "session_id",
            by="rowid",
        ),
        Part(
            "batch_runs",
            "batch_runs",
            _columns("batch_id record_id attempt place execution_id outcome message"),
            ("batch_id", "record_id", "attempt"),
            "batch_id",
            of=("batches",),
        ),
    ),
)
_RECORD = _columns("id collection parent_id place fields created_at updated_at")
RECORD = Kind(
    "record",
    ("collection", "created_at"),
    (
        Part("records", "records", _RECORD, ("id",), "id"),
        Part("sections", "records", _RECORD, ("id",), "parent_id"),
        Part(
            "record_values",
            "record_values",
            _columns("record_id field version value at execution_id note"),
            ("record_id", "field", "version"),
            "record_id",
            of=("records", "sections"),
            log=True,
        ),
        Part(
            "record_files",
            "record_files",
            _columns("id record_id field name blob media_type size execution_id provenance at"),
            ("id",),
            "record_id",
            of=("records", "sections"),
            by="rowid",
        ),
        Part(
            "overrides",
            "overrides",
            _columns("document_id workflow_id step_id name value at"),
            ("document_id", "workflow_id", "step_id", "name"),
            "document_id",
        ),
    ),
)
LLM_ACTION = Kind(
    "stored action",
    ("name", "created_at"),
    (
        Part(
            "llm_actions",
            "llm_actions",
            _columns("id name created_at deleted_at workflow_id seed"),
            ("id",),
            "id",
        ),
        Part(
            "llm_action_versions",
            "llm_action_versions",
            _columns("action_id version title body note at"),
            ("action_id", "version"),
            "action_id",
            log=True,
        ),
    ),
)
KINDS = (RECORD, LLM_ACTION, SESSION)


@frozen
class Loose:
    """A table whose rows stand alone. `new_id`: a number that means nothing, given anew where it is taken."""

    table: str
    columns: tuple[str, ...]
    key: str
    new_id: str = ""


DOCUMENTS = Loose("documents", ("hash", "body"), "hash")
BLOBS = Loose("blobs", ("hash", "media_type", "size"), "hash")
COLLECTIONS = Loose("collections", ("name", "title", "created_at"), "name")
RUN_CACHE = Loose("run_cache", ("key", "execution_id", "outputs", "at"), "key")
AUDIT = Loose(
    "audit",
    _columns(
        "at execution_id session_id workflow_id step_id action label provider record_id status seconds error"
        " user_name"
    ),
    "execution_id",
    new_id="id",
)
LOOSE = (DOCUMENTS, BLOBS, COLLECTIONS, RUN_CACHE, AUDIT)

NUMBERED = ("records", "llm_actions", "audit")
"""Tables whose ids a database gives itself: in the new one it goes on after those that were copied."""

LEFT = {
    "jobs": "what waits on the queue is run where it was asked for",
    "queue_pause": "it is about that queue",
    "checked": "documents are checked again where they are",
    "snapshots": "they are made again out of the events",
    "tokens": "who may do what is decided there",
    "session_shares": "who may do what is decided there",
    "access_log": "it says who did what there",
    "workers": "they are programs that run there",
    "rates": "they are of the moment, and of the providers there",
}
"""What stays where it is, and why."""
