/**
 * The memory of every channel: accounts, operations, outcomes and the audit. SQL stands here only; the same statements serve SQLite (one
 * file, the default) and PostgreSQL. What a route may hand off is decided here: only the ledger turns a planned operation into a released one.
 */
package io.muster.ledger;
