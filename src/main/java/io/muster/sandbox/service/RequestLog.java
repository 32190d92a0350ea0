package io.muster.sandbox.service;

import io.undertow.util.HeaderMap;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The requests that a simulated service has seen. Totals are exact; single requests are kept up to {@value #KEPT}, and their headers and
 * bodies up to {@value #DETAILED}, so that a long run stays small.
 */
public final class RequestLog {

    static final int KEPT = 100_000;
    static final int DETAILED = 2_000;

    /**
     * One request.
     *
     * @param number  counts from 1
     * @param path    as sent, without the query
     * @param status  of the answer; 0 when the connection was cut instead
     * @param fault   the ordered fault that struck, or null
     * @param headers by lower-case name, credentials masked; null when no longer kept
     * @param body    null when no longer kept, or when it holds credentials
     */
    public record Recorded(long number, Instant time, String method, String path, String query, int status, String fault,
            Map<String, String> headers, String body) {

    }

    private record Detailed(Recorded bare, HeaderMap headers, byte[] body) {

        Recorded full() {
            return new Recorded(bare.number, bare.time, bare.method, bare.path, bare.query, bare.status, bare.fault, Call.shown(headers),
                    body == null ? null : new String(body, StandardCharsets.UTF_8));
        }
    }

    private final Deque<Recorded> older = new ArrayDeque<>();
    private final Deque<Detailed> newest = new ArrayDeque<>();
    private final Map<String, Map<Integer, Long>> totals = new TreeMap<>();
    private long total;

    synchronized void add(Call call, String endpoint, boolean secret, int status, String fault, Instant time) {
        Recorded bare = new Recorded(++total, time, call.method(), call.path(), call.query(), status, fault, null, null);
        newest.add(new Detailed(bare, call.headers(), secret ? null : call.body()));
        totals.computeIfAbsent(call.method() + " " + endpoint, key -> new TreeMap<>()).merge(status, 1L, Long::sum);
        if (newest.size() > DETAILED) {
            older.add(newest.remove().bare());
        }
        if (older.size() > KEPT - DETAILED) {
            older.remove();
        }
    }

    /** The requests that are still kept, oldest first, from a number (exclusive) on. */
    public synchronized List<Recorded> after(long number) {
        List<Recorded> requests = new ArrayList<>();
        older.stream().filter(request -> request.number > number).forEach(requests::add);
        newest.stream().filter(request -> request.bare.number > number).map(Detailed::full).forEach(requests::add);
        return requests;
    }

    /** The requests that are still kept, oldest first. */
    public List<Recorded> all() {
        return after(0);
    }

    /** How many requests there were. */
    public synchronized long total() {
        return total;
    }

    /** How many requests there were by {@code "METHOD endpoint"} (ids as {@code {id}}) and status. */
    public synchronized Map<String, Map<Integer, Long>> totals() {
        Map<String, Map<Integer, Long>> copy = new TreeMap<>();
        totals.forEach((endpoint, counts) -> copy.put(endpoint, new TreeMap<>(counts)));
        return copy;
    }

    /** How many requests one endpoint has seen, whatever came of them: {@code count("POST /scim2/Users")}. */
    public synchronized long count(String endpoint) {
        return totals.getOrDefault(endpoint, Map.of()).values().stream().mapToLong(Long::longValue).sum();
    }

    /** Forgets everything; numbers start again at 1. */
    public synchronized void clear() {
        older.clear();
        newest.clear();
        totals.clear();
        total = 0;
    }
}
