/**
 * Webex as its target sheet describes it: the token endpoints, the SCIM 2.0 identity API under {@code /identity/scim/{orgId}/v2}, and the
 * licences under {@code /v1}. A request passes the gateway ({@link io.muster.sandbox.webex.WebexTokens},
 * {@link io.muster.sandbox.webex.WebexRates}), then the SCIM layer, whose rules stand in {@link io.muster.sandbox.webex.WebexUsers},
 * {@link io.muster.sandbox.webex.WebexSchema} and {@link io.muster.sandbox.webex.WebexPatch}. Where nobody outside Cisco knows for sure what
 * Webex does, a {@link io.muster.sandbox.webex.WebexSwitch} chooses between the answers that were seen or described.
 */
package io.muster.sandbox.webex;
