-- Who is looked at by the next cycle though the entry has not changed: somebody they refer to has another account, the match key they wanted is free, or
-- what was planned for them was never done.
ALTER TABLE account ADD COLUMN due INTEGER NOT NULL DEFAULT 0;
CREATE INDEX account_due ON account (channel) WHERE due = 1;
-- The match key, in small letters, that was somebody else's when the user's operation failed.
ALTER TABLE account ADD COLUMN wanted TEXT;
CREATE INDEX account_wanted ON account (wanted) WHERE wanted IS NOT NULL;
-- The DN in normal form (RFC 4514); of rows from before just without capitals, until they are planned again.
ALTER TABLE account ADD COLUMN normal_dn TEXT;
UPDATE account SET normal_dn = lower(dn);
DROP INDEX account_by_dn;
CREATE INDEX account_by_dn ON account (channel, normal_dn);
-- To whom people refer (their manager), and the account that this was when they were planned; none yet where it is null.
CREATE TABLE reference (channel TEXT NOT NULL, guid TEXT NOT NULL, dn TEXT NOT NULL, account TEXT, PRIMARY KEY (channel, guid, dn));
CREATE INDEX reference_by_dn ON reference (channel, dn);
INSERT INTO reference (channel, guid, dn) SELECT DISTINCT channel, guid, lower(dn) FROM awaited;
UPDATE account SET due = 1 WHERE EXISTS (SELECT 1 FROM awaited w WHERE w.channel = account.channel AND w.guid = account.guid);
DROP TABLE awaited;
