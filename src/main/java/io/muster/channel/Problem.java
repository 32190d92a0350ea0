package io.muster.channel;

/** One fault of the configuration or of a route file: where it is, the rule it breaks, and the remedy. */
public record Problem(String file, String key, String message) {

    /** For people, on one line. */
    public String line() {
        return file + ": " + (key.isEmpty() ? "" : key + ": ") + message;
    }
}
