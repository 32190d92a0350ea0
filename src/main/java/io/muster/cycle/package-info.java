/**
 * One run of a channel: what the directory shows is compared with what the ledger recorded, and only what may have changed goes on
 * ({@code behaviour.md} sections 6 and 7; {@code design.md}).
 *
 * <p>{@link io.muster.cycle.Cycles} opens, judges and closes a {@link io.muster.cycle.Cycle}; {@link io.muster.cycle.Comparison} finds out who
 * has to be looked at; {@link io.muster.cycle.People} carries one {@link io.muster.cycle.Person} from the fetched entry to a planned operation;
 * {@link io.muster.cycle.Releases} asks the ledger for what may be handed off. The order of all this stands in {@code routes/cycle.camel.yaml}, not here.
 */
package io.muster.cycle;
