package io.muster.apply;

import java.time.Duration;
import java.time.Instant;

/**
 * What an answer says of a limit.
 *
 * @param lane        the requests that it is for, as the route names them; null for the whole connection
 * @param closedUntil when the service takes the next one, or null for at once
 * @param spacing     how far apart requests have to be from now on, or null where that is not said
 */
public record Limit(String lane, Instant closedUntil, Duration spacing) {
}
