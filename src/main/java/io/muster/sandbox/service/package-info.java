/**
 * What every simulated service shares: an HTTP server on the loopback, a log of the requests, faults that can be ordered, and the
 * {@code /_control} interface beside the service's own paths. A service adds its answers; it never sees sockets or threads.
 */
package io.muster.sandbox.service;
