/**
 * What has to happen to whom, decided before anything happens ({@code behaviour.md} sections 2 and 7).
 *
 * <p>The {@link io.muster.plan.Planner} is the decision table as a pure function: what the directory wants for a person
 * ({@link io.muster.plan.Desired}), what the ledger knows ({@link io.muster.plan.Known}) and what a look-up at the service found
 * ({@link io.muster.plan.LookUp}) give one {@link io.muster.plan.Operation}, or none. {@link io.muster.plan.Writes} holds the comparison of
 * values. When all operations of a cycle are known, the {@link io.muster.plan.Guard} judges their numbers, and
 * {@link io.muster.plan.PlanFile} shows them.
 *
 * <p>Nothing here reads a directory, a service or a database: every decision can be replayed from its inputs.
 */
package io.muster.plan;
