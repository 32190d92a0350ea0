-- Whether a cycle has unfinished operations is asked after every few outcomes. With the cycle alone SQLite prefers the index of all its operations,
-- and reads them all.
DROP INDEX operation_unsettled;
CREATE INDEX operation_unsettled ON operation (cycle, state) WHERE state IN ('planned', 'released', 'claimed');
