/**
 * The decision table, the guard and the plan's JSON: pure functions, without LDAP, HTTP or SQL ({@code behaviour.md} sections 2 and 7).
 * {@link io.muster.plan.Planner} turns what is desired and what is recorded into one {@link io.muster.plan.Operation};
 * {@link io.muster.plan.Guard} says which kinds of operation have to wait for a person.
 */
package io.muster.plan;
