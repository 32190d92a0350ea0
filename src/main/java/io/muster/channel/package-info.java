/**
 * The configuration, read once into immutable records, with all its faults reported together ({@code contract.md}). Each room owns the
 * record of its own settings; {@link io.muster.channel.Channel} puts them together.
 */
package io.muster.channel;
