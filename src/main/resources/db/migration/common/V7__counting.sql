-- What every cycle or status asks is one short range of one index, however many accounts and finished operations there are.
DROP INDEX account_by_state;
CREATE INDEX account_by_state ON account (channel, state, kind);
CREATE INDEX account_groups ON account (channel) WHERE kind = 'GROUP';
CREATE INDEX account_dead ON account (channel) WHERE trouble = 'dead';
DROP INDEX operation_window;
CREATE INDEX operation_released ON operation (channel, released_at) WHERE released_at IS NOT NULL;
CREATE INDEX operation_held ON operation (channel) WHERE state = 'held';
CREATE INDEX operation_deferred ON operation (channel) WHERE state = 'deferred';
CREATE INDEX cycle_unended ON cycle (channel) WHERE end_at IS NULL;
