package io.muster.ledger;

/**
 * What is recorded of one group: an account of another kind, whose match key is the group's name.
 *
 * @param mark of the open operation if there is one, else of what was last dealt with
 */
public record RecordedGroup(Account account, long mark, boolean open) {
}
