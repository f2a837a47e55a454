"""The tables, and the steps from one version of them to the next."""

MIGRATIONS: tuple[str, ...] = (
    """
    CREATE TABLE documents (hash TEXT PRIMARY KEY, body TEXT NOT NULL) STRICT;

    CREATE TABLE sessions (
        id TEXT PRIMARY KEY,
        workflow_id TEXT NOT NULL,
        workflow_title TEXT NOT NULL,
        title TEXT NOT NULL,
        status TEXT NOT NULL,
        step_title TEXT NOT NULL DEFAULT '',
        results INTEGER NOT NULL DEFAULT 0,
        content_hash TEXT NOT NULL REFERENCES documents(hash),
        created_at REAL NOT NULL,
        updated_at REAL NOT NULL
    ) STRICT;
    CREATE INDEX sessions_by_use ON sessions (updated_at DESC);

    CREATE TABLE session_events (
        session_id TEXT NOT NULL REFERENCES sessions(id) ON DELETE CASCADE,
        seq INTEGER NOT NULL,
        at REAL NOT NULL,
        kind TEXT NOT NULL,
        data TEXT NOT NULL,
        PRIMARY KEY (session_id, seq)
    ) STRICT;

    CREATE TABLE executions (
        id TEXT PRIMARY KEY,
        session_id TEXT NOT NULL REFERENCES sessions(id) ON DELETE CASCADE,
        idempotency_key TEXT NOT NULL,
        request TEXT NOT NULL,
        status TEXT NOT NULL,
        owner TEXT NOT NULL DEFAULT '',
        error TEXT,
        started_at REAL NOT NULL,
        ended_at REAL,
        UNIQUE (session_id, idempotency_key)
    ) STRICT;
    CREATE INDEX executions_by_status ON executions (status);

    CREATE TABLE execution_events (
        execution_id TEXT NOT NULL REFERENCES executions(id) ON DELETE CASCADE,
        seq INTEGER NOT NULL,
        at REAL NOT NULL,
        kind TEXT NOT NULL,
        data TEXT NOT NULL,
        PRIMARY KEY (execution_id, seq)
    ) STRICT;

    CREATE TABLE results (
        id TEXT PRIMARY KEY,
        session_id TEXT NOT NULL REFERENCES sessions(id) ON DELETE CASCADE,
        execution_id TEXT NOT NULL,
        kind TEXT NOT NULL,
        value TEXT NOT NULL,
        provenance TEXT NOT NULL,
        created_at REAL NOT NULL
    ) STRICT;
    CREATE INDEX results_by_session ON results (session_id);

    CREATE TABLE drafts (
        session_id TEXT NOT NULL REFERENCES sessions(id) ON DELETE CASCADE,
        interaction_id TEXT NOT NULL,
        body TEXT NOT NULL,
        at REAL NOT NULL,
        PRIMARY KEY (session_id, interaction_id)
    ) STRICT;

    CREATE TABLE blobs (hash TEXT PRIMARY KEY, media_type TEXT NOT NULL, size INTEGER NOT NULL) STRICT;

    CREATE TABLE jobs (
        id TEXT PRIMARY KEY,
        lane TEXT NOT NULL,
        place INTEGER NOT NULL,
        owner TEXT NOT NULL DEFAULT ''
    ) STRICT;
    CREATE INDEX jobs_waiting ON jobs (owner, place);
    """,
    """
    CREATE TABLE checked (fingerprint TEXT PRIMARY KEY, hash TEXT NOT NULL REFERENCES documents(hash)) STRICT;
    ALTER TABLE sessions ADD COLUMN about TEXT NOT NULL DEFAULT '';
    """,
    """
    ALTER TABLE sessions ADD COLUMN parent_id TEXT REFERENCES sessions(id) ON DELETE SET NULL;
    ALTER TABLE sessions ADD COLUMN forked_at INTEGER;
    ALTER TABLE sessions ADD COLUMN forked_turn TEXT NOT NULL DEFAULT '';
    CREATE INDEX sessions_by_parent ON sessions (parent_id);

    CREATE TABLE results_of_sessions (
        id TEXT NOT NULL,
        session_id TEXT NOT NULL REFERENCES sessions(id) ON DELETE CASCADE,
        execution_id TEXT NOT NULL,
        kind TEXT NOT NULL,
        value TEXT NOT NULL,
        provenance TEXT NOT NULL,
        created_at REAL NOT NULL,
        PRIMARY KEY (session_id, id)
    ) STRICT;
    INSERT INTO results_of_sessions
        SELECT id, session_id, execution_id, kind, value, provenance, created_at FROM results;
    DROP TABLE results;
    ALTER TABLE results_of_sessions RENAME TO results;
    CREATE INDEX results_by_id ON results (id);
    """,
    """
    CREATE TABLE snapshots (
        session_id TEXT PRIMARY KEY REFERENCES sessions(id) ON DELETE CASCADE,
        seq INTEGER NOT NULL,
        format TEXT NOT NULL,
        body TEXT NOT NULL
    ) STRICT;
    CREATE INDEX executions_by_session ON executions (session_id, started_at);
    ALTER TABLE executions ADD COLUMN cancel_asked INTEGER NOT NULL DEFAULT 0;
    """,
    """
    ALTER TABLE executions ADD COLUMN action TEXT NOT NULL DEFAULT '';
    ALTER TABLE executions ADD COLUMN provider TEXT NOT NULL DEFAULT '';
    ALTER TABLE executions ADD COLUMN page TEXT NOT NULL DEFAULT '';
    ALTER TABLE executions ADD COLUMN begun_at REAL;
    CREATE INDEX executions_by_end ON executions (ended_at);
    CREATE INDEX executions_by_work ON executions (action, provider, ended_at);
    ALTER TABLE jobs ADD COLUMN put_by TEXT NOT NULL DEFAULT '';
    CREATE TABLE queue_pause (since REAL NOT NULL) STRICT;
    """,
    """
    CREATE TABLE sweeps (
        id TEXT PRIMARY KEY,
        session_id TEXT NOT NULL REFERENCES sessions(id) ON DELETE CASCADE,
        interaction_id TEXT NOT NULL,
        sub_action_id TEXT NOT NULL,
        label TEXT NOT NULL,
        created_at REAL NOT NULL,
        body TEXT NOT NULL
    ) STRICT;
    CREATE INDEX sweeps_by_page ON sweeps (session_id, interaction_id);
    """,
    """
    CREATE TABLE collections (
        name TEXT PRIMARY KEY, title TEXT NOT NULL, created_at REAL NOT NULL
    ) STRICT;
    CREATE TABLE records (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        collection TEXT NOT NULL REFERENCES collections(name) ON DELETE CASCADE,
        parent_id INTEGER REFERENCES records(id) ON DELETE CASCADE,
        place INTEGER NOT NULL,
        fields TEXT NOT NULL DEFAULT '{}',
        created_at REAL NOT NULL,
        updated_at REAL NOT NULL
    ) STRICT;
    CREATE INDEX records_by_place ON records (collection, parent_id, place);
    CREATE INDEX records_by_parent ON records (parent_id, place);
    CREATE TABLE record_values (
        record_id INTEGER NOT NULL REFERENCES records(id) ON DELETE CASCADE,
        field TEXT NOT NULL,
        version INTEGER NOT NULL,
        value TEXT NOT NULL,
        at REAL NOT NULL,
        execution_id TEXT NOT NULL DEFAULT '',
        note TEXT NOT NULL DEFAULT '',
        PRIMARY KEY (record_id, field, version)
    ) STRICT;
    CREATE TABLE record_files (
        id TEXT PRIMARY KEY,
        record_id INTEGER NOT NULL REFERENCES records(id) ON DELETE CASCADE,
        field TEXT NOT NULL DEFAULT '',
        name TEXT NOT NULL,
        blob TEXT NOT NULL,
        media_type TEXT NOT NULL,
        size INTEGER NOT NULL,
        execution_id TEXT NOT NULL DEFAULT '',
        provenance TEXT NOT NULL DEFAULT '{}',
        at REAL NOT NULL
    ) STRICT;
    CREATE INDEX record_files_by_record ON record_files (record_id, at);

    CREATE TABLE batches (
        id TEXT PRIMARY KEY,
        session_id TEXT NOT NULL REFERENCES sessions(id) ON DELETE CASCADE,
        step_id TEXT NOT NULL,
        document_id INTEGER NOT NULL,
        idempotency_key TEXT NOT NULL,
        label TEXT NOT NULL,
        body TEXT NOT NULL,
        paused_at REAL,
        cancelled_at REAL,
        created_at REAL NOT NULL,
        UNIQUE (session_id, idempotency_key)
    ) STRICT;
    CREATE INDEX batches_by_session ON batches (session_id, created_at);
    CREATE TABLE batch_runs (
        batch_id TEXT NOT NULL REFERENCES batches(id) ON DELETE CASCADE,
        record_id INTEGER NOT NULL,
        attempt INTEGER NOT NULL,
        place INTEGER NOT NULL,
        execution_id TEXT NOT NULL DEFAULT '',
        outcome TEXT NOT NULL DEFAULT '',
        message TEXT NOT NULL DEFAULT '',
        PRIMARY KEY (batch_id, record_id, attempt)
    ) STRICT;
    CREATE INDEX batch_runs_by_execution ON batch_runs (execution_id);
    CREATE TABLE run_cache (
        key TEXT PRIMARY KEY, execution_id TEXT NOT NULL, outputs TEXT NOT NULL, at REAL NOT NULL
    ) STRICT;
    CREATE TABLE overrides (
        document_id INTEGER NOT NULL REFERENCES records(id) ON DELETE CASCADE,
        workflow_id TEXT NOT NULL,
        step_id TEXT NOT NULL,
        name TEXT NOT NULL,
        value TEXT NOT NULL,
        at REAL NOT NULL,
        PRIMARY KEY (document_id, workflow_id, step_id, name)
    ) STRICT;

    CREATE TABLE llm_actions (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        name TEXT NOT NULL UNIQUE,
        created_at REAL NOT NULL,
        deleted_at REAL
    ) STRICT;
    CREATE TABLE llm_action_versions (
        action_id INTEGER NOT NULL REFERENCES llm_actions(id) ON DELETE CASCADE,
        version INTEGER NOT NULL,
        title TEXT NOT NULL,
        body TEXT NOT NULL,
        note TEXT NOT NULL DEFAULT '',
        at REAL NOT NULL,
        PRIMARY KEY (action_id, version)
    ) STRICT;

    CREATE TABLE audit (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        at REAL NOT NULL,
        execution_id TEXT NOT NULL,
        session_id TEXT NOT NULL,
        workflow_id TEXT NOT NULL,
        step_id TEXT NOT NULL,
        action TEXT NOT NULL,
        label TEXT NOT NULL,
        provider TEXT NOT NULL,
        record_id INTEGER,
        status TEXT NOT NULL,
        seconds REAL,
        error TEXT NOT NULL DEFAULT ''
    ) STRICT;
    CREATE INDEX audit_by_time ON audit (at);
    """,
    """
    ALTER TABLE llm_actions ADD COLUMN workflow_id TEXT NOT NULL DEFAULT '';
    ALTER TABLE llm_actions ADD COLUMN seed TEXT NOT NULL DEFAULT '';
    CREATE INDEX audit_by_session ON audit (session_id);
    CREATE INDEX audit_by_record ON audit (record_id) WHERE record_id IS NOT NULL;
    CREATE INDEX audit_of_others ON audit (status) WHERE status <> 'completed';
    """,
    """
    CREATE TABLE tokens (
        id TEXT PRIMARY KEY,
        name TEXT NOT NULL,
        role TEXT NOT NULL,
        hash TEXT NOT NULL,
        made_by TEXT NOT NULL DEFAULT '',
        made_at REAL NOT NULL,
        used_at REAL,
        expires_at REAL,
        revoked_at REAL
    ) STRICT;
    CREATE INDEX tokens_by_name ON tokens (name);
    CREATE TABLE session_shares (
        session_id TEXT NOT NULL REFERENCES sessions(id) ON DELETE CASCADE,
        user_name TEXT NOT NULL,
        may TEXT NOT NULL,
        at REAL NOT NULL,
        PRIMARY KEY (session_id, user_name)
    ) STRICT;
    CREATE INDEX session_shares_by_user ON session_shares (user_name);
    CREATE TABLE access_log (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        at REAL NOT NULL,
        user_name TEXT NOT NULL,
        kind TEXT NOT NULL,
        subject TEXT NOT NULL,
        detail TEXT NOT NULL DEFAULT ''
    ) STRICT;
    ALTER TABLE sessions ADD COLUMN owner TEXT NOT NULL DEFAULT '';
    CREATE INDEX sessions_by_owner ON sessions (owner, updated_at);
    ALTER TABLE session_events ADD COLUMN user_name TEXT NOT NULL DEFAULT '';
    ALTER TABLE executions ADD COLUMN user_name TEXT NOT NULL DEFAULT '';
    ALTER TABLE audit ADD COLUMN user_name TEXT NOT NULL DEFAULT '';
    CREATE INDEX audit_by_user ON audit (user_name);
    ALTER TABLE drafts ADD COLUMN version INTEGER NOT NULL DEFAULT 0;
    ALTER TABLE drafts ADD COLUMN writer TEXT NOT NULL DEFAULT '';
    ALTER TABLE drafts ADD COLUMN user_name TEXT NOT NULL DEFAULT '';
    """,
    """
    CREATE TABLE workers (
        owner TEXT PRIMARY KEY,
        name TEXT NOT NULL,
        host TEXT NOT NULL,
        pid INTEGER NOT NULL,
        queues TEXT NOT NULL,
        at_once INTEGER NOT NULL,
        started_at REAL NOT NULL
    ) STRICT;
    CREATE TABLE rates (name TEXT PRIMARY KEY, next_at REAL NOT NULL) STRICT;
    """,
)
