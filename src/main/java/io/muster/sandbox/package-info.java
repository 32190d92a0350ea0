/**
 * A world to try Muster in: an embedded directory and simulated services on the loopback. The simulators are strict: they refuse what the real
 * services refuse, and every point that is uncertain about a service is a switch. Nothing in the product depends on this package but the
 * commands {@code demo} and {@code sandbox}.
 */
package io.muster.sandbox;
