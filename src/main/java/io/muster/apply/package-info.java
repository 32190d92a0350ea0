/**
 * What every conversation with a service needs, and no service in particular: pacing, access tokens, failures with one name per meaning,
 * and the outcome of an operation ({@code behaviour.md} sections 7 and 8). What follows on which failure stands in
 * {@code routes/failures.camel.yaml}.
 */
package io.muster.apply;
