/**
 * A small world to try Muster in: a directory in memory and simulated services, all on the loopback. {@link io.muster.sandbox.Sandbox}
 * starts them and says with which configuration keys they are reached. Nothing in the product but the commands {@code demo} and
 * {@code sandbox} depends on this package, and it depends on nothing in the product: what is tested against it is tested from outside.
 */
package io.muster.sandbox;
