/**
 * Webex's vocabulary: its attributes, the bodies of its requests, the reading of its replies, and the refresh token that has to outlive a
 * restart. The conversation stands in {@code routes/webex.camel.yaml}.
 */
package io.muster.target.webex;
