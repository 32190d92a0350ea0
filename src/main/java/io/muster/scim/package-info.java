/** What the services that speak SCIM 2 (RFC 7643, RFC 7644) share: bodies, filters, and the reading of lists and errors. */
package io.muster.scim;
