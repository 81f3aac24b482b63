-- The first schema: the journal, and the tables folded from it.
CREATE TABLE journal (
    pos INTEGER PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    node TEXT NOT NULL,
    seq INTEGER NOT NULL,
    kind TEXT NOT NULL,
    about TEXT NOT NULL,
    step INTEGER NOT NULL,
    verb TEXT NOT NULL,
    actor TEXT NOT NULL,
    at INTEGER NOT NULL,
    facts TEXT NOT NULL,
    prev TEXT NOT NULL,
    hash TEXT NOT NULL,
    UNIQUE (node, seq)
);
CREATE INDEX journal_about ON journal (about, kind);
CREATE INDEX journal_at ON journal (at, verb);
CREATE TRIGGER journal_is_never_updated BEFORE UPDATE ON journal
BEGIN
    SELECT RAISE(ABORT, 'the journal is never updated');
END;
CREATE TRIGGER journal_is_never_deleted BEFORE DELETE ON journal
BEGIN
    SELECT RAISE(ABORT, 'nothing is deleted from the journal');
END;

CREATE TABLE set_aside (
    pos INTEGER PRIMARY KEY,
    kind TEXT NOT NULL,
    about TEXT NOT NULL,
    code TEXT NOT NULL,
    facts TEXT NOT NULL
);

CREATE TABLE reference (
    kind TEXT NOT NULL,
    id TEXT NOT NULL,
    step INTEGER NOT NULL,
    retired INTEGER NOT NULL,
    facts TEXT NOT NULL,
    PRIMARY KEY (kind, id)
) WITHOUT ROWID;

CREATE TABLE event (
    row INTEGER PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    step INTEGER NOT NULL,
    state TEXT NOT NULL,
    number TEXT NOT NULL,
    source TEXT NOT NULL,
    source_system TEXT NOT NULL,
    source_no TEXT NOT NULL,
    title TEXT NOT NULL,
    text TEXT NOT NULL,
    place TEXT NOT NULL,
    reporter TEXT NOT NULL,
    phone TEXT NOT NULL,
    category TEXT NOT NULL,
    item TEXT NOT NULL,
    importance TEXT NOT NULL,
    tier INTEGER NOT NULL,
    urgency TEXT NOT NULL,
    severity TEXT NOT NULL,
    security TEXT NOT NULL,
    lon REAL,
    lat REAL,
    grid TEXT NOT NULL,
    grid_method TEXT NOT NULL,
    occurred_at INTEGER NOT NULL,
    reported_at INTEGER NOT NULL,
    reported_by TEXT NOT NULL,
    filed_at INTEGER NOT NULL,
    filed_by TEXT NOT NULL,
    dispatched_at INTEGER NOT NULL,
    accepted_at INTEGER NOT NULL,
    finished_at INTEGER NOT NULL,
    checked_at INTEGER NOT NULL,
    checked_by TEXT NOT NULL,
    closed_at INTEGER NOT NULL,
    closing_type TEXT NOT NULL,
    result TEXT NOT NULL,
    unit TEXT NOT NULL,
    external_due_at INTEGER NOT NULL,
    came_from TEXT NOT NULL,
    proposal TEXT NOT NULL,
    handlers TEXT NOT NULL,
    cycle INTEGER NOT NULL,
    rework INTEGER NOT NULL,
    returns INTEGER NOT NULL,
    redispatches INTEGER NOT NULL,
    asked INTEGER NOT NULL,
    merged_into TEXT NOT NULL,
    absorbed TEXT NOT NULL,
    split_from TEXT NOT NULL,
    split_into TEXT NOT NULL,
    satisfaction TEXT NOT NULL,
    solved TEXT NOT NULL,
    revisited_at INTEGER NOT NULL,
    fingerprint TEXT NOT NULL,
    edited_at INTEGER NOT NULL,
    source_key TEXT NOT NULL DEFAULT '',
    extra TEXT NOT NULL,
    -- computed from the clocks when the row is written, for lists and figures
    due_at INTEGER NOT NULL,
    warn_at INTEGER NOT NULL,
    due_kind TEXT NOT NULL,
    paused INTEGER NOT NULL,
    handle_due_at INTEGER NOT NULL,
    late INTEGER NOT NULL
);
CREATE INDEX event_number ON event (number);
CREATE INDEX event_source_no ON event (source_no, source_system) WHERE source_no <> '';
CREATE INDEX event_source_key ON event (source_key) WHERE source_key <> '';
CREATE INDEX event_reported ON event (reported_at);
CREATE INDEX event_draft ON event (state) WHERE state = 'draft';
-- all a map needs of the open events, so that it never reads through the closed ones
CREATE INDEX event_open ON event (state, id, lon, lat, category, grid, due_at, warn_at, paused)
    -- one comparison after another: a list would be sorted anew for every row that is written
    WHERE state <> 'archived' AND state <> 'closed' AND state <> 'conf_handed' AND state <> 'draft'
        AND state <> 'merged' AND state <> 'rejected' AND state <> 'voided';

