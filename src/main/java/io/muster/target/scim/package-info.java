/**
 * Any service that takes SCIM 2 as RFC 7643 and RFC 7644 describe it: the attributes of the core and enterprise schemas. The conversation stands
 * in {@code routes/scim.camel.yaml}; CONTRIBUTING.md walks through it.
 */
package io.muster.target.scim;
