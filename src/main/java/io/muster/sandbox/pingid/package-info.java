/**
 * PingID as its target sheet describes it: API v4 of PingOne for Enterprise, signed tokens in both directions. A request passes
 * {@link io.muster.sandbox.pingid.PingIdTokens}, then the operation itself, whose rules stand in {@link io.muster.sandbox.pingid.PingIdUsers}
 * and {@link io.muster.sandbox.pingid.PingIdDevices}. Where nobody outside Ping Identity knows for sure what it does, a
 * {@link io.muster.sandbox.pingid.PingIdSwitch} chooses between the answers that were seen or described.
 */
package io.muster.sandbox.pingid;
