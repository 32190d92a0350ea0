package io.muster.cli;

import java.nio.file.Path;

/** A whole Muster for tests, with one channel to a SCIM 2 service that others wrote. */
final class ScimWorld extends ServiceWorld<ForeignScimService, ScimWorld> {

    /** @param pageSize how many accounts the service lists at a time */
    ScimWorld(int pageSize) {
        super(new ForeignScimService(pageSize), Path.of("routes"));
    }
}
