package io.muster.target.zendesk;

/**
 * How far an address is from being a user's primary one.
 *
 * @param id  of its identity, or null while there is none
 * @param old the identity of the primary address until now, or null
 */
public record ZendeskAddress(String id, boolean verified, boolean primary, String old) {
}
