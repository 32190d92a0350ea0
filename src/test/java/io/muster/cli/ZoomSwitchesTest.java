package io.muster.cli;

/** The connector as it is delivered: {@code routes/zoom.camel.yaml}. */
class ZoomSwitchesTest extends ZoomSwitchCases {

    ZoomSwitchesTest() {
        super(new World());
    }
}
