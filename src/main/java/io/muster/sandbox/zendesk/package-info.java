/**
 * A simulated Zendesk: users with their identities, groups with their memberships, background jobs, and the limits of the Support API v2. It follows
 * Zendesk's documents and what public clients recorded; what they leave open is a {@link io.muster.sandbox.zendesk.ZendeskSwitch}.
 */
package io.muster.sandbox.zendesk;