CREATE TABLE work_order (
    event TEXT NOT NULL,
    no INTEGER NOT NULL,
    unit TEXT NOT NULL,
    role TEXT NOT NULL,
    state TEXT NOT NULL,
    sent_at INTEGER NOT NULL,
    sent_by TEXT NOT NULL,
    requirement TEXT NOT NULL,
    accepted_at INTEGER NOT NULL,
    accepted_by TEXT NOT NULL,
    finished_at INTEGER NOT NULL,
    finished_by TEXT NOT NULL,
    result TEXT NOT NULL,
    PRIMARY KEY (event, no),
    FOREIGN KEY (event) REFERENCES event (id) DEFERRABLE INITIALLY DEFERRED
) WITHOUT ROWID;

CREATE TABLE clock (
    event TEXT NOT NULL,
    no INTEGER NOT NULL,
    kind TEXT NOT NULL,
    order_no INTEGER NOT NULL,
    stage TEXT NOT NULL,
    started_at INTEGER NOT NULL,
    amount REAL NOT NULL,
    unit TEXT NOT NULL,
    calendar TEXT NOT NULL,
    due_at INTEGER NOT NULL,
    warn_at INTEGER NOT NULL,
    cap_at INTEGER NOT NULL,
    running TEXT NOT NULL,
    paused_at INTEGER NOT NULL,
    left REAL NOT NULL,
    pauses TEXT NOT NULL,
    stopped_at INTEGER NOT NULL,
    noted INTEGER NOT NULL,
    next_look INTEGER NOT NULL,
    PRIMARY KEY (event, no),
    FOREIGN KEY (event) REFERENCES event (id) DEFERRABLE INITIALLY DEFERRED
) WITHOUT ROWID;
CREATE INDEX clock_next_look ON clock (next_look) WHERE next_look > 0;
CREATE INDEX clock_running ON clock (running, due_at) WHERE running <> 'stopped';

-- this seat's own, not folded from the journal and never sent anywhere
CREATE TABLE seat (
    name TEXT PRIMARY KEY,
    value TEXT NOT NULL
) WITHOUT ROWID;
CREATE TABLE credential (
    person TEXT PRIMARY KEY,
    hash TEXT NOT NULL,
    tries INTEGER NOT NULL,
    wait_until INTEGER NOT NULL
) WITHOUT ROWID;

-- projections of the queue: stamped with the journal position they hold, built again when it is wrong
-- (with rowid: a search among keys WITHOUT ROWID would read the large bodies it passes)
CREATE TABLE snapshot (
    name TEXT PRIMARY KEY,
    head INTEGER NOT NULL,
    stamp TEXT NOT NULL,
    body BLOB NOT NULL
);
CREATE TABLE posting (
    gram TEXT PRIMARY KEY,
    rows BLOB NOT NULL
);
