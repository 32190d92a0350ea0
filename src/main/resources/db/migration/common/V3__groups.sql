-- A group is an account of another kind: it has an id there, a name, values that were sent, and operations.
ALTER TABLE account ADD COLUMN kind TEXT NOT NULL DEFAULT 'USER';
-- For how much the guard counts an operation: of a group's members those who are removed.
ALTER TABLE operation ADD COLUMN weight INTEGER NOT NULL DEFAULT 1;
-- What the last read of a channel's groups was worth.
CREATE TABLE group_read (
    channel TEXT PRIMARY KEY, marker TEXT, server TEXT, doubt TEXT, last_good BIGINT, untrusted TEXT);
