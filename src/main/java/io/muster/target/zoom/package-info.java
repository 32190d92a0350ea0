/**
 * Zoom's vocabulary: its attributes, the bodies of its requests and the reading of its replies. The conversation stands in
 * {@code routes/zoom.camel.yaml}.
 */
package io.muster.target.zoom;
