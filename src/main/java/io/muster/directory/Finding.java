package io.muster.directory;

/**
 * What testing the directory showed.
 *
 * @param message one line: what was seen, or what is wrong and what to do
 */
public record Finding(boolean ok, String message) {
}
