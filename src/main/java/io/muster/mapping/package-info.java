/**
 * From a person's entry to the attributes of an account ({@code behaviour.md} section 3).
 *
 * <p>A channel's {@link io.muster.mapping.MapLine lines} are compiled once into a {@link io.muster.mapping.Mapping}, which then answers
 * for every entry with a {@link io.muster.mapping.Mapped}: the values to send, the same values as they may be shown and recorded, and
 * what is wrong with them by the service's own {@link io.muster.mapping.AttributeDescriptor rules}. What would be wrong for everybody is
 * found before the first entry is read, by {@link io.muster.mapping.Mapping#problems}.
 *
 * <p>Values of the directory are data: they reach Camel's Simple language as variables and are never parsed as part of an expression.
 */
package io.muster.mapping;

import io.muster.target.AttributeDescriptor;
