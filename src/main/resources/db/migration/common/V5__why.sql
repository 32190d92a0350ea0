-- What `muster why` and the end of a cycle need: who asked for a cycle, how many operations it planned, and how many of them a later cycle took
-- over while they waited.
ALTER TABLE cycle ADD COLUMN asked_by TEXT;
ALTER TABLE cycle ADD COLUMN planned BIGINT;
ALTER TABLE cycle ADD COLUMN held_on BIGINT NOT NULL DEFAULT 0;
ALTER TABLE cycle ADD COLUMN deferred_on BIGINT NOT NULL DEFAULT 0;
-- Whether a filter of "protect" named the user when the entry was last seen: an entry that is gone can't be asked any more.
ALTER TABLE account ADD COLUMN protected INTEGER NOT NULL DEFAULT 0;
