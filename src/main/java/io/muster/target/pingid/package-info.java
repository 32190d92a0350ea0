/**
 * PingID's vocabulary: its attributes, its signed tokens, the bodies of its requests, the reading of its replies, and what has to happen to a
 * user's devices. The conversation stands in {@code routes/pingid.camel.yaml}.
 */
package io.muster.target.pingid;
