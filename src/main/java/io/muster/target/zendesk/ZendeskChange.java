package io.muster.target.zendesk;

/**
 * What is to be written into a user.
 *
 * @param email     the new primary address, or null; it is written as an identity
 * @param body      of the PUT for everything else, or null when there is nothing else
 * @param phone     the new number, or null
 * @param suspended what the reply has to show, or null
 */
public record ZendeskChange(String email, String body, String phone, Boolean suspended) {
}
