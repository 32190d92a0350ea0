package io.muster.target;

/**
 * One configuration key of a service's connection, without the channel's prefix: {@code oauth.client-id}.
 *
 * @param required     a missing value is reported by {@code muster check}
 * @param defaultValue null for none
 * @param secret       never shown; changing it does not make the next cycle look at everybody again
 * @param identity     part of the connection's identity: changing it stops the channel until {@code muster reset}
 * @param url          checked to be https, or http on the loopback
 */
public record ConnectionKey(String name, boolean required, String defaultValue, boolean secret, boolean identity, boolean url, String description) {
}
