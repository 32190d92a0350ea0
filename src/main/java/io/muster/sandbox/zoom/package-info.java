/**
 * Zoom as its target sheet describes it: the token endpoint of a Server-to-Server OAuth app, and SCIM 2 under {@code /scim2}. A request
 * passes the gateway ({@link io.muster.sandbox.zoom.ZoomTokens}, {@link io.muster.sandbox.zoom.ZoomRates}), then the SCIM layer, whose
 * rules stand in {@link io.muster.sandbox.zoom.ZoomUsers} and {@link io.muster.sandbox.zoom.ZoomGroups}. Where nobody outside Zoom knows
 * for sure what it does, a {@link io.muster.sandbox.zoom.ZoomSwitch} chooses between the answers that were seen or described.
 */
package io.muster.sandbox.zoom;
