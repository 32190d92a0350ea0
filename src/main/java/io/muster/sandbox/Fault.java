package io.muster.sandbox;

/**
 * A fault that a simulated service is told to show: {@code POST /_control/faults}.
 *
 * @param next       how many of the next matching requests are hit; null with {@code share}
 * @param share      0..1 of all matching requests, from now on; null with {@code next}
 * @param method     only requests of this method, or null
 * @param path       only requests whose path contains this text, or null
 * @param status     the status to answer with, or null
 * @param body       the body to answer with, or null for the service's own error
 * @param header     one more header, {@code Name: value}, or null
 * @param delay      milliseconds before anything happens
 * @param reset      {@code before} or {@code after}: cut the connection before the work is done, or after it and before the answer
 * @param malformed  answer with half a JSON document
 */
public record Fault(Integer next, Double share, String method, String path, Integer status, String body, String header, Integer delay, String reset,
        Boolean malformed) {

    public static Fault status(int next, int status) {
        return new Fault(next, null, null, null, status, null, null, null, null, null);
    }
}
