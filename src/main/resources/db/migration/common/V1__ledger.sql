-- Times are milliseconds since 1970; yes and no are 1 and 0, so that the same statements serve both databases.
CREATE TABLE secret (name TEXT PRIMARY KEY, value TEXT NOT NULL);

CREATE TABLE channel (
    channel TEXT PRIMARY KEY, target TEXT, identity TEXT, config_hash TEXT, marker TEXT, server TEXT, doubt TEXT,
    last_good BIGINT NOT NULL, had_status INTEGER NOT NULL, stopped TEXT, untrusted TEXT, last_sweep BIGINT);

CREATE TABLE account (
    channel TEXT NOT NULL, guid TEXT NOT NULL, dn TEXT, mark BIGINT NOT NULL, state TEXT NOT NULL, account TEXT, match_key TEXT,
    sent TEXT, kept TEXT, seen INTEGER NOT NULL, trouble TEXT, cause TEXT, since BIGINT NOT NULL,
    PRIMARY KEY (channel, guid));
CREATE INDEX account_by_id ON account (account);
CREATE INDEX account_by_key ON account (match_key);
CREATE INDEX account_by_state ON account (channel, state);

CREATE TABLE cycle (
    id TEXT PRIMARY KEY, channel TEXT NOT NULL, kind TEXT NOT NULL, start_at BIGINT NOT NULL, end_at BIGINT, counts TEXT, verdict TEXT);
CREATE INDEX cycle_by_channel ON cycle (channel, start_at);

CREATE TABLE operation (
    id TEXT PRIMARY KEY, cycle TEXT NOT NULL, channel TEXT NOT NULL, guid TEXT NOT NULL, kind TEXT NOT NULL, guarded TEXT NOT NULL,
    priority INTEGER NOT NULL, state TEXT NOT NULL, is_open INTEGER NOT NULL, held TEXT, approved INTEGER NOT NULL, absence INTEGER NOT NULL, body TEXT NOT NULL,
    mark BIGINT NOT NULL, attempts INTEGER NOT NULL, next_try BIGINT NOT NULL, cause TEXT, status INTEGER,
    planned_at BIGINT NOT NULL, released_at BIGINT, ended_at BIGINT);
CREATE INDEX operation_open ON operation (channel, guid) WHERE is_open = 1;
CREATE INDEX operation_queue ON operation (channel, priority, id) WHERE state IN ('released', 'deferred');
CREATE INDEX operation_unsettled ON operation (cycle) WHERE state IN ('planned', 'released', 'claimed');
CREATE INDEX operation_by_cycle ON operation (cycle);
CREATE INDEX operation_window ON operation (channel, guarded, released_at);

CREATE TABLE audit (
    at BIGINT NOT NULL, cycle TEXT, channel TEXT NOT NULL, operation TEXT, kind TEXT, guid TEXT NOT NULL, account TEXT, step TEXT, method TEXT,
    path TEXT, status INTEGER, request_id TEXT, outcome TEXT NOT NULL, cause TEXT, reason TEXT, attributes TEXT, millis BIGINT);
CREATE INDEX audit_by_user ON audit (channel, guid, at);
