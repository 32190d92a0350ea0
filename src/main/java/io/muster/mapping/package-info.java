/**
 * From an entry of the directory to the attributes of a service: one {@link io.muster.mapping.MapLine} per attribute, checked against the
 * service's {@link io.muster.mapping.AttributeDescriptor}s before any request ({@code behaviour.md} section 3).
 */
package io.muster.mapping;
