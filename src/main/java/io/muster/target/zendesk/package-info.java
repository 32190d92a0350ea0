/**
 * Zendesk's vocabulary: its attributes, the bodies of its requests and the reading of its replies, for users and for groups. The conversation stands
 * in {@code routes/zendesk.camel.yaml}.
 */
package io.muster.target.zendesk;
