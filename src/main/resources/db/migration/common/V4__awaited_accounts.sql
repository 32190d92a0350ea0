-- Who was mapped while the account of somebody they refer to (a manager) did not exist: they are looked at again once it does.
CREATE TABLE awaited (channel TEXT NOT NULL, guid TEXT NOT NULL, dn TEXT NOT NULL, PRIMARY KEY (channel, guid, dn));
CREATE INDEX account_by_dn ON account (channel, lower(dn));
